/* A scan as a station does it: one job of the helper, repeated a bounded number of times while
 * the device is busy, each time into a fresh place.
 *
 *            ┌───────────── busy: countdown ────────────┐
 *            ▼                                          │
 *   idle ─▶ opening (room reserved) ─▶ scanning ────────┴─▶ ended
 *
 * Signals
 *   page-started (guint page, guint width, guint height, guint preview_width, guint preview_height)
 *   progress (guint page, guint percent)
 *   preview-rows (guint page, guint first_row, GBytes *rows)
 *   page-done (guint page, guint width, guint height, guint dpi)
 *       station_scan_get_findings has what the checks of this page found
 *   adjusted (const char *name, const char *asked, const char *became)   all as in scan-job.h
 *   busy (guint seconds_left, guint try, guint tries)   each second while it waits
 * Same thread rules as station.h. */
#pragma once

#include "scan-job.h"

G_BEGIN_DECLS

#define STATION_TYPE_SCAN (station_scan_get_type())
G_DECLARE_FINAL_TYPE(StationScan, station_scan, STATION, SCAN, GObject)

typedef enum {
    STATION_SCAN_IDLE,
    STATION_SCAN_OPENING,
    STATION_SCAN_SCANNING,
    STATION_SCAN_BUSY,
    STATION_SCAN_ENDED,
} StationScanState;

/* How often and how long a busy device is waited for. */
#define STATION_SCAN_BUSY_TRIES   4
#define STATION_SCAN_BUSY_SECONDS 3

/* Gives a fresh place for a document: an empty file and an unlinked scratch file, which the scan
 * closes. Called in a worker thread, again after each busy try; what the last call made is then
 * given up. `reserve`: bytes that must be there before the lamp moves. */
typedef gboolean (*StationScanOpen)(guint64 reserve, int *ret_fd, int *ret_scratch_fd,
                                    gpointer user_data, GError **error);

/* device: name or identity. Copies settings; `open` is called with user_data until the run ends. */
StationScan *station_scan_new(const char *device, const ScanSettings *settings,
                              StationScanOpen open, gpointer user_data);
/* What is remembered of the device; see scan_job_set_known. */
void station_scan_set_known(StationScan *scan, const ScanDevice *known);
StationScanState station_scan_get_state(StationScan *scan);
const ScanSettings *station_scan_get_settings(StationScan *scan); /* borrowed */

/* Errors: SCAN_ERROR, those of `open`, G_IO_ERROR_CANCELLED. */
void station_scan_run_async(StationScan *scan, const ScanProvenance *provenance,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
ScanResult *station_scan_run_finish(StationScan *scan, GAsyncResult *result, GError **error);

/* What the checks found of page `page` (from 1), from its page-done on; borrowed, until the next
 * try begins or the scan is freed. NULL before. station-check.h has the words. */
const PageFindings *station_scan_get_findings(StationScan *scan, guint page);

/* Bytes that a document of these settings may need at most: area × resolution × depth × pages.
 * The whole bed counts as A4; option depth=16 doubles. Pure. */
guint64 station_scan_estimate(const ScanSettings *settings);

G_END_DECLS
