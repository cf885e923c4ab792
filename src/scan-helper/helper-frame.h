/* One frame of a device: its bytes as whole, packed rows, counted against what was announced. */
#pragma once

#include <glib.h>
#include <sane/sane.h>

G_BEGIN_DECLS

/* Raw bytes of one page at most. */
#define HELPER_FRAME_MAX_BYTES ((guint64)8 * 1024 * 1024 * 1024)

typedef struct {
    guint width;     /* pixels */
    guint height;    /* lines; 0 = unknown (hand-scanner) */
    guint channels;  /* 1 or 3 */
    guint depth;     /* 1, 8, 16 */
    gsize row_size;  /* bytes of a packed row */
    gsize line_size; /* bytes of a row as the device delivers it */
    SANE_Frame format;
    gboolean last;
} HelperFrame;

/* The parameters of the frame that sane_start has begun. SCAN_ERROR_FRAME if they make no picture,
 * SCAN_ERROR_UNSUPPORTED if it is one that no document holds, SCAN_ERROR_EXCESS over a limit. */
gboolean helper_frame_begin(HelperFrame *ret_frame, const SANE_Parameters *parameters,
                            GError **error);

/* Packed rows as they come in: samples of 16 bits in the host's byte order, as SANE promises them
 * (a device that swaps them breaks that promise, and nothing in a frame says so), bits behind the
 * last pixel of lineart cleared. */
typedef gboolean (*HelperFrameRows)(const guint8 *rows, guint n_rows, gpointer user_data,
                                    GError **error);

/* Reads to the frame's end. SCAN_ERROR_SHORT for fewer lines or bytes than announced or half a
 * line, SCAN_ERROR_EXCESS for more, SCAN_ERROR_NO_MORE_DATA for none at all, what the device
 * reports, or the callback's error. */
gboolean helper_frame_read(const HelperFrame *frame, SANE_Handle handle, HelperFrameRows rows,
                           gpointer user_data, guint *ret_height, GError **error);

G_END_DECLS
