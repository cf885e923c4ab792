#include "client-server.h"

#include "base-json.h"

#include <string.h>

static gboolean
may_pass(GQuark domain, int code)
{
    g_autoptr(GError) error = g_error_new_literal(domain, code, "x");

    return client_error_may_pass(error);
}

static void
knows_which_of_ours_may_pass(void)
{
    g_assert_true(may_pass(CLIENT_ERROR, CLIENT_ERROR_UNREACHABLE));
    g_assert_true(may_pass(CLIENT_ERROR, CLIENT_ERROR_TIMEOUT));
    g_assert_true(may_pass(CLIENT_ERROR, CLIENT_ERROR_CUT));
    g_assert_false(may_pass(CLIENT_ERROR, CLIENT_ERROR_URL));
    g_assert_false(may_pass(CLIENT_ERROR, CLIENT_ERROR_TLS));
    g_assert_false(may_pass(CLIENT_ERROR, CLIENT_ERROR_RUBBISH));
    g_assert_false(may_pass(CLIENT_ERROR, CLIENT_ERROR_RECEIPT));
    g_assert_false(may_pass(CLIENT_ERROR, CLIENT_ERROR_FILE));
    g_assert_false(may_pass(G_IO_ERROR, G_IO_ERROR_CANCELLED));
    /* The numbers of another domain mean something else. */
    g_assert_false(may_pass(G_IO_ERROR, CLIENT_ERROR_UNREACHABLE));
}

/* 429, 5xx and 423, and no other. */
static void
knows_which_problems_may_pass(void)
{
    for (guint i = 0; i < API_PROBLEM_COUNT; i++) {
        guint status = api_problem_http_status((ApiProblem)i);

        g_test_message("%s", api_problem_code((ApiProblem)i));
        g_assert_cmpint(may_pass(API_PROBLEM_ERROR, (int)i), ==,
                        status == 423 || status == 429 || status >= 500);
    }
}

/* What a call says when the server answers like this. */
static GError *
error_of(guint status, const char *headers, const char *body)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(Client) client = server_client(server);
    GError *error = NULL;

    server_http(server, status, headers, body, SERVER_CLOSE);
    g_assert_null(client_announcements(client, NULL, &error));
    g_assert_nonnull(error);
    return error;
}

#define PROBLEM "Content-Type: application/problem+json\r\n"

static void
gives_each_problem_its_code(void)
{
    for (guint i = 0; i < API_PROBLEM_COUNT; i++) {
        g_autoptr(json_t) json = api_problem_to_json((ApiProblem)i, "just so", "c-1");
        g_autofree char *body = base_json_to_string(json);
        g_autoptr(GError) error = error_of(api_problem_http_status((ApiProblem)i), PROBLEM, body);

        g_assert_error(error, API_PROBLEM_ERROR, (int)i);
        g_assert_cmpstr(error->message, ==, "just so");
    }
}

static void
takes_the_title_for_a_missing_detail(void)
{
    g_autoptr(GError) error = error_of(409, PROBLEM, "{\"code\":\"claimed\",\"extra\":1}");

    g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_CLAIMED);
    g_assert_cmpstr(error->message, ==, api_problem_title(API_PROBLEM_CLAIMED));
}

static void
goes_by_the_status_where_the_body_says_nothing(void)
{
    static const struct {
        guint status;
        ApiProblem problem;
    } known[] = {
        {400, API_PROBLEM_BAD_REQUEST},       {401, API_PROBLEM_NOT_SIGNED_IN},
        {403, API_PROBLEM_FORBIDDEN},         {404, API_PROBLEM_NOT_FOUND},
        {409, API_PROBLEM_OFFSET_MISMATCH},   {410, API_PROBLEM_UPLOAD_GONE},
        {413, API_PROBLEM_TOO_LARGE},         {418, API_PROBLEM_BAD_REQUEST},
        {423, API_PROBLEM_UPLOAD_BUSY},       {429, API_PROBLEM_TOO_MANY_REQUESTS},
        {460, API_PROBLEM_CHECKSUM_MISMATCH}, {499, API_PROBLEM_BAD_REQUEST},
        {500, API_PROBLEM_UNAVAILABLE},       {502, API_PROBLEM_UNAVAILABLE},
        {504, API_PROBLEM_UNAVAILABLE},       {599, API_PROBLEM_UNAVAILABLE},
    };

    for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
        g_autoptr(GError) error = error_of(known[i].status, "Content-Type: text/html\r\n", "<p>");

        g_test_message("%u", known[i].status);
        g_assert_error(error, API_PROBLEM_ERROR, (int)known[i].problem);
    }
}

