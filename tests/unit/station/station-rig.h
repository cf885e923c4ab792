/* One counter as it stands in the centre: a real server, a virtual flatbed with a page on its
 * glass, the real helper, and a Station in front of them that is configured for them, with
 * CENTRAL_STAFF signed in and its outbox open for writing.
 *
 * A second of the station's timers lasts RIG_SECOND_MS here. */
#pragma once

#include "central-rig.h"
#include "client.h"
#include "outbox.h"
#include "station-sender.h"

#define RIG_NAME      "8F-1"  /* of this counter */
#define RIG_SCANNER   "pnm:0" /* what stands on it */
#define RIG_SECOND_MS 10

/* Of the demonstration's data. */
#define RIG_STUDENT       "4100E017" /* has three reports, of which two wait */
#define RIG_REPORT        "103-2-000017"
#define RIG_NEXT_REPORT   "103-2-000018"
#define RIG_PASSED_REPORT "103-2-000004"
#define RIG_OTHER_STUDENT "4120N031" /* has one, which waits */
#define RIG_OTHER_REPORT  "103-2-000022"
#define RIG_DONE_STUDENT  "4110C042" /* has three, none of which waits */

typedef struct {
    char *folder;
    Central *central;
    Station *station;
    StationSender *sender;
    ScanSettings *settings; /* as configured: a small page, scanned in a moment */
    GPtrArray *put;         /* ids of the entries that were put into the outbox */
} Rig;

/* In the place of g_test_init and g_test_run. */
void rig_init(int *argc, char ***argv);
int rig_run(void);
void rig_set_up(Rig *rig, gconstpointer data);
void rig_tear_down(Rig *rig, gconstpointer data);
#define rig_add(name, function) g_test_add(name, Rig, NULL, rig_set_up, function, rig_tear_down)

/* What the station waits for by the clock from now on does not come within this test. */
void rig_stop_time(void);

/* Runs the main loop until the condition holds; the test fails if that takes too long. */
#define rig_until(condition)                                                                       \
    for (gint64 rig_start = g_get_monotonic_time();                                                \
         rig_waits(rig_start, !(condition), #condition);)                                          \
    rig_turn()
gboolean rig_waits(gint64 start, gboolean waits, const char *condition);
void rig_turn(void);

/* For calls with a GAsyncReadyCallback: rig_ready with the address of a NULL pointer, then
 * rig_result, which gives what came (g_object_unref). */
void rig_ready(GObject *source, GAsyncResult *result, gpointer slot);
GAsyncResult *rig_result(GAsyncResult **slot);

/* Lays another page on the glass, with which the checks find no fault. */
void rig_lay(Rig *rig, guint seed);
#define RIG_WIDTH  160 /* pixels */
#define RIG_HEIGHT 200
/* A page of this size. */
void rig_lay_large(Rig *rig, guint width, guint height);
/* One that is blank, with which they do. */
void rig_lay_blank(Rig *rig);
void rig_sign_out(Rig *rig);

/* The report as the server has it now. */
Report *rig_ask(Rig *rig, const char *report_id);
/* Who has claimed it there: "" if nobody has; g_free. */
char *rig_claimed_by(Rig *rig, const char *report_id);

guint rig_count(Rig *rig, OutboxState state);
/* Puts an original for this report into the outbox, ready to be sent, a minute younger than the one
 * before. Its id, borrowed. */
const char *rig_put(Rig *rig, const char *report_id);
/* The same, meant for another server. */
const char *rig_put_for(Rig *rig, const char *report_id, const char *server);
/* As rig_put, of bytes that the server refuses. */
const char *rig_put_bad(Rig *rig, const char *report_id);
