/* Delivers what lies in the outbox: upload, commit, receipt.
 *
 * One entry at a time, oldest first; an entry that is being sent is never sent twice. What comes
 * of an entry (reliability.md):
 *   receipt checked and stored       → delivered
 *   an error that may pass           → put back, tried again after client_backoff
 *   needs a sign-in, or a claim that another counter holds → put back, tried when asked
 *   any other refusal of the server  → refused: a person decides
 * An upload that the server has forgotten, or whose bytes it finds other than sent, is made anew
 * once. Needs the outbox open for writing. Same thread rules as station.h.
 *
 * Signals
 *   started (const char *id)
 *   uploading (const char *id, guint64 sent, guint64 total)
 *   ended (StationDelivery *delivery)   for each entry, however it ended */
#pragma once

#include "station.h"

G_BEGIN_DECLS

typedef enum {
    STATION_DELIVERY_DELIVERED,
    STATION_DELIVERY_WAITING, /* put back: safe in the outbox, not yet delivered */
    STATION_DELIVERY_REFUSED, /* safe in the outbox, refused by the server */
} StationDeliveryEnd;

/* What came of one entry. Read only. */
typedef struct {
    char *id;
    char *report_id;
    StationDeliveryEnd end;
    Report *report;      /* delivered: the report as the server has it now; else NULL */
    ApiReceipt *receipt; /* delivered; else NULL */
    GError *error;       /* why not; NULL when delivered */
    gint64 next_attempt; /* waiting: not before this instant by itself; 0 = when asked */
} StationDelivery;

StationDelivery *station_delivery_ref(StationDelivery *delivery);
void station_delivery_unref(StationDelivery *delivery);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StationDelivery, station_delivery_unref)
#define STATION_TYPE_DELIVERY (station_delivery_get_type())
GType station_delivery_get_type(void);

#define STATION_TYPE_SENDER (station_sender_get_type())
G_DECLARE_FINAL_TYPE(StationSender, station_sender, STATION, SENDER, GObject)

StationSender *station_sender_new(Station *station);

/* Sends one entry, now, whatever its next attempt; waits for its turn if another is being sent.
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
