#include "endpoint-header.h"
#include "endpoint-private.h"

void
endpoint_events_get(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    const char *last = http_exchange_header(exchange, "Last-Event-ID");
    g_autoptr(Report) report = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(HttpStream) stream = NULL;
    guint64 last_id = 0;

    if (last != NULL && !endpoint_header_number(last, &last_id)) {
        http_exchange_answer_problem(exchange, API_PROBLEM_BAD_REQUEST,
                                     "Last-Event-ID is not the id of an event", NULL);
        return;
    }
    report = endpoint_report(endpoint, exchange, http_exchange_param(exchange, 0));
    if (report == NULL)
        return;
    stream = endpoint_hub_watch(endpoint->hub, endpoint->store, report->id, (gint64)last_id,
                                endpoint_session_of(exchange)->expires_at, &error);
    if (stream == NULL)
        endpoint_fail(exchange, error, API_PROBLEM_UNKNOWN_REPORT);
    else
        http_exchange_answer_stream(exchange, stream);
}
