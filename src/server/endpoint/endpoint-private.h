/* What the endpoints share. Not for others. */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

/* Who may use a route: bits of HttpRoute.who. Those who may act on one record of their own are
 * checked by the endpoint, which knows the record. */
#define ENDPOINT_STUDENT   (1u << API_ROLE_STUDENT)
#define ENDPOINT_STAFF     (1u << API_ROLE_STAFF)
#define ENDPOINT_REVIEWER  (1u << API_ROLE_REVIEWER)
#define ENDPOINT_REGISTRAR (1u << API_ROLE_REGISTRAR)
#define ENDPOINT_ADMIN     (1u << API_ROLE_ADMIN)
#define ENDPOINT_ALL       0x1fu

#define ENDPOINT_CLAIM_LENGTH  (2 * (gint64)60 * 1000000)
#define ENDPOINT_UPLOAD_LENGTH (24 * (gint64)3600 * 1000000)

typedef struct EndpointHub EndpointHub;
typedef struct EndpointLimiter EndpointLimiter;

struct Endpoint {
    Store *store;
    Vault *vault;
    EndpointHub *hub;
    EndpointLimiter *limiter;
    gint64 started_at;
    GMutex mutex;         /* guards the counters */
    GHashTable *requests; /* "METHOD route status" → count */
    guint64 bytes_in;
    guint64 bytes_out;
    guint64 duration; /* microseconds of all requests */
    guint64 originals;
    GMutex committing_mutex;
    GCond committing_ended;
    GHashTable *committing; /* set of Idempotency-Keys whose commit is under way */
    GMutex patching_mutex;
    GHashTable *patching; /* uploads whose chunk is arriving: UID → endpoint-uploads.c's Patching */
};

/* Who asks; set by endpoint_authorize. */
const ApiSession *endpoint_session_of(HttpExchange *exchange);
/* An error of store, vault or base as a problem; what is nobody's fault but ours is logged. */
void endpoint_fail(HttpExchange *exchange, const GError *error, ApiProblem not_found);
/* The report, if the one who asks may see it; NULL and the problem is answered. */
Report *endpoint_report(Endpoint *endpoint, HttpExchange *exchange, const char *report_id);

/* Event streams by report. */
EndpointHub *endpoint_hub_new(void);
void endpoint_hub_free(EndpointHub *hub);
/* Opens a stream that has what came after `last_id` (0: the present state) and will have what
 * comes; it ends at `expires_at`. NULL on a failure of the store. */
HttpStream *endpoint_hub_watch(EndpointHub *hub, Store *store, const char *report_id,
                               gint64 last_id, gint64 expires_at, GError **error);
void endpoint_hub_publish(EndpointHub *hub, const ApiEvent *event);
void endpoint_hub_beat(EndpointHub *hub);
void endpoint_hub_end(EndpointHub *hub);
guint endpoint_hub_count(EndpointHub *hub);

/* Failed sign-ins, by KSUID and by address. Seconds to wait before another try; 0 = go ahead. */
EndpointLimiter *endpoint_limiter_new(void);
void endpoint_limiter_free(EndpointLimiter *limiter);
guint endpoint_limiter_wait(EndpointLimiter *limiter, const char *ksuid, const char *peer);
void endpoint_limiter_failed(EndpointLimiter *limiter, const char *ksuid, const char *peer);
void endpoint_limiter_passed(EndpointLimiter *limiter, const char *ksuid);

/* The handlers, each in the file of its name. */
void endpoint_session_create(HttpExchange *exchange, gpointer endpoint);
void endpoint_session_delete(HttpExchange *exchange, gpointer endpoint);
void endpoint_reports_list(HttpExchange *exchange, gpointer endpoint);
void endpoint_reports_get(HttpExchange *exchange, gpointer endpoint);
void endpoint_reports_announcements(HttpExchange *exchange, gpointer endpoint);
void endpoint_claim_put(HttpExchange *exchange, gpointer endpoint);
void endpoint_claim_delete(HttpExchange *exchange, gpointer endpoint);
void endpoint_events_get(HttpExchange *exchange, gpointer endpoint);
void endpoint_uploads_options(HttpExchange *exchange, gpointer endpoint);
void endpoint_uploads_create(HttpExchange *exchange, gpointer endpoint);
void endpoint_uploads_head(HttpExchange *exchange, gpointer endpoint);
void endpoint_uploads_patch_begin(HttpExchange *exchange, gpointer endpoint);
void endpoint_uploads_patch_chunk(HttpExchange *exchange, const char *bytes, gsize size,
                                  gpointer endpoint);
void endpoint_uploads_patch(HttpExchange *exchange, gpointer endpoint);
void endpoint_uploads_delete(HttpExchange *exchange, gpointer endpoint);
void endpoint_commit_post(HttpExchange *exchange, gpointer endpoint);
void endpoint_original_get(HttpExchange *exchange, gpointer endpoint);
void endpoint_health_alive(HttpExchange *exchange, gpointer endpoint);
void endpoint_health_ready(HttpExchange *exchange, gpointer endpoint);
void endpoint_health_metrics(HttpExchange *exchange, gpointer endpoint);

G_END_DECLS
