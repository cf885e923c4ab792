/* What the files of http share. Not for others. */
#pragma once

#include "http-exchange.h"
#include "http-guard.h"
#include "http-route.h"
#include "http-server.h"

#include <microhttpd.h>

G_BEGIN_DECLS

struct HttpExchange {
    HttpServer *server;
    struct MHD_Connection *connection;
    const HttpRoute *route; /* NULL until one is found */
    char *params[HTTP_ROUTE_MAX_PARAMS];
    char *target; /* as it came, before libmicrohttpd has decoded or cut it */
    char *method; /* NULL until the headers are there */
    char *id;
    char *peer; /* NULL until it is asked for */
    GBytes *body;
    GByteArray *collecting;
    guint64 body_size;
    guint64 body_got;
    gint64 began;
    gpointer principal;
    GDestroyNotify free_principal;
    gpointer state;
    GDestroyNotify free_state;
    /* The answer, once there is one. */
    GPtrArray *headers; /* name, value, name, value … */
    struct MHD_Response *response;
    guint status;
    guint64 answer_size;
    gboolean close_after; /* the request was not fit to be followed by another */
    gboolean handed_out;  /* a worker has it */
    gboolean queued;
};

HttpExchange *http_exchange_new(HttpServer *server, struct MHD_Connection *connection,
                                const char *target);
/* Once the headers are there. */
void http_exchange_take_headers(HttpExchange *exchange, const char *method);
void http_exchange_free(HttpExchange *exchange);
/* Gives the answer to libmicrohttpd. */
enum MHD_Result http_exchange_queue(HttpExchange *exchange);

/* Another one for each call, and in each life of a server. g_free. From any thread. */
char *http_server_new_id(HttpServer *server);
/* A suspended connection goes on. From any thread. */
void http_server_resume(HttpServer *server, struct MHD_Connection *connection);

/* The stream's side towards libmicrohttpd. */
struct MHD_Response *http_stream_response(HttpStream *stream, HttpExchange *exchange);

G_END_DECLS
