#include "endpoint-private.h"

#include "base-clock.h"

#include <string.h>

#define JSON "application/json"
#define API  "/api/v1"

/* Every route there is. Limits are part of the promise: docs/api.yaml names them too. */
static const HttpRoute routes[] = {
    {"POST", API "/session", 0, 4096, JSON, .blocking = TRUE, .handle = endpoint_session_create},
    {"DELETE", API "/session", ENDPOINT_ALL, 0, NULL, .blocking = TRUE,
     .handle = endpoint_session_delete},
    {"GET", API "/announcements", ENDPOINT_ALL, 0, NULL, .handle = endpoint_reports_announcements},
    {"GET", API "/reports", ENDPOINT_STAFF, 0, NULL, .handle = endpoint_reports_list},
    {"GET", API "/reports/{id}", ENDPOINT_STAFF | ENDPOINT_STUDENT, 0, NULL,
     .handle = endpoint_reports_get},
    {"GET", API "/reports/{id}/events", ENDPOINT_STAFF | ENDPOINT_STUDENT, 0, NULL,
     .handle = endpoint_events_get},
    {"PUT", API "/reports/{id}/claim", ENDPOINT_STAFF, 4096, JSON, .blocking = TRUE,
     .handle = endpoint_claim_put},
    {"DELETE", API "/reports/{id}/claim", ENDPOINT_STAFF, 4096, JSON, .blocking = TRUE,
     .handle = endpoint_claim_delete},
    {"POST", API "/reports/{id}/originals", ENDPOINT_STAFF, API_MAX_JSON_BODY, JSON,
     .blocking = TRUE, .handle = endpoint_commit_post},
    {"GET", API "/reports/{id}/originals/{n}", ENDPOINT_STAFF | ENDPOINT_REVIEWER, 0, NULL,
     .handle = endpoint_original_get},
    {"OPTIONS", API "/uploads", ENDPOINT_STAFF, 0, NULL, .handle = endpoint_uploads_options},
    {"POST", API "/uploads", ENDPOINT_STAFF, 0, NULL, .blocking = TRUE,
     .handle = endpoint_uploads_create},
    {"HEAD", API "/uploads/{uid}", ENDPOINT_STAFF, 0, NULL, .blocking = TRUE,
     .handle = endpoint_uploads_head},
    {"PATCH", API "/uploads/{uid}", ENDPOINT_STAFF, API_MAX_UPLOAD,
     "application/offset+octet-stream", .blocking = TRUE, .handle = endpoint_uploads_patch,
     .begin = endpoint_uploads_patch_begin, .chunk = endpoint_uploads_patch_chunk},
    {"DELETE", API "/uploads/{uid}", ENDPOINT_STAFF, 0, NULL, .blocking = TRUE,
     .handle = endpoint_uploads_delete},
    {"GET", "/healthz", 0, 0, NULL, .loopback = TRUE, .handle = endpoint_health_alive},
    {"GET", "/readyz", 0, 0, NULL, .blocking = TRUE, .loopback = TRUE,
     .handle = endpoint_health_ready},
    {"GET", "/metrics", 0, 0, NULL, .loopback = TRUE, .handle = endpoint_health_metrics},
};

const HttpRoute *
endpoint_routes(gsize *ret_n)
{
    *ret_n = G_N_ELEMENTS(routes);
    return routes;
}

Endpoint *
endpoint_new(Store *store, Vault *vault)
{
    Endpoint *endpoint = g_new0(Endpoint, 1);

    endpoint->store = store;
    endpoint->vault = vault;
    endpoint->hub = endpoint_hub_new();
    endpoint->limiter = endpoint_limiter_new();
    endpoint->started_at = base_clock_now();
    g_mutex_init(&endpoint->mutex);
    endpoint->requests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_mutex_init(&endpoint->committing_mutex);
    g_mutex_init(&endpoint->patching_mutex);
    endpoint->patching = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_cond_init(&endpoint->committing_ended);
    endpoint->committing = g_hash_table_new(g_str_hash, g_str_equal);
    return endpoint;
}

void
endpoint_free(Endpoint *endpoint)
{
    if (endpoint == NULL)
        return;
    endpoint_hub_free(endpoint->hub);
    endpoint_limiter_free(endpoint->limiter);
    g_hash_table_unref(endpoint->requests);
    g_hash_table_unref(endpoint->committing);
    g_hash_table_unref(endpoint->patching);
    g_cond_clear(&endpoint->committing_ended);
    g_mutex_clear(&endpoint->committing_mutex);
    g_mutex_clear(&endpoint->patching_mutex);
    g_mutex_clear(&endpoint->mutex);
    g_free(endpoint);
}

const ApiSession *
endpoint_session_of(HttpExchange *exchange)
{
    return http_exchange_principal(exchange);
}

gboolean
endpoint_authorize(HttpExchange *exchange, guint who, gpointer context)
{
    Endpoint *endpoint = context;
    const char *header = http_exchange_header(exchange, "Authorization");
    g_autoptr(GError) error = NULL;
    ApiSession *session = NULL;

    if (header != NULL && g_ascii_strncasecmp(header, "Bearer ", 7) == 0)
        session = store_session(endpoint->store, header + 7, &error);
    if (session == NULL) {
        http_exchange_add_header(exchange, "WWW-Authenticate", "Bearer");
        if (error == NULL || g_error_matches(error, STORE_ERROR, STORE_ERROR_NOT_FOUND))
            http_exchange_answer_problem(exchange, API_PROBLEM_NOT_SIGNED_IN, NULL, NULL);
        else
            endpoint_fail(exchange, error, API_PROBLEM_INTERNAL);
        return FALSE;
    }
    http_exchange_set_principal(exchange, session, (GDestroyNotify)api_session_free);
    if ((who & 1u << session->role) == 0) {
        http_exchange_answer_problem(exchange, API_PROBLEM_FORBIDDEN, NULL, NULL);
        return FALSE;
    }
    return TRUE;
}

void
endpoint_beat(Endpoint *endpoint)
{
    endpoint_hub_beat(endpoint->hub);
}

void
endpoint_end_streams(Endpoint *endpoint)
{
    endpoint_hub_end(endpoint->hub);
}

void
endpoint_sweep(Endpoint *endpoint)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) uids = store_uploads_expired(endpoint->store, base_clock_now(), &error);

    for (guint i = 0; uids != NULL && uids[i] != NULL; i++) {
        /* The row last: a crash in between leaves one that the next sweep finds. */
        if (!vault_upload_remove(endpoint->vault, uids[i], &error) ||
            !store_upload_remove(endpoint->store, uids[i], &error))
            break;
    }
    if (error != NULL)
        g_warning("uploads could not be swept: %s", error->message);
}
