/* One original, the whole way: look-up → claim → scan → save → outbox → upload → status.
 *
 *   idle ─▶ looking-up ─▶ claiming ─▶ scanning ─▶ saving ─▶ queued ─▶ sending ─▶ releasing ─▶ done
 *               │            │           │          │         (saved from here on)  ▲
 *               └────────────┴───────────┴──────────┴──▶ failed, claim let go ──────┘
 *
 * Before `queued` a failure leaves nothing behind; from there on the original is safe, and the
 * run ends well with what came of the sending. The claim is renewed while it is held and let go at
 * the end. While the server is away a remembered, pending report may be scanned without a claim.
 * The status told at the end is the server's answer and nothing else.
 *
 * Signals
 *   report (gpointer Report, gboolean remembered, gint64 asked_at)   the answer, pending
 *   scan-started (StationScan *scan)                connect to its signals for page and preview
 *   saved (gpointer OutboxCapture, const char *path)  durable from now on
 *   queued (const char *id)
 *   uploading (guint64 sent, guint64 total)
 *   notify::state
 * Pointers in signals are borrowed for the call. Same thread rules as station.h. */
#pragma once

#include "station-scan.h"
#include "station-sender.h"

G_BEGIN_DECLS

#define STATION_TYPE_SUBMIT (station_submit_get_type())
G_DECLARE_FINAL_TYPE(StationSubmit, station_submit, STATION, SUBMIT, GObject)

typedef enum {
    STATION_SUBMIT_IDLE,
    STATION_SUBMIT_LOOKING_UP,
    STATION_SUBMIT_CLAIMING,
    STATION_SUBMIT_SCANNING,
    STATION_SUBMIT_SAVING,
    STATION_SUBMIT_QUEUED,
    STATION_SUBMIT_SENDING,
    STATION_SUBMIT_RELEASING,
    STATION_SUBMIT_DONE,
    STATION_SUBMIT_FAILED,
} StationSubmitState;

/* scanner: name or identity; "" is STATION_ERROR_NO_SCANNER at run. Copies settings. The
 * station's outbox must be open for writing. */
StationSubmit *station_submit_new(Station *station, StationSender *sender, const char *report_id,
                                  const char *scanner, const ScanSettings *settings);
StationSubmitState station_submit_get_state(StationSubmit *submit);

/* The capture's uuid: the entry's id in the outbox. Borrowed. */
const char *station_submit_get_id(StationSubmit *submit);

/* The result tells how the sending of the saved original ended. An error means that nothing was
 * saved. Cancelling before the original is saved fails with G_IO_ERROR_CANCELLED; afterwards the
 * entry stays in the outbox. */
void station_submit_run_async(StationSubmit *submit, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
StationDelivery *station_submit_run_finish(StationSubmit *submit, GAsyncResult *result,
                                           GError **error);

G_END_DECLS
