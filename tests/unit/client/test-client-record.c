#include "client-body.h"
#include "client-server.h"

#include <string.h>

typedef struct {
    Server *server;
    Client *client;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture->server = server_new();
    fixture->client = server_client(fixture->server);
}

static void
tear_down(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    client_free(fixture->client);
    server_free(fixture->server);
}

static void
assert_asked(Fixture *fixture, guint n, const char *line)
{
    g_autofree char *wanted = g_strconcat(line, " HTTP/1.1\r\n", NULL);

    g_assert_true(g_str_has_prefix(server_head(fixture->server, n), wanted));
}

static void
signs_in_and_out(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ApiSession) session = NULL;

    server_json(fixture->server, 201,
                "{\"token\":\"t\",\"expires_at\":\"2015-07-01T02:03:04Z\","
                "\"user\":{\"ksuid\":\"T001\",\"name\":\"林\",\"role\":\"staff\"}}");
    server_http(fixture->server, 204, "", "", SERVER_CLOSE);
    session = client_sign_in(fixture->client, "T001", "密\"碼", NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(session->token, ==, "t");
    g_assert_true(client_sign_out(fixture->client, NULL, &error));
    assert_asked(fixture, 0, "POST /api/v1/session");
    g_assert_nonnull(
        strstr(server_head(fixture->server, 0), "\r\nContent-Type: application/json\r\n"));
    g_assert_cmpstr(server_body(fixture->server, 0)->str, ==,
                    "{\"ksuid\":\"T001\",\"password\":\"密\\\"碼\"}");
    assert_asked(fixture, 1, "DELETE /api/v1/session");
}

static void
does_not_sign_in_with_rubbish(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL, encoding = NULL;

    server_json(fixture->server, 201, "{\"token\":\"t\"}");
    g_assert_null(client_sign_in(fixture->client, "T001", "x", NULL, &error));
    g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
    g_assert_null(client_sign_in(fixture->client, "T001", "\xff", NULL, &encoding));
    g_assert_error(encoding, API_PROBLEM_ERROR, API_PROBLEM_WRONG_PASSWORD);
    g_assert_cmpuint(server_count(fixture->server), ==, 1);
}

static void
asks_for_the_reports_of_a_student(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL, unsafe = NULL;
    g_autoptr(GPtrArray) all = NULL, pending = NULL;
    const Report *report;

    server_json(fixture->server, 200, "{\"reports\":[" BODY_REPORT("R1", "applied") "]}");
    server_json(fixture->server, 200, "{\"reports\":[]}");
    all = client_reports_of(fixture->client, "4100E017", FALSE, NULL, &error);
    g_assert_no_error(error);
    pending = client_reports_of(fixture->client, "4100E017", TRUE, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(all->len, ==, 1);
    report = g_ptr_array_index(all, 0);
    g_assert_cmpstr(report->id, ==, "R1");
    g_assert_cmpuint(pending->len, ==, 0);
    assert_asked(fixture, 0, "GET /api/v1/reports?student_id=4100E017");
    assert_asked(fixture, 1, "GET /api/v1/reports?student_id=4100E017&pending=true");
    g_assert_null(client_reports_of(fixture->client, "4100E017&q=", FALSE, NULL, &unsafe));
    g_assert_error(unsafe, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_STUDENT);
    g_assert_cmpuint(server_count(fixture->server), ==, 2);
}

static void
searches_page_by_page(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) first = NULL, second = NULL;
    g_autofree char *next = NULL, *last = NULL;

    server_json(fixture->server, 200, "{\"reports\":[],\"next\":\"a/b c\"}");
    server_json(fixture->server, 200, "{\"reports\":[]}");
    first = client_search(fixture->client, "王 &小=明#", NULL, &next, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(next, ==, "a/b c");
    second = client_search(fixture->client, "x", next, &last, NULL, &error);
    g_assert_no_error(error);
    g_assert_null(last);
    assert_asked(fixture, 0, "GET /api/v1/reports?q=%E7%8E%8B%20%26%E5%B0%8F%3D%E6%98%8E%23");
    assert_asked(fixture, 1, "GET /api/v1/reports?q=x&cursor=a%2Fb%20c");
}

static void
limits_a_search(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GPtrArray) reports = NULL;

    for (guint i = 0; i < 100; i++)
        g_string_append(text, "字");
    server_json(fixture->server, 200, "{\"reports\":[]}");
    reports = client_search(fixture->client, text->str, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    g_string_append(text, "字");
    g_assert_null(client_search(fixture->client, text->str, NULL, NULL, NULL, &error));
    g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_BAD_FIELD);
    g_clear_error(&error);
    g_assert_null(client_search(fixture->client, "\xff", NULL, NULL, NULL, &error));
    g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_BAD_FIELD);
    g_assert_cmpuint(server_count(fixture->server), ==, 1);
}

static void
asks_for_one_report(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = NULL;

    server_json(fixture->server, 200, BODY_REPORT("R1", "applied"));
    report = client_report(fixture->client, "R1", NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(report->id, ==, "R1");
    assert_asked(fixture, 0, "GET /api/v1/reports/R1");
    g_assert_null(client_report(fixture->client, ".", NULL, &error));
    g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_REPORT);
    g_clear_error(&error);
    server_json(fixture->server, 200, "{\"id\":\"R1\"}");
    g_assert_null(client_report(fixture->client, "R1", NULL, &error));
    g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
}

/* A certificate must not be scanned into somebody else's record. */
static void
refuses_another_report(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;

    server_json(fixture->server, 200, BODY_REPORT("R2", "applied"));
    g_assert_null(client_report(fixture->client, "R1", NULL, &error));
    g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
}

static void
claims_and_releases(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;

    server_json(fixture->server, 200, "{}");
    server_http(fixture->server, 204, "", "", SERVER_CLOSE);
    server_http(fixture->server, 409, "Content-Type: application/problem+json\r\n",
                "{\"code\":\"claimed\"}", SERVER_CLOSE);
    g_assert_true(client_claim(fixture->client, "R1", "第一櫃檯", NULL, &error));
    g_assert_true(client_release(fixture->client, "R1", "第一櫃檯", NULL, &error));
    g_assert_false(client_claim(fixture->client, "R1", "第一櫃檯", NULL, &error));
    g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_CLAIMED);
    assert_asked(fixture, 0, "PUT /api/v1/reports/R1/claim");
    assert_asked(fixture, 1, "DELETE /api/v1/reports/R1/claim");
    g_assert_cmpstr(server_body(fixture->server, 0)->str, ==, "{\"station\":\"第一櫃檯\"}");
    g_assert_cmpstr(server_body(fixture->server, 1)->str, ==, "{\"station\":\"第一櫃檯\"}");
    g_clear_error(&error);
    g_assert_false(client_release(fixture->client, "R 1", "第一櫃檯", NULL, &error));
    g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_REPORT);
}

#define ADD(function)                                                                              \
    g_test_add("/client/record/" #function, Fixture, NULL, set_up, function, tear_down)

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    ADD(signs_in_and_out);
    ADD(does_not_sign_in_with_rubbish);
    ADD(asks_for_the_reports_of_a_student);
    ADD(searches_page_by_page);
    ADD(limits_a_search);
    ADD(asks_for_one_report);
    ADD(refuses_another_report);
    ADD(claims_and_releases);
    return g_test_run();
}
