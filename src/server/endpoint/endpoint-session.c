#include "endpoint-private.h"

#include "base-json.h"

#include <string.h>

#define MAX_KSUID    64
#define MAX_PASSWORD 200

/* Behind a proxy on this machine all come from loopback; the proxy says who it was. */
static const char *
who_calls(HttpExchange *exchange)
{
    const char *told = http_exchange_header(exchange, "X-Real-IP");

    return told != NULL && g_hostname_is_ip_address(told) ? told : http_exchange_peer(exchange);
}

static gboolean
read_body(HttpExchange *exchange, json_t *json, const char **ret_ksuid, const char **ret_password)
{
    g_autoptr(GError) error = NULL;
    BaseJsonReader reader;

    base_json_reader_init(&reader, json, "");
    base_json_read_string(&reader, "ksuid", 1, MAX_KSUID, ret_ksuid);
    base_json_read_string(&reader, "password", 1, MAX_PASSWORD, ret_password);
    if (base_json_reader_end(&reader, &error))
        return TRUE;
    http_exchange_answer_problem(exchange, API_PROBLEM_BAD_FIELD, error->message, NULL);
    return FALSE;
}

static void
refuse_for_now(HttpExchange *exchange, guint seconds)
{
    g_autofree char *text = g_strdup_printf("%u", seconds);

    http_exchange_add_header(exchange, "Retry-After", text);
    http_exchange_answer_problem(exchange, API_PROBLEM_TOO_MANY_REQUESTS, NULL, NULL);
}

void
endpoint_session_create(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    g_autoptr(json_t) json = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(ApiSession) session = NULL;
    const char *ksuid = NULL, *password = NULL;
    guint wait;

    if (!http_exchange_json(exchange, &json) || !read_body(exchange, json, &ksuid, &password))
        return;
    wait = endpoint_limiter_wait(endpoint->limiter, ksuid, who_calls(exchange));
    if (wait > 0) {
        refuse_for_now(exchange, wait);
        return;
    }
    session = store_sign_in(endpoint->store, ksuid, password, &error);
    if (session == NULL) {
        if (g_error_matches(error, STORE_ERROR, STORE_ERROR_NOT_FOUND))
            endpoint_limiter_failed(endpoint->limiter, ksuid, who_calls(exchange));
        endpoint_fail(exchange, error, API_PROBLEM_WRONG_PASSWORD);
        return;
    }
    endpoint_limiter_passed(endpoint->limiter, ksuid);
    http_exchange_answer_json(exchange, 201, api_session_to_json(session));
}

void
endpoint_session_delete(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    const char *header = http_exchange_header(exchange, "Authorization");
    g_autoptr(GError) error = NULL;

    if (store_sign_out(endpoint->store, header + strlen("Bearer "), &error))
        http_exchange_answer(exchange, 204);
    else
        endpoint_fail(exchange, error, API_PROBLEM_NOT_SIGNED_IN);
}
