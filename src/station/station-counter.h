/* The counter: one student after the other.
 *
 *   idle ──look up──▶ looking-up ──▶ choosing ──choose──▶ visiting ──ended──▶ giving-back
 *    ▲                    │              ▲                   │                     │
 *    └────────────────────┴──────────────┴───────reset───────┘◀──── given back ────┘
 *                                                                (idle, or the next report)
 *
 * A look-up of one student chooses the first report that waits for an original by itself. What has
 * been scanned is never thrown away by a look-up: while pages are there that are not submitted, or
 * the paper is still on the glass, the text waits (`waiting-text`) until a person has decided.
 *
 * Properties: state, answer (gpointer StationAnswer), visit, error, waiting-text; all notified.
 * Same thread rules as station.h; the station's outbox must be open for writing. */
#pragma once

#include "station-lookup.h"
#include "station-visit.h"

G_BEGIN_DECLS

#define STATION_TYPE_COUNTER (station_counter_get_type())
G_DECLARE_FINAL_TYPE(StationCounter, station_counter, STATION, COUNTER, GObject)

typedef enum {
    STATION_COUNTER_IDLE,
    STATION_COUNTER_LOOKING_UP,
    STATION_COUNTER_CHOOSING,
    STATION_COUNTER_VISITING,
    STATION_COUNTER_GIVING_BACK,
} StationCounterState;

StationCounter *station_counter_new(Station *station, StationSender *sender);

StationCounterState station_counter_get_state(StationCounter *counter);
/* What was found last; NULL when idle. Borrowed until the state changes. */
const StationAnswer *station_counter_get_answer(StationCounter *counter);
/* The original under way; NULL unless visiting or giving back. Borrowed. */
StationVisit *station_counter_get_visit(StationCounter *counter);
/* Why the look-up failed; NULL after one that did not. Borrowed. */
const GError *station_counter_get_error(StationCounter *counter);
/* What was typed or swiped while the counter was occupied; "" if nothing. Borrowed. */
const char *station_counter_get_waiting_text(StationCounter *counter);
/* What the checks found of the last page of the original before this one; NULL if there was none.
 * Borrowed. */
const PageFindings *station_counter_get_previous(StationCounter *counter);

/* As station_lookup_text_async says. Waits if the counter is occupied. */
void station_counter_look_up(StationCounter *counter, const char *text);
/* Another report of the answer; only while nothing has been scanned. A report that waits for no
 * original cannot be chosen. */
void station_counter_choose(StationCounter *counter, Report *report);
/* The student has the paper back: on to the text that waits, the student's next report, or idle. */
void station_counter_give_back(StationCounter *counter);
/* Back to idle, or on to the text that waits; what was scanned and not submitted is given up. Ends
 * a scan first. Not while an original is being saved or sent. */
void station_counter_reset(StationCounter *counter);
/* Forgets the text that waits. */
void station_counter_stay(StationCounter *counter);

/* TRUE if resetting would give up something: pages, or an original under way. */
gboolean station_counter_is_occupied(StationCounter *counter);

G_END_DECLS
