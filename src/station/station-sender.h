/* Delivers what lies in the outbox: upload, commit, receipt.
 *
 * One entry at a time, oldest first; an entry that is being sent is never sent twice. Needs the
 * outbox open for writing. Same thread rules as station.h.
 *
 * Signals
 *   started (const char *id)
 *   uploading (const char *id, guint64 sent, guint64 total)
 *   ended (StationDelivery *delivery)   for each entry, however it ended */
#pragma once

#include "station-delivery.h"

G_BEGIN_DECLS

#define STATION_TYPE_SENDER (station_sender_get_type())
G_DECLARE_FINAL_TYPE(StationSender, station_sender, STATION, SENDER, GObject)

StationSender *station_sender_new(Station *station);

/* Sends one entry, now, whatever its next attempt; waits for its turn if another is being sent. Who
 * waits while this very entry comes to its end is given that end.
 * Fails only where nothing was tried: OUTBOX_ERROR, STATION_ERROR (no session, other server),
 * G_IO_ERROR_CANCELLED. Cancelling puts the entry back. */
void station_sender_send_async(StationSender *sender, const char *id, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
StationDelivery *station_sender_send_finish(StationSender *sender, GAsyncResult *result,
                                            GError **error);

/* Sends every ready entry in order, with `now` also those whose next attempt is not due. Stops at
 * the first that fails because the server is away or nobody is signed in: the others would fail
 * alike. Array of StationDelivery, of those that were tried. */
void station_sender_send_all_async(StationSender *sender, gboolean now, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *station_sender_send_all_finish(StationSender *sender, GAsyncResult *result,
                                          GError **error);

/* Sends by itself whenever an entry is due, until stopped. */
void station_sender_start(StationSender *sender);
void station_sender_stop(StationSender *sender);

G_END_DECLS
