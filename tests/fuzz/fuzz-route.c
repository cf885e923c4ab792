/* A method and a path, with a blank between them, among routes like the server's own. */
#include "fuzz.h"

#include "base-id.h"
#include "http-route.h"

#include <string.h>

static const HttpRoute routes[] = {
    {.method = "GET", .path = "/api/v1/reports"},
    {.method = "GET", .path = "/api/v1/reports/{id}"},
    {.method = "PUT", .path = "/api/v1/reports/{id}/claim"},
    {.method = "DELETE", .path = "/api/v1/reports/{id}/claim"},
    {.method = "GET", .path = "/api/v1/reports/{id}/originals/{n}"},
    {.method = "PATCH", .path = "/api/v1/uploads/{uid}"},
    {.method = "GET", .path = "/healthz"},
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *method = g_strndup((const char *)data, size);
    char *blank = strchr(method, ' '), *params[HTTP_ROUTE_MAX_PARAMS] = {NULL};
    g_autofree char *allow = NULL;
    const HttpRoute *route;

    if (blank == NULL)
        return 0;
    *blank = '\0';
    route = http_route_find(routes, G_N_ELEMENTS(routes), method, blank + 1, params, &allow);
    if (route != NULL)
        g_assert_cmpstr(route->method, ==, method);
    for (guint i = 0; i < HTTP_ROUTE_MAX_PARAMS; i++) {
        g_assert_true(params[i] == NULL || (route != NULL && base_id_is_safe(params[i])));
        g_free(params[i]);
    }
    return 0;
}
