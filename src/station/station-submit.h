/* One original, the whole way at one go: look-up → claim → scan → save → outbox → upload → status.
 *
 * A StationVisit (whose states these are) without anybody who looks: each stage begins when the one
 * before has ended well. Before the original is saved a failure leaves nothing behind; from there
 * on it is safe, and the run ends well with what came of the sending.
 *
 * Signals
 *   report (gpointer Report, gboolean remembered, gint64 asked_at)   the answer, pending
 *   scan-started (StationScan *scan)                connect to its signals for page and preview
 *   saved (gpointer OutboxCapture, const char *path)  durable and in the outbox from now on
 *   uploading (const char *id, guint64 sent, guint64 total)
 * Pointers in signals are borrowed for the call. Same thread rules as station.h. */
#pragma once

#include "station-scan.h"
#include "station-sender.h"

G_BEGIN_DECLS

#define STATION_TYPE_SUBMIT (station_submit_get_type())
G_DECLARE_FINAL_TYPE(StationSubmit, station_submit, STATION, SUBMIT, GObject)

/* scanner: name or identity; "" is STATION_ERROR_NO_SCANNER at run. Copies settings. The
 * station's outbox must be open for writing. */
StationSubmit *station_submit_new(Station *station, StationSender *sender, const char *report_id,
                                  const char *scanner, const ScanSettings *settings);

/* The result tells how the sending of the saved original ended. An error means that nothing was
 * saved. Cancelling before the original is saved fails with G_IO_ERROR_CANCELLED; afterwards the
 * entry stays in the outbox. */
void station_submit_run_async(StationSubmit *submit, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
StationDelivery *station_submit_run_finish(StationSubmit *submit, GAsyncResult *result,
                                           GError **error);

G_END_DECLS
