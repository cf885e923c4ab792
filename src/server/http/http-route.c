#include "http-route.h"

#include "base-id.h"

#include <string.h>

static gboolean
matches(const char *template, const char *path, char *ret_params[HTTP_ROUTE_MAX_PARAMS])
{
    g_auto(GStrv) wanted = g_strsplit(template, "/", -1);
    g_auto(GStrv) got = g_strsplit(path, "/", -1);
    guint n = 0;

    if (g_strv_length(wanted) != g_strv_length(got))
        return FALSE;
    for (guint i = 0; wanted[i] != NULL; i++) {
        if (wanted[i][0] != '{' ? strcmp(wanted[i], got[i]) != 0 : !base_id_is_safe(got[i]))
            return FALSE;
    }
    for (guint i = 0; wanted[i] != NULL; i++) {
        if (wanted[i][0] == '{' && n < HTTP_ROUTE_MAX_PARAMS)
            ret_params[n++] = g_strdup(got[i]);
    }
    return TRUE;
}

static void
clear_params(char *params[HTTP_ROUTE_MAX_PARAMS])
{
    for (guint i = 0; i < HTTP_ROUTE_MAX_PARAMS; i++)
        g_clear_pointer(&params[i], g_free);
}

const HttpRoute *
http_route_find(const HttpRoute *routes, gsize n_routes, const char *method, const char *path,
                char *ret_params[HTTP_ROUTE_MAX_PARAMS], char **ret_allow)
{
    g_autoptr(GString) allow = g_string_new(NULL);

    for (gsize i = 0; i < n_routes; i++) {
        if (!matches(routes[i].path, path, ret_params))
            continue;
        if (strcmp(routes[i].method, method) == 0)
            return &routes[i];
        clear_params(ret_params);
        g_string_append_printf(allow, "%s%s", allow->len > 0 ? ", " : "", routes[i].method);
    }
    *ret_allow = allow->len > 0 ? g_strdup(allow->str) : NULL;
    return NULL;
}
