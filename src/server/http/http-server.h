/* The HTTP server: libmicrohttpd behind a guard and a table of routes.
 *
 * Threads: some for sockets (http-loop.h), each with connections of its own, and a pool of workers
 * in which blocking routes run while their connection is suspended. So whatever is called with a
 * context is called by several threads at once. */
#pragma once

#include "http-route.h"

G_BEGIN_DECLS

#define HTTP_SERVER_ERROR (http_server_error_quark())

typedef enum {
    HTTP_SERVER_ERROR_ADDRESS, /* not an address that plain HTTP may listen on */
    HTTP_SERVER_ERROR_LISTEN,  /* the address is taken or not ours */
} HttpServerError;

GQuark http_server_error_quark(void);

typedef struct HttpServer HttpServer;

/* One request that has ended, for the log and for counting. Borrowed. */
typedef struct {
    const char *id;
    const char *method;
    const char *route; /* the template, or "" if none matched: never the URL */
    guint status;
    gint64 duration; /* microseconds */
    guint64 bytes_in;
    guint64 bytes_out;
} HttpRecord;

typedef struct {
    const HttpRoute *routes;
    gsize n_routes;
    gpointer context; /* for all callbacks */
    /* For routes with `who`: TRUE, or FALSE and the problem is answered. On a socket thread. */
    gboolean (*authorize)(HttpExchange *exchange, guint who, gpointer context);
    /* From any thread. */
    void (*ended)(const HttpRecord *record, gpointer context);
    guint workers;
    guint max_connections;
    guint timeout; /* seconds that a silent connection is kept */
} HttpServerConfig;

/* `listen`: "127.0.0.1:8080" or "[::1]:0"; only loopback, as there is no TLS here. */
HttpServer *http_server_start(const HttpServerConfig *config, const char *listen, GError **error);
/* The address that is listened on, e.g. "127.0.0.1:41233". Borrowed. */
const char *http_server_address(HttpServer *server);
/* Takes no more connections, lets requests under way finish, and frees the server. Streams must
 * have been ended before. */
void http_server_stop(HttpServer *server);

G_END_DECLS
