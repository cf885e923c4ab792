/* One outbox entry to the server: upload, commit, receipt; and what came of it.
 *
 *   receipt checked and stored       → delivered
 *   an error that may pass           → put back, due again after client_backoff
 *   needs a sign-in, another claim to end, or a server that answers sense → put back, sent when
 *                                      somebody asks
 *   any other refusal of the server  → refused: a person decides
 * An upload that the server has forgotten, or whose bytes it finds other than sent, is made anew
 * once; before that the commit is asked for again, in case only its answer was lost. */
#pragma once

#include "station.h"

G_BEGIN_DECLS

typedef enum {
    STATION_DELIVERY_DELIVERED,
    STATION_DELIVERY_WAITING, /* safe in the outbox, not yet delivered */
    STATION_DELIVERY_REFUSED, /* safe in the outbox, refused by the server */
    STATION_DELIVERY_DAMAGED, /* set aside by the outbox, not sent: not what was saved */
} StationDeliveryEnd;

/* What came of one entry. Read only; any thread. */
typedef struct {
    char *id;
    char *report_id;
    StationDeliveryEnd end;
    Report *report;      /* delivered: the report as the server has it now; else NULL */
    ApiReceipt *receipt; /* delivered; else NULL */
    GError *error;       /* why not; NULL when delivered */
    gint64 next_attempt; /* waiting: not before this instant by itself; 0 = when asked */
} StationDelivery;

#define STATION_TYPE_DELIVERY (station_delivery_get_type())
GType station_delivery_get_type(void);

/* For the one who fills it before it is shared; waiting, until it says otherwise. */
StationDelivery *station_delivery_new(const char *id, const char *report_id);
StationDelivery *station_delivery_ref(StationDelivery *delivery);
void station_delivery_unref(StationDelivery *delivery);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StationDelivery, station_delivery_unref)

/* Sends entry `id` now. Blocks: for a worker thread, one call an outbox at a time. The station's
 * client must have its session. NULL where the outbox failed: OUTBOX_ERROR, BASE_ERROR. `progress`
 * (may be NULL) is called in this thread. */
StationDelivery *station_delivery_run(Station *station, const char *id, ClientProgress progress,
                                      gpointer user_data, GCancellable *cancellable,
                                      GError **error);

/* TRUE if further entries would end alike now: the server is away or nobody is signed in. */
gboolean station_delivery_stops_others(const StationDelivery *delivery);

G_END_DECLS
