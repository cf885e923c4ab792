/* The helper's end of the wire, and the thread that listens on it.
 *
 *   running ──cancel──▶ cancelled ──a second in one call──▶ sane_cancel from the listener
 *   running or cancelled ──the station is gone──▶ orphaned ──three seconds──▶ the process ends
 *
 * The station is gone when the socket ends or its process dies. A scan is then cancelled rather
 * than dropped, because a scanner that is left in the middle of a page may need its power cut.
 * One link a process. Any thread may send; all else is the main thread's and the listener's. */
#pragma once

#include "scan-wire-event.h"
#include "scan-wire-request.h"

#include <sane/sane.h>

G_BEGIN_DECLS

/* Must be called before any thread is made. Ends the process if the station is gone already. */
void helper_link_open(void);

/* Says that the helper is up and waits for the request. */
ScanWireRequest *helper_link_read_request(GError **error);
/* Starts the listener, without which nobody could cancel; fails where no thread is to be had. */
gboolean helper_link_listen(GError **error);

gboolean helper_link_is_cancelled(void);
/* As an error; FALSE if cancelled. */
gboolean helper_link_check(GError **error);
/* Waits so long or until cancelled. */
void helper_link_wait(guint milliseconds);

/* Around a SANE call that may take long, so that the listener can cancel it. */
void helper_link_enter(SANE_Handle handle);
void helper_link_leave(void);

/* Sends blockingly. Where nobody listens any more, nothing happens: the listener knows. */
void helper_link_send(const ScanWireEvent *event);
void helper_link_send_kind(ScanWireKind kind);
void helper_link_send_phase(ScanWirePhase phase, guint64 bytes);
void helper_link_send_adjusted(const char *name, const char *asked, const char *became);
void helper_link_send_preview(guint page, guint first_row, const guint8 *rows, gsize size);

G_END_DECLS
