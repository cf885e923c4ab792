#include "endpoint-private.h"

#include "base-clock.h"
#include "base-json.h"

#define MAX_STATION 64

/* The station's name in the body; NULL and the problem is answered. *ret_json keeps it alive. */
static const char *
read_station(HttpExchange *exchange, json_t **ret_json)
{
    g_autoptr(GError) error = NULL;
    BaseJsonReader reader;
    const char *station = NULL;

    if (!http_exchange_json(exchange, ret_json))
        return NULL;
    base_json_reader_init(&reader, *ret_json, "");
    base_json_read_string(&reader, "station", 1, MAX_STATION, &station);
    if (base_json_reader_end(&reader, &error))
        return station;
    http_exchange_answer_problem(exchange, API_PROBLEM_BAD_FIELD, error->message, NULL);
    return NULL;
}

void
endpoint_claim_put(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    gint64 until = base_clock_now() + ENDPOINT_CLAIM_LENGTH;
    g_autofree char *until_text = base_time_to_string(until);
    g_autoptr(json_t) json = NULL;
    g_autoptr(GError) error = NULL;
    const char *station = read_station(exchange, &json);

    if (station == NULL)
        return;
    if (store_claim(endpoint->store, http_exchange_param(exchange, 0), station,
                    endpoint_session_of(exchange)->ksuid, until, &error))
        http_exchange_answer_json(exchange, 200,
                                  json_pack("{s:s, s:s}", "station", station, "until", until_text));
    else
        endpoint_fail(exchange, error, API_PROBLEM_UNKNOWN_REPORT);
}

void
endpoint_claim_delete(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    g_autoptr(json_t) json = NULL;
    g_autoptr(GError) error = NULL;
    const char *station = read_station(exchange, &json);

    if (station == NULL)
        return;
    if (store_release(endpoint->store, http_exchange_param(exchange, 0), station, &error))
        http_exchange_answer(exchange, 204);
    else
        endpoint_fail(exchange, error, API_PROBLEM_UNKNOWN_REPORT);
}
