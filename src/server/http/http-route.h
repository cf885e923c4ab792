/* The table of routes: what is refused before any handler runs. */
#pragma once

#include "http-exchange.h"

G_BEGIN_DECLS

#define HTTP_ROUTE_MAX_PARAMS 2

/* One row. Templates look like "/api/v1/reports/{id}/claim"; a parameter is one whole segment that
 * base_id_is_safe. All static. */
typedef struct HttpRoute {
    const char *method;
    const char *path;
    guint who;             /* a mask that the server's `authorize` understands; 0 = anybody */
    guint64 body_limit;    /* bytes; 0 = no body at all */
    const char *body_type; /* the media type that the body must have; NULL = any or none */
    gboolean blocking;     /* waits for disk or processor: runs in a worker thread */
    gboolean loopback;     /* for this machine alone, and never through a proxy */
    /* Answers. Runs when the body is whole. */
    void (*handle)(HttpExchange *exchange, gpointer context);
    /* Where given, the body is not kept but handed on as it comes. `begin` runs once the headers
     * are there and may answer, which refuses the request. */
    void (*begin)(HttpExchange *exchange, gpointer context);
    void (*chunk)(HttpExchange *exchange, const char *bytes, gsize size, gpointer context);
} HttpRoute;

/* The row for this request, with its parameters (g_free each), or NULL: *ret_allow (g_free) is then
 * the list of methods that the path has, or NULL if no row has the path. */
const HttpRoute *http_route_find(const HttpRoute *routes, gsize n_routes, const char *method,
                                 const char *path, char *ret_params[HTTP_ROUTE_MAX_PARAMS],
                                 char **ret_allow);

G_END_DECLS
