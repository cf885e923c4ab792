/* Visits at the rig's counter, each step as far as it goes. */
#pragma once

#include "station-rig.h"
#include "station-visit.h"

/* Asks for the claim and waits until the visit is ready. */
StationVisit *visit_open(Rig *rig, const char *report_id);
/* As far as opening, ready or barred. */
StationVisit *visit_new(Rig *rig, const char *report_id, gboolean remembered);
/* Scans what lies on the glass; `replaced` may be NULL. Waits for the end. */
void visit_scan(StationVisit *visit, Rig *rig, StationPage *replaced);
/* Submits and waits for the end. */
void visit_submit(StationVisit *visit);
/* Closes it, waits, and drops the reference. */
void visit_close(StationVisit *visit);

guint visit_count_pages(StationVisit *visit);
/* Borrowed; NULL past the end. */
StationPage *visit_page_at(StationVisit *visit, guint position);

/* Every state from now on, by name, each with a blank behind it. */
void visit_note_states(StationVisit *visit, GString *states);
