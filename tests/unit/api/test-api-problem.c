#include "api-problem.h"

#include "base-json.h"

#include <string.h>

static void
knows_each_code_both_ways(void)
{
    for (guint i = 0; i < API_PROBLEM_COUNT; i++) {
        ApiProblem problem = (ApiProblem)i, found = API_PROBLEM_COUNT;

        g_assert_true(api_problem_from_code(api_problem_code(problem), &found));
        g_assert_cmpint(found, ==, problem);
        g_assert_cmpuint(api_problem_http_status(problem), >=, 400);
        g_assert_cmpuint(api_problem_http_status(problem), <=, 599);
        g_assert_cmpuint(strlen(api_problem_title(problem)), >, 0);
    }
}

static void
knows_no_other_code(void)
{
    static const char *const others[] = {"", "BAD_REQUEST", "bad_request ", "bad-request",
                                         "teapot"};
    ApiProblem problem = API_PROBLEM_CLAIMED;

    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        g_assert_false(api_problem_from_code(others[i], &problem));
    g_assert_cmpint(problem, ==, API_PROBLEM_CLAIMED);
}

/* Stations in use know these by heart. */
static void
keeps_what_stations_rely_on(void)
{
    g_assert_cmpstr(api_problem_code(API_PROBLEM_UPLOAD_GONE), ==, "upload_gone");
    g_assert_cmpuint(api_problem_http_status(API_PROBLEM_UPLOAD_GONE), ==, 410);
    g_assert_cmpstr(api_problem_code(API_PROBLEM_UPLOAD_BUSY), ==, "upload_busy");
    g_assert_cmpuint(api_problem_http_status(API_PROBLEM_UPLOAD_BUSY), ==, 423);
    g_assert_cmpuint(api_problem_http_status(API_PROBLEM_CHECKSUM_MISMATCH), ==, 460);
    g_assert_cmpuint(api_problem_http_status(API_PROBLEM_OFFSET_MISMATCH), ==, 409);
    g_assert_cmpuint(api_problem_http_status(API_PROBLEM_TOO_MANY_REQUESTS), ==, 429);
    g_assert_cmpuint(api_problem_http_status(API_PROBLEM_STORAGE_FULL), ==, 507);
}

static void
writes_a_problem(void)
{
    g_autoptr(json_t) full = api_problem_to_json(API_PROBLEM_CLAIMED, "第二櫃檯", "c-1");
    g_autoptr(json_t) bare = api_problem_to_json(API_PROBLEM_INTERNAL, NULL, NULL);
    g_autofree char *full_text = base_json_to_string(full);
    g_autofree char *bare_text = base_json_to_string(bare);

    g_assert_cmpstr(full_text, ==,
                    "{\"type\":\"about:blank\",\"title\":\"Another counter has this record before "
                    "it\",\"status\":409,\"code\":\"claimed\",\"detail\":\"第二櫃檯\","
                    "\"correlation_id\":\"c-1\"}");
    g_assert_cmpstr(bare_text, ==,
                    "{\"type\":\"about:blank\",\"title\":\"The server failed; nothing was "
                    "changed\",\"status\":500,\"code\":\"internal\"}");
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/problem/knows-each-code-both-ways", knows_each_code_both_ways);
    g_test_add_func("/api/problem/knows-no-other-code", knows_no_other_code);
    g_test_add_func("/api/problem/keeps-what-stations-rely-on", keeps_what_stations_rely_on);
    g_test_add_func("/api/problem/writes-a-problem", writes_a_problem);
    return g_test_run();
}
