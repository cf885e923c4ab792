#include "http-private.h"

#include "base-error.h"
#include "base-id.h"
#include "base-json.h"

#include <netinet/in.h>
#include <string.h>

static char *
peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    g_autoptr(GSocketAddress) address = NULL;

    if (info != NULL)
        address = g_socket_address_new_from_native(info->client_addr,
                                                   info->client_addr->sa_family == AF_INET6
                                                       ? sizeof(struct sockaddr_in6)
                                                       : sizeof(struct sockaddr_in));
    if (address == NULL || !G_IS_INET_SOCKET_ADDRESS(address))
        return g_strdup("");
    return g_inet_address_to_string(
        g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(address)));
}

HttpExchange *
http_exchange_new(HttpServer *server, struct MHD_Connection *connection, const char *target)
{
    HttpExchange *exchange = g_new0(HttpExchange, 1);

    exchange->server = server;
    exchange->connection = connection;
    exchange->target = g_strdup(target);
    exchange->began = g_get_monotonic_time();
    exchange->headers = g_ptr_array_new_with_free_func(g_free);
    return exchange;
}

void
http_exchange_take_headers(HttpExchange *exchange, const char *method)
{
    const char *id = http_exchange_header(exchange, "X-Request-Id");
    const char *length = http_exchange_header(exchange, MHD_HTTP_HEADER_CONTENT_LENGTH);

    exchange->method = g_strdup(method);
    exchange->id = id != NULL && base_id_is_safe(id) ? g_strdup(id)
                                                     : http_server_new_id(exchange->server);
    exchange->body_size = length != NULL ? g_ascii_strtoull(length, NULL, 10) : 0;
}

void
http_exchange_free(HttpExchange *exchange)
{
    if (exchange->free_state != NULL && exchange->state != NULL)
        exchange->free_state(exchange->state);
    if (exchange->free_principal != NULL && exchange->principal != NULL)
        exchange->free_principal(exchange->principal);
    if (exchange->response != NULL)
        MHD_destroy_response(exchange->response);
    for (guint i = 0; i < HTTP_ROUTE_MAX_PARAMS; i++)
        g_free(exchange->params[i]);
    g_clear_pointer(&exchange->collecting, g_byte_array_unref);
    g_clear_pointer(&exchange->body, g_bytes_unref);
    g_ptr_array_unref(exchange->headers);
    g_free(exchange->target);
    g_free(exchange->method);
    g_free(exchange->id);
    g_free(exchange->peer);
    g_free(exchange);
}

const char *
http_exchange_param(HttpExchange *exchange, guint i)
{
    return exchange->params[i];
}

const char *
http_exchange_query(HttpExchange *exchange, const char *name)
{
    const char *text = MHD_lookup_connection_value(exchange->connection, MHD_GET_ARGUMENT_KIND,
                                                   name);

    return text != NULL && g_utf8_validate(text, -1, NULL) ? text : NULL;
}

const char *
http_exchange_header(HttpExchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

GBytes *
http_exchange_body(HttpExchange *exchange)
{
    return exchange->body;
}

guint64
http_exchange_body_size(HttpExchange *exchange)
{
    return exchange->body_size;
}

gboolean
http_exchange_json(HttpExchange *exchange, json_t **ret_json)
{
    g_autoptr(GError) error = NULL;
    gsize size;
    const char *bytes = g_bytes_get_data(exchange->body, &size);

    if (base_json_parse(bytes != NULL ? bytes : "", size, exchange->route->body_limit, ret_json,
                        &error))
        return TRUE;
    http_exchange_answer_problem(exchange, API_PROBLEM_BAD_JSON, error->message, NULL);
    return FALSE;
}

const char *
http_exchange_peer(HttpExchange *exchange)
{
    if (exchange->peer == NULL)
        exchange->peer = peer_of(exchange->connection);
    return exchange->peer;
}

const char *
http_exchange_id(HttpExchange *exchange)
{
    return exchange->id;
}

void
http_exchange_set_principal(HttpExchange *exchange, gpointer principal, GDestroyNotify free_it)
{
    exchange->principal = principal;
    exchange->free_principal = free_it;
}

gpointer
http_exchange_principal(HttpExchange *exchange)
{
    return exchange->principal;
}

void
http_exchange_set_state(HttpExchange *exchange, gpointer state, GDestroyNotify free_it)
{
    exchange->state = state;
    exchange->free_state = free_it;
}

gpointer
http_exchange_state(HttpExchange *exchange)
{
    return exchange->state;
}
