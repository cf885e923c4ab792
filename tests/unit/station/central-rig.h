/* A real central-server of this build on a free port of this machine, with the demonstration's
 * data and one member of staff. It dies with the test. */
#pragma once

#include <glib.h>

#define CENTRAL_STAFF    "T001"
#define CENTRAL_PASSWORD "correct horse battery"

typedef struct Central Central;

/* `folder` is there already; all that the server writes lies in it. */
Central *central_new(const char *folder);
void central_free(Central *central);

/* "http://127.0.0.1:PORT"; the same for as long as it lives. */
const char *central_url(Central *central);

/* Away, and back with the same data on the same port. */
void central_stop(Central *central);
void central_start(Central *central);
/* It is there but says nothing, until it is woken or stopped. */
void central_freeze(Central *central);
void central_wake(Central *central);

/* Uploads that it holds at present, whole or not. */
guint central_count_uploads(Central *central);
/* Brings the records system's own state of one report; only while it is stopped. */
void central_import(Central *central, const char *json);
