/* Follows a report's status: the present one first, then each change, for as long as it runs. The
 * connection is made anew by itself when it ends.
 *
 * Signal: status (gpointer ApiEvent), borrowed for the call. Same thread rules as station.h. */
#pragma once

#include "station.h"

G_BEGIN_DECLS

#define STATION_TYPE_WATCH (station_watch_get_type())
G_DECLARE_FINAL_TYPE(StationWatch, station_watch, STATION, WATCH, GObject)

StationWatch *station_watch_new(Station *station, const char *report_id);
/* Runs until cancelled (G_IO_ERROR_CANCELLED), stopped (TRUE), or refused by the server. */
void station_watch_run_async(StationWatch *watch, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean station_watch_run_finish(StationWatch *watch, GAsyncResult *result, GError **error);
/* Ends the run at the next event. */
void station_watch_stop(StationWatch *watch);

G_END_DECLS
