/* The page's own pixels, a region of them, decoded by a helper: pixels do not pass through the
 * station at full size, and no image library is in its process.
 *
 * Used from a thread that outlives the answer; callbacks come in its default main context. */
#pragma once

#include "scan-deadlines.h"
#include "scan-region.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* `fd`: the sealed document, open for reading; borrowed for the call. Where it stands in the file
 * system, and under which name, means nothing. Deadlines (NULL: the default ones) and cancelling
 * are as for a job; `silence` is the one that counts.
 * SCAN_ERROR_BAD_VALUE: too large, or empty. SCAN_ERROR_EXCESS: not on the page.
 * SCAN_ERROR_DOCUMENT: no such document or page, or damaged. And those of a helper. */
void scan_view_run_async(const ScanRegion *region, int fd, const ScanDeadlines *deadlines,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
/* height × width × 3 bytes, 8-bit RGB. */
GBytes *scan_view_run_finish(GAsyncResult *result, GError **error);

G_END_DECLS
