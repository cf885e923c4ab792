/* A StationCounter at the rig's counter. */
#pragma once

#include "station-counter.h"
#include "visit-rig.h"

typedef struct {
    Rig rig;
    StationCounter *counter;
} Desk;

void desk_set_up(Desk *desk, gconstpointer data);
/* Ends what has not ended; not while an original is being saved or sent. */
void desk_tear_down(Desk *desk, gconstpointer data);
#define desk_add(name, function) g_test_add(name, Desk, NULL, desk_set_up, function, desk_tear_down)

/* Looks up and waits until the answer is there and what it leads to is open. */
void desk_look_up(Desk *desk, const char *text);
/* Waits until this report's visit is ready. */
void desk_await(Desk *desk, const char *report_id);
/* Scans what lies on the glass and waits for the end. */
void desk_scan(Desk *desk);
/* Scans and submits, and has it delivered. */
void desk_deliver(Desk *desk);
/* Of the answer; the test fails if it is not there. Borrowed. */
Report *desk_report(Desk *desk, const char *report_id);
