#include "http-loop.h"
#include "http-private.h"

#include "base-id.h"

#include <errno.h>
#include <string.h>

/* Of a request with its headers, and most of what an open event stream costs. */
#define CONNECTION_MEMORY (8 * 1024)

/* What a refused request may still send before its connection is simply ended. */
#define MAX_DRAINED (8 << 20)

/* Of the random part of correlation ids. */
#define ID_BYTES 9

/* How long a stop waits for answers to go out to clients that may not be reading. */
#define STOP_WAIT (5 * G_TIME_SPAN_SECOND)

struct HttpServer {
    HttpServerConfig config;
    HttpLoop *loop;
    GMutex mutex; /* guards `stopping` and `owed`, and the pool while it is pushed to */
    gboolean stopping;
    guint owed; /* whole requests whose answers are not out yet */
    GCond all_out;
    GThreadPool *workers;
    char *address;
    char *life;    /* of this server, in correlation ids */
    gint requests; /* so many have had a correlation id; atomic */
};

G_DEFINE_QUARK(http - server - error - quark, http_server_error)

char *
http_server_new_id(HttpServer *server)
{
    return g_strdup_printf("%s-%x", server->life,
                           (guint)g_atomic_int_add(&server->requests, 1) + 1);
}

void
http_server_resume(HttpServer *server, struct MHD_Connection *connection)
{
    http_loop_resume(server->loop, connection);
}

/* What a worker does: the handler, and then the connection goes back to its socket thread. */
static void
work(gpointer data, gpointer user_data)
{
    HttpExchange *exchange = data;
    HttpServer *server = user_data;

    exchange->route->handle(exchange, server->config.context);
    http_server_resume(server, exchange->connection);
}

typedef struct {
    HttpHeader headers[HTTP_GUARD_MAX_HEADERS + 1];
    gsize n;
} Collected;

static enum MHD_Result
collect_header(void *data, enum MHD_ValueKind kind, const char *name, size_t name_size,
               const char *value, size_t value_size)
{
    Collected *collected = data;

    (void)kind;
    collected->headers[collected->n++] = (HttpHeader){name, name_size, value, value_size};
    return collected->n <= HTTP_GUARD_MAX_HEADERS ? MHD_YES : MHD_NO;
}

/* FALSE if the request may not pass; it is then answered, and the connection ends with it. */
static gboolean
guard(HttpExchange *exchange, const char *version)
{
    static const ApiProblem problems[] = {
        [HTTP_GUARD_BAD] = API_PROBLEM_BAD_REQUEST,
        [HTTP_GUARD_URL_TOO_LONG] = API_PROBLEM_URI_TOO_LONG,
        [HTTP_GUARD_TOO_MANY] = API_PROBLEM_HEADERS_TOO_LARGE,
    };
    Collected collected = {.n = 0};
    const char *fault = NULL;
    HttpGuard verdict;

    MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, collect_header, &collected);
    verdict = http_guard_check(version, exchange->method, exchange->target, collected.headers,
                               collected.n, &fault);
    if (verdict == HTTP_GUARD_PASS)
        return TRUE;
    exchange->close_after = TRUE;
    http_exchange_answer_problem(exchange, problems[verdict], fault, NULL);
    return FALSE;
}

static gboolean
is_local(HttpExchange *exchange)
{
    static const char *const forwarding[] = {"X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"};
    g_autoptr(GInetAddress) peer = g_inet_address_new_from_string(http_exchange_peer(exchange));

    for (guint i = 0; i < G_N_ELEMENTS(forwarding); i++) {
        if (http_exchange_header(exchange, forwarding[i]) != NULL)
            return FALSE;
    }
    return peer != NULL && g_inet_address_get_is_loopback(peer);
}

/* The body's length and type against the row; FALSE if refused. */
static gboolean
check_body(HttpExchange *exchange)
{
    const HttpRoute *route = exchange->route;
    const char *type = http_exchange_header(exchange, MHD_HTTP_HEADER_CONTENT_TYPE);
    gsize type_size = type != NULL ? strcspn(type, "; \t") : 0;

    if (exchange->body_size > route->body_limit) {
        exchange->close_after = TRUE;
        http_exchange_answer_problem(exchange, API_PROBLEM_TOO_LARGE, NULL, NULL);
        return FALSE;
    }
    if (route->body_type != NULL && (type_size != strlen(route->body_type) ||
                                     g_ascii_strncasecmp(type, route->body_type, type_size) != 0)) {
        g_autofree char *detail = g_strdup_printf("this route takes %s", route->body_type);

        http_exchange_answer_problem(exchange, API_PROBLEM_WRONG_MEDIA_TYPE, detail, NULL);
        return FALSE;
    }
    return TRUE;
}

