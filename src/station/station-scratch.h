/* Files for a scan that nobody keeps: a test of the scanner, a preview of the glass. They lie in
 * the profile's folder without a name, so that they are gone with their descriptors, whatever
 * happens. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A StationScanOpen; user_data: the profile's path, a const char *. Any thread. */
gboolean station_scratch_open(guint64 reserve, int *ret_fd, int *ret_scratch_fd, gpointer profile,
                              GError **error);

G_END_DECLS
