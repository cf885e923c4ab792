#include "endpoint-private.h"

#include "base-clock.h"

void
endpoint_count(const HttpRecord *record, gpointer context)
{
    Endpoint *endpoint = context;
    g_autofree char *key = g_strdup_printf("method=\"%s\",route=\"%s\",status=\"%u\"",
                                           record->method, record->route, record->status);
    guint64 *count;

    g_mutex_lock(&endpoint->mutex);
    count = g_hash_table_lookup(endpoint->requests, key);
    /* Methods are the client's words: only those of our routes get a row of their own. */
    if (count == NULL && *record->route == '\0') {
        g_free(key);
        key = g_strdup("method=\"\",route=\"\",status=\"404\"");
        count = g_hash_table_lookup(endpoint->requests, key);
    }
    if (count == NULL) {
        count = g_new0(guint64, 1);
        g_hash_table_insert(endpoint->requests, g_steal_pointer(&key), count);
    }
    (*count)++;
    endpoint->bytes_in += record->bytes_in;
    endpoint->bytes_out += record->bytes_out;
    endpoint->duration += (guint64)record->duration;
    g_mutex_unlock(&endpoint->mutex);
}

void
endpoint_health_alive(HttpExchange *exchange, gpointer context)
{
    (void)context;
    http_exchange_answer_json(exchange, 200, json_pack("{s:s}", "status", "alive"));
}

void
endpoint_health_ready(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    g_autoptr(GError) error = NULL;

    if (store_check(endpoint->store, &error) && vault_check(endpoint->vault, &error)) {
        http_exchange_answer_json(exchange, 200, json_pack("{s:s}", "status", "ready"));
        return;
    }
    g_warning("not ready: %s", error->message);
    http_exchange_answer_problem(exchange, API_PROBLEM_UNAVAILABLE,
                                 "database or vault cannot be written", NULL);
}

static void
append_number(GString *text, const char *name, const char *type, const char *help, double value)
{
    g_string_append_printf(text, "# HELP %s %s\n# TYPE %s %s\n%s %.17g\n", name, help, name, type,
                           name, value);
}

/* Prometheus text format, version 0.0.4. */
void
endpoint_health_metrics(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    g_autoptr(GString) text = g_string_new(NULL);
    GHashTableIter iterator;
    gpointer key, count;

    g_string_append(text, "# HELP central_server_requests_total Requests answered.\n"
                          "# TYPE central_server_requests_total counter\n");
    g_mutex_lock(&endpoint->mutex);
    g_hash_table_iter_init(&iterator, endpoint->requests);
    while (g_hash_table_iter_next(&iterator, &key, &count))
        g_string_append_printf(text, "central_server_requests_total{%s} %" G_GUINT64_FORMAT "\n",
                               (const char *)key, *(guint64 *)count);
    append_number(text, "central_server_request_seconds_total", "counter",
                  "Time from headers to the answer's end.", (double)endpoint->duration / 1e6);
    append_number(text, "central_server_received_bytes_total", "counter", "Bytes of bodies taken.",
                  (double)endpoint->bytes_in);
    append_number(text, "central_server_sent_bytes_total", "counter", "Bytes of bodies sent.",
                  (double)endpoint->bytes_out);
    append_number(text, "central_server_originals_total", "counter",
                  "Originals accepted since start.", (double)endpoint->originals);
    g_mutex_unlock(&endpoint->mutex);
    append_number(text, "central_server_watchers", "gauge", "Open event streams.",
                  endpoint_hub_count(endpoint->hub));
    append_number(text, "central_server_start_time_seconds", "gauge", "When the server started.",
                  (double)(endpoint->started_at / BASE_SECOND));
    http_exchange_answer_text(exchange, "text/plain; version=0.0.4", text->str);
}
