/* An outbox in a folder of its own, and entries with a few bytes in them. */
#pragma once

#include "outbox.h"

typedef struct {
    char *top;
    Outbox *outbox;
} Fixture;

void fixture_set_up(Fixture *fixture, gconstpointer data);
void fixture_tear_down(Fixture *fixture, gconstpointer data);
/* Closes the outbox and opens it again, as after a crash; gives what was recovered. */
guint fixture_reopen(Fixture *fixture);

/* A file of the entry; g_free. */
char *fixture_path(Fixture *fixture, OutboxState state, const char *id, const char *name);
/* making/ID with `content` in its part file, as a helper leaves it. *ret_id: g_free. */
char *fixture_make(Outbox *outbox, const char *content);
/* What is said of `content` at sealing. */
OutboxCapture *fixture_capture(const char *id, const char *content);
/* A sealed entry; g_free its id. */
char *fixture_ready(Outbox *outbox, const char *content);
/* The receipt that a server gives for `content`; g_free. */
char *fixture_receipt(const char *content);
/* Where the entry is; the test fails if it is nowhere. */
OutboxState fixture_state(Outbox *outbox, const char *id);
