/* ICC profiles (version 2) by LittleCMS: what gray and colour values mean. Internal to this folder.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* sRGB (IEC 61966-2-1) for three channels, a gray with the same curve for one. The caller owns a
 * reference. Without memory the program ends, as with GLib's own allocations. */
GBytes *page_profile_new(guint channels);

G_END_DECLS
