/* One student's original at the counter: claim → scan → look → submit → delivered.
 *
 *   opening ─┬▶ ready ⇄ scanning
 *            │    │ ▲
 *            │    ▼ └─ failed or cancelled: nothing is lost
 *            │  saving ──▶ sending ──▶ ended
 *            │       (saved from here on)
 *            └▶ barred            close: from opening, ready, barred and ended ──▶ closed
 *
 * In `ready` pages may be scanned, scanned again, removed, turned, moved and cut (station-pages.h).
 * While staff look at a page its bytes already go to the server (station-ahead.h), for as long as
 * they are what submitting would send; submitting seals the original in the outbox first and tells
 * the server then. While the server is away a remembered report may be scanned without a claim.
 * What is told at the end is the server's answer and nothing else.
 *
 * Signals
 *   scan-started (StationScan *scan)      connect to its signals for progress and waiting
 *   page-begun (StationPage *page)        the one that is growing now
 *   saved (gpointer OutboxCapture, const char *path)   durable from now on; borrowed
 *   uploading (guint64 sent, guint64 total)   since the submit
 *   notify::state, notify::error
 * Same thread rules as station.h; the station's outbox must be open for writing. */
#pragma once

#include "station-pages.h"
#include "station-scan.h"
#include "station-sender.h"

G_BEGIN_DECLS

#define STATION_TYPE_VISIT (station_visit_get_type())
G_DECLARE_FINAL_TYPE(StationVisit, station_visit, STATION, VISIT, GObject)

typedef enum {
    STATION_VISIT_OPENING,
    STATION_VISIT_BARRED, /* another counter has the report, or the server refuses: see error */
    STATION_VISIT_READY,
    STATION_VISIT_SCANNING,
    STATION_VISIT_SAVING,
    STATION_VISIT_SENDING,
    STATION_VISIT_ENDED,
    STATION_VISIT_CLOSED,
} StationVisitState;

/* Asks for the claim at once; with `remembered` it does without. */
StationVisit *station_visit_new(Station *station, StationSender *sender, Report *report,
                                gboolean remembered);

StationVisitState station_visit_get_state(StationVisit *visit);
Report *station_visit_get_report(StationVisit *visit); /* borrowed */
StationPages *station_visit_get_pages(StationVisit *visit);
/* Why the last act failed, or the claim; NULL after one that went well. Borrowed. */
const GError *station_visit_get_error(StationVisit *visit);
/* How it ended; NULL before. Borrowed. */
StationDelivery *station_visit_get_delivery(StationVisit *visit);
/* The outbox entry that was sealed, or NULL. Borrowed. */
const char *station_visit_get_entry(StationVisit *visit);

/* ready → scanning → ready. What is scanned comes behind the other pages or in the place of
 * `replaced` (may be NULL). After a preview a device that takes no area scans the whole bed, and
 * its pages are cut. scanner: name or identity; "" is STATION_ERROR_NO_SCANNER. */
void station_visit_scan(StationVisit *visit, const char *scanner, const ScanSettings *settings,
                        StationPage *replaced);
/* ready → scanning → ready: the whole glass, quickly and coarsely, to see where the paper lies.
 * Nothing of it is kept. As station_visit_scan else. */
void station_visit_preview(StationVisit *visit, const char *scanner, const ScanSettings *settings);
/* What was seen; NULL if there is none, or something else was begun since. Borrowed. */
StationPage *station_visit_get_preview(StationVisit *visit);
/* ready → saving → sending → ended. Needs a page. */
void station_visit_submit(StationVisit *visit);
/* Ends what is under way: the scan, or the sending of what is saved; a no-op otherwise. */
void station_visit_cancel(StationVisit *visit);

/* Lets the claim go and removes what was scanned and not submitted. Not while scanning, saving or
 * sending. Never fails. */
void station_visit_close_async(StationVisit *visit, GAsyncReadyCallback callback,
                               gpointer user_data);
void station_visit_close_finish(StationVisit *visit, GAsyncResult *result);

G_END_DECLS