/* Everything that can be said before the body is there. */
static void
accept_headers(HttpServer *server, HttpExchange *exchange, const char *path)
{
    g_autofree char *allow = NULL;

    exchange->route = http_route_find(server->config.routes, server->config.n_routes,
                                      exchange->method, path, exchange->params, &allow);
    if (exchange->route == NULL) {
        if (allow != NULL)
            http_exchange_add_header(exchange, MHD_HTTP_HEADER_ALLOW, allow);
        http_exchange_answer_problem(
            exchange, allow != NULL ? API_PROBLEM_METHOD_NOT_ALLOWED : API_PROBLEM_NOT_FOUND, NULL,
            NULL);
        return;
    }
    if (exchange->route->loopback && !is_local(exchange)) {
        http_exchange_answer_problem(exchange, API_PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    if (exchange->route->who != 0 &&
        !server->config.authorize(exchange, exchange->route->who, server->config.context))
        return;
    if (!check_body(exchange))
        return;
    if (exchange->route->begin != NULL)
        exchange->route->begin(exchange, server->config.context);
    else if (exchange->body_size > 0)
        exchange->collecting = g_byte_array_sized_new((guint)exchange->body_size);
}

/* A piece of the body. What a refused request still sends is read and dropped, so that the sender
 * gets to read why. */
static void
take_chunk(HttpServer *server, HttpExchange *exchange, const char *bytes, gsize size)
{
    exchange->body_got += size;
    if (http_exchange_is_answered(exchange))
        return;
    if (exchange->route->chunk != NULL)
        exchange->route->chunk(exchange, bytes, size, server->config.context);
    else if (exchange->collecting != NULL &&
             exchange->collecting->len + size <= exchange->body_size)
        g_byte_array_append(exchange->collecting, (const guint8 *)bytes, (guint)size);
}

static void
owe(HttpServer *server, int change)
{
    g_mutex_lock(&server->mutex);
    server->owed += (guint)change;
    if (server->owed == 0)
        g_cond_signal(&server->all_out);
    g_mutex_unlock(&server->mutex);
}

/* Hands the exchange to a worker; FALSE if the server is going down. */
static gboolean
push(HttpServer *server, HttpExchange *exchange)
{
    gboolean pushed;

    g_mutex_lock(&server->mutex);
    pushed = !server->stopping;
    if (pushed) {
        MHD_suspend_connection(exchange->connection);
        g_thread_pool_push(server->workers, exchange, NULL);
    }
    g_mutex_unlock(&server->mutex);
    return pushed;
}

/* The request is whole. */
static enum MHD_Result
dispatch(HttpServer *server, HttpExchange *exchange)
{
    if (!http_exchange_is_answered(exchange) && !exchange->handed_out) {
        exchange->body = exchange->collecting != NULL
                             ? g_byte_array_free_to_bytes(g_steal_pointer(&exchange->collecting))
                             : g_bytes_new_static("", 0);
        exchange->handed_out = TRUE;
        owe(server, 1);
        if (!exchange->route->blocking)
            exchange->route->handle(exchange, server->config.context);
        else if (push(server, exchange))
            return MHD_YES;
        else
            http_exchange_answer_problem(exchange, API_PROBLEM_UNAVAILABLE, NULL, NULL);
    }
    if (!http_exchange_is_answered(exchange))
        http_exchange_answer_problem(exchange, API_PROBLEM_INTERNAL, NULL, NULL);
    return http_exchange_queue(exchange);
}

/* libmicrohttpd's one callback: once with the headers, then with each piece of the body, then with
 * none; once more when a worker is done. */
static enum MHD_Result
handle_request(void *data, struct MHD_Connection *connection, const char *path, const char *method,
               const char *version, const char *upload, size_t *upload_size, void **request)
{
    HttpServer *server = data;
    HttpExchange *exchange = *request;

    (void)connection;
    if (exchange->method == NULL) {
        http_exchange_take_headers(exchange, method);
        if (guard(exchange, version))
            accept_headers(server, exchange, path);
        if (http_exchange_is_answered(exchange) && exchange->body_size > MAX_DRAINED)
            exchange->close_after = TRUE;
        return exchange->close_after ? http_exchange_queue(exchange) : MHD_YES;
    }
    if (*upload_size > 0) {
        take_chunk(server, exchange, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    return dispatch(server, exchange);
}

static void *
begin_request(void *data, const char *target, struct MHD_Connection *connection)
{
    return http_exchange_new(data, connection, target);
}

static void
end_request(void *data, struct MHD_Connection *connection, void **request,
            enum MHD_RequestTerminationCode code)
{
    HttpServer *server = data;
    HttpExchange *exchange = *request;

    (void)connection;
    (void)code;
    if (exchange == NULL)
        return;
    if (exchange->method != NULL) {
        const HttpRecord record = {
            .id = exchange->id,
            .method = exchange->method,
            .route = exchange->route != NULL ? exchange->route->path : "",
            .status = exchange->queued ? exchange->status : 0,
            .duration = g_get_monotonic_time() - exchange->began,
            .bytes_in = exchange->body_got,
            .bytes_out = exchange->answer_size,
        };

        server->config.ended(&record, server->config.context);
    }
    if (exchange->handed_out)
        owe(server, -1);
    http_exchange_free(exchange);
    *request = NULL;
}

/* Once its workers have ended, or were never there. */
static void
free_server(HttpServer *server)
{
    http_loop_free(server->loop);
    g_cond_clear(&server->all_out);
    g_mutex_clear(&server->mutex);
    g_free(server->address);
    g_free(server->life);
    g_free(server);
}

static char *
bound_address(GSocket *listening)
{
    g_autoptr(GSocketAddress) bound = g_socket_get_local_address(listening, NULL);
    GInetSocketAddress *address = G_INET_SOCKET_ADDRESS(bound);
    g_autofree char *host = g_inet_address_to_string(g_inet_socket_address_get_address(address));
    gboolean six = g_socket_address_get_family(bound) == G_SOCKET_FAMILY_IPV6;

    return g_strdup_printf(six ? "[%s]:%u" : "%s:%u", host,
                           (guint)g_inet_socket_address_get_port(address));
}

/* One more thread for sockets, with its part of the connections. */
static gboolean
add_lane(HttpServer *server, guint limit)
{
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
        handle_request, server, MHD_OPTION_URI_LOG_CALLBACK, begin_request, server,
        MHD_OPTION_NOTIFY_COMPLETED, end_request, server, MHD_OPTION_CONNECTION_LIMIT, limit,
        MHD_OPTION_CONNECTION_TIMEOUT, server->config.timeout, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);

    return daemon != NULL && http_loop_add(server->loop, daemon);
}

static gboolean
add_lanes(HttpServer *server, GSocket *listening)
{
    guint lanes = CLAMP(g_get_num_processors(), 1, HTTP_LOOP_MAX_LANES);
    guint limit = (server->config.max_connections + lanes - 1) / lanes;
    gboolean added = TRUE;

    server->loop = http_loop_new(listening, limit);
    for (guint i = 0; added && i < lanes; i++)
        added = add_lane(server, limit);
    return added;
}

HttpServer *
http_server_start(const HttpServerConfig *config, const char *listen, GError **error)
{
    g_autoptr(GSocket) listening = http_loop_listen(listen, error);
    HttpServer *server;

    if (listening == NULL)
        return NULL;
    server = g_new0(HttpServer, 1);
    server->config = *config;
    g_mutex_init(&server->mutex);
    g_cond_init(&server->all_out);
    server->life = base_id_new_secret(ID_BYTES);
    if (!add_lanes(server, listening)) {
        g_set_error(error, HTTP_SERVER_ERROR, HTTP_SERVER_ERROR_LISTEN, "cannot serve on %s: %s",
                    listen, g_strerror(errno));
        free_server(server);
        return NULL;
    }
    server->address = bound_address(listening);
    server->workers = g_thread_pool_new(work, server, (int)config->workers, FALSE, NULL);
    http_loop_start(server->loop);
    return server;
}

const char *
http_server_address(HttpServer *server)
{
    return server->address;
}

/* What has been done is also told: an answer that is ready goes out before the socket closes. */
static void
wait_for_answers(HttpServer *server)
{
    gint64 end = g_get_monotonic_time() + STOP_WAIT;

    g_mutex_lock(&server->mutex);
    while (server->owed > 0 && g_cond_wait_until(&server->all_out, &server->mutex, end))
        continue;
    g_mutex_unlock(&server->mutex);
}

void
http_server_stop(HttpServer *server)
{
    http_loop_take_no_more(server->loop);
    g_mutex_lock(&server->mutex);
    server->stopping = TRUE;
    g_mutex_unlock(&server->mutex);
    /* Workers resume their connections as they end; a suspended one would keep the daemon. */
    g_thread_pool_free(server->workers, FALSE, TRUE);
    wait_for_answers(server);
    free_server(server);
}
