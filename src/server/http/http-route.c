#include "http-route.h"

#include "base-id.h"

#include <string.h>

/* Whether the segments of both fit, from the beginning or from behind a slash on. */
static gboolean
fits(const char *template, const char *path)
{
    for (;;) {
        gsize wanted = strcspn(template, "/"), got = strcspn(path, "/");

        if (*template != '{') {
            if (wanted != got || memcmp(template, path, got) != 0)
                return FALSE;
        } else {
            g_autofree char *segment = g_strndup(path, got);

            if (!base_id_is_safe(segment))
                return FALSE;
        }
        if (template[wanted] != path[got])
            return FALSE;
        if (path[got] == '\0')
            return TRUE;
        template += wanted + 1;
        path += got + 1;
    }
}

static void
take_params(const char *template, const char *path, char *ret_params[HTTP_ROUTE_MAX_PARAMS])
{
    for (guint n = 0; n < HTTP_ROUTE_MAX_PARAMS;) {
        gsize wanted = strcspn(template, "/"), got = strcspn(path, "/");

        if (*template == '{')
            ret_params[n++] = g_strndup(path, got);
        if (path[got] == '\0')
            return;
        template += wanted + 1;
        path += got + 1;
    }
}

const HttpRoute *
http_route_find(const HttpRoute *routes, gsize n_routes, const char *method, const char *path,
                char *ret_params[HTTP_ROUTE_MAX_PARAMS], char **ret_allow)
{
    g_autoptr(GString) allow = g_string_new(NULL);

    for (gsize i = 0; i < n_routes; i++) {
        if (!fits(routes[i].path, path))
            continue;
        if (strcmp(routes[i].method, method) == 0) {
            take_params(routes[i].path, path, ret_params);
            return &routes[i];
        }
        g_string_append_printf(allow, "%s%s", allow->len > 0 ? ", " : "", routes[i].method);
    }
    *ret_allow = allow->len > 0 ? g_strdup(allow->str) : NULL;
    return NULL;
}
