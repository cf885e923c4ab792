/* An upload made ahead of the decision: while staff look at a scanned page its bytes already go to
 * the server, so that submitting needs only the commit. What is then not wanted is deleted there.
 *
 *   sending ─▶ ended        drop: cancelled, and the upload deleted
 *
 * Nothing rests on it: when it fails, the sender uploads as ever. Same thread rules as station.h.
 *
 * Signal: uploading (guint64 sent, guint64 total) */
#pragma once

#include "station.h"

G_BEGIN_DECLS

#define STATION_TYPE_AHEAD (station_ahead_get_type())
G_DECLARE_FINAL_TYPE(StationAhead, station_ahead, STATION, AHEAD, GObject)

/* Begins at once. `path` is a sealed document of `bytes` bytes that stays as it is meanwhile. */
StationAhead *station_ahead_new(Station *station, const char *path, guint64 bytes,
                                const char *media_type);

/* Waits until it has ended, well or not; cancelling stops the upload where it is. Gives its UID,
 * or NULL if there is none. g_free. */
void station_ahead_settle_async(StationAhead *ahead, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
char *station_ahead_settle_finish(StationAhead *ahead, GAsyncResult *result);

/* It is not wanted: stops it and has the server delete it. Tells no error: what could not be
 * deleted expires there by itself. */
void station_ahead_drop(StationAhead *ahead);

G_END_DECLS
