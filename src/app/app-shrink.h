/* A picture made smaller by means of areas, for a size on the screen at which it is drawn more than
 * once. Any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* rgb: height rows of width × 3 bytes. Each pixel of the result is the mean of a square of it with
 * `step` pixels a side, more than 1. The squares lie side by side from the top left; of the last of
 * a row or column, what lies on the picture counts. Returns small_height rows of small_width × 3
 * bytes. */
guint8 *app_shrink(const guint8 *rgb, guint width, guint height, double step, guint small_width,
                   guint small_height);

G_END_DECLS