static void
goes_by_the_status_where_the_problem_is_unknown(void)
{
    static const char *const bodies[] = {
        "{\"code\":\"of_a_newer_server\"}", "{\"code\":5}", "{}", "[]", "{", "",
    };

    for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_autoptr(GError) busy = error_of(503, PROBLEM, bodies[i]);
        g_autoptr(GError) forbidden = error_of(403, PROBLEM, bodies[i]);

        g_assert_error(busy, API_PROBLEM_ERROR, API_PROBLEM_UNAVAILABLE);
        g_assert_error(forbidden, API_PROBLEM_ERROR, API_PROBLEM_FORBIDDEN);
    }
}

/* A problem is one only with a status that says so. */
static void
believes_no_problem_in_a_success(void)
{
    g_autoptr(GError) accepted = error_of(202, PROBLEM, "{\"code\":\"claimed\"}");
    g_autoptr(GError) moved = error_of(302, PROBLEM, "{\"code\":\"claimed\"}");

    g_assert_error(accepted, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
    g_assert_error(moved, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
}

static void
translates_what_curl_says(void)
{
    static const struct {
        CURLcode code;
        ClientError wanted;
    } words[] = {
        {CURLE_URL_MALFORMAT, CLIENT_ERROR_URL},
        {CURLE_COULDNT_RESOLVE_HOST, CLIENT_ERROR_UNREACHABLE},
        {CURLE_COULDNT_CONNECT, CLIENT_ERROR_UNREACHABLE},
        {CURLE_PEER_FAILED_VERIFICATION, CLIENT_ERROR_TLS},
        {CURLE_SSL_CACERT_BADFILE, CLIENT_ERROR_TLS},
        {CURLE_OPERATION_TIMEDOUT, CLIENT_ERROR_TIMEOUT},
        {CURLE_GOT_NOTHING, CLIENT_ERROR_CUT},
        {CURLE_SEND_ERROR, CLIENT_ERROR_CUT},
        {CURLE_WEIRD_SERVER_REPLY, CLIENT_ERROR_RUBBISH},
        {CURLE_UNSUPPORTED_PROTOCOL, CLIENT_ERROR_RUBBISH},
    };

    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(GError) error = NULL, silent = NULL;

        client_error_take_curl(&error, words[i].code, "in its words");
        g_assert_error(error, CLIENT_ERROR, (int)words[i].wanted);
        g_assert_cmpstr(error->message, ==, "in its words");
        client_error_take_curl(&silent, words[i].code, "");
        g_assert_cmpuint(strlen(silent->message), >, 0);
    }
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/error/knows-which-of-ours-may-pass", knows_which_of_ours_may_pass);
    g_test_add_func("/client/error/knows-which-problems-may-pass", knows_which_problems_may_pass);
    g_test_add_func("/client/error/gives-each-problem-its-code", gives_each_problem_its_code);
    g_test_add_func("/client/error/takes-the-title-for-a-missing-detail",
                    takes_the_title_for_a_missing_detail);
    g_test_add_func("/client/error/goes-by-the-status-where-the-body-says-nothing",
                    goes_by_the_status_where_the_body_says_nothing);
    g_test_add_func("/client/error/goes-by-the-status-where-the-problem-is-unknown",
                    goes_by_the_status_where_the_problem_is_unknown);
    g_test_add_func("/client/error/believes-no-problem-in-a-success",
                    believes_no_problem_in_a_success);
    g_test_add_func("/client/error/translates-what-curl-says", translates_what_curl_says);
    return g_test_run();
}
