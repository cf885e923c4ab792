/* What is asked for reaches the row that says so, with its parameters, and no other. */
#include "http-route.h"

static const HttpRoute routes[] = {
    {.method = "GET", .path = "/reports"},
    {.method = "GET", .path = "/reports/{id}"},
    {.method = "PUT", .path = "/reports/{id}/claim"},
    {.method = "DELETE", .path = "/reports/{id}/claim"},
    {.method = "GET", .path = "/reports/{id}/originals/{n}"},
};

/* "row first second", or "allow METHODS". */
static char *
find(const char *method, const char *path)
{
    char *params[HTTP_ROUTE_MAX_PARAMS] = {NULL};
    g_autofree char *allow = NULL;
    const HttpRoute *route = http_route_find(routes, G_N_ELEMENTS(routes), method, path, params,
                                             &allow);
    g_autofree char *first = params[0];
    g_autofree char *second = params[1];

    if (route == NULL)
        return g_strdup_printf("allow %s%s", allow != NULL ? allow : "-",
                               first != NULL || second != NULL ? " and parameters" : "");
    return g_strdup_printf("%d %s %s", (int)(route - routes), first != NULL ? first : "-",
                           second != NULL ? second : "-");
}

static void
finds_what_is_asked_for(void)
{
    static const struct {
        const char *method;
        const char *path;
        const char *found;
    } cases[] = {
        {"GET", "/reports", "0 - -"},
        {"GET", "/reports/r1", "1 r1 -"},
        {"GET", "/reports/103-2-000001", "1 103-2-000001 -"},
        {"PUT", "/reports/r1/claim", "2 r1 -"},
        {"DELETE", "/reports/r1/claim", "3 r1 -"},
        {"GET", "/reports/r1/originals/2", "4 r1 2"},
        {"POST", "/reports/r1/claim", "allow PUT, DELETE"},
        {"PUT", "/reports/r1", "allow GET"},
        {"GET", "", "allow -"},
        {"GET", "/", "allow -"},
        {"GET", "/report", "allow -"},
        {"GET", "/reportss", "allow -"},
        {"GET", "reports", "allow -"},
        {"GET", "/reports/", "allow -"},
        {"GET", "//reports", "allow -"},
        {"GET", "/reports/r1/", "allow -"},
        {"GET", "/reports//claim", "allow -"},
        {"GET", "/reports/..", "allow -"},
        {"GET", "/reports/r 1", "allow -"},
        {"GET", "/reports/r1/claims", "allow -"},
        {"GET", "/reports/r1/originals/2/3", "allow -"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = find(cases[i].method, cases[i].path);

        g_test_message("%s %s", cases[i].method, cases[i].path);
        g_assert_cmpstr(found, ==, cases[i].found);
    }
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http/route/finds-what-is-asked-for", finds_what_is_asked_for);
    return g_test_run();
}
