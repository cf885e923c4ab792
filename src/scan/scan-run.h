/* One request through one helper: phases with their deadlines, cancel, kill, and one end.
 *
 *   starting ──ready──▶ finding ⇄ opening ──▶ beginning ⇄ reading ──▶ finishing
 *                          └──────────┴──done or failed──┴───────────────┘
 *                                               ▼
 *                                            closing ──exit──▶ ended
 *   any of these ──cancelled──▶ cancelling ──exit──▶ ended; in closing it is killed
 *   any of these ──its deadline──▶ killed ──exit, or the last wait──▶ ended
 *
 * An assembly of pages begins with reading, and a view is nothing else. In closing what was done is
 * done: a driver that hangs or crashes there takes nothing back. */
#pragma once

#include "scan-job.h"
#include "scan-wire-event.h"
#include "scan-wire-request.h"

G_BEGIN_DECLS

typedef struct {
    void (*event)(const ScanWireEvent *event, gpointer user_data);
    /* NULL where none is expected. Rows are whole. */
    void (*preview)(guint page, guint first_row, GBytes *rows, gpointer user_data);
    /* The last call: `done` on success, else `error` (SCAN_ERROR). Both are borrowed. */
    void (*ended)(const ScanWireEvent *done, const GError *error, gpointer user_data);
} ScanRunClient;

/* fds: what the helper gets from SCAN_WIRE_FD_DOCUMENT on, borrowed for the call. Lives until
 * `ended` has returned. `ended` always comes later, from the main context. */
void scan_run_start(const ScanWireRequest *request, const int *fds, guint n_fds,
                    const ScanDeadlines *deadlines, GCancellable *cancellable,
                    const ScanRunClient *client, gpointer user_data);

/* The document that `done` tells of; SCAN_ERROR_HELPER if it tells of none. */
ScanResult *scan_run_result_new(const ScanWireEvent *done, GError **error);

G_END_DECLS
