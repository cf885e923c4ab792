#include "client-server.h"

#include <string.h>

#define EMPTY "{\"announcements\":[]}"

/* Asks for the announcements, a small JSON request like most, and wants this error. */
static void
assert_fails(Client *client, GQuark domain, int code)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(client_announcements(client, NULL, &error));
    g_assert_error(error, domain, code);
    g_assert_cmpuint(strlen(error->message), >, 0);
}

static void
assert_rubbish(Server *server)
{
    g_autoptr(Client) client = server_client(server);

    assert_fails(client, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
    g_assert_cmpuint(server_count(server), ==, 1);
}

static void
names_an_absent_server(void)
{
    g_autoptr(Client) client = NULL;
    Server *server = server_new();

    client = server_client(server);
    server_free(server);
    assert_fails(client, CLIENT_ERROR, CLIENT_ERROR_UNREACHABLE);
}

static void
ends_with_a_silent_server(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(Client) client = server_client_with(server, 200, 200);
    gint64 begun = g_get_monotonic_time();

    server_raw(server, "", SERVER_HOLD);
    assert_fails(client, CLIENT_ERROR, CLIENT_ERROR_TIMEOUT);
    g_assert_cmpint(g_get_monotonic_time() - begun, >=, 190000);
    g_assert_cmpint(g_get_monotonic_time() - begun, <, 2 * G_TIME_SPAN_SECOND);
}

/* Each byte comes in time, the whole never does. */
static void
ends_with_a_server_that_trickles(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(Client) client = server_client_with(server, 300, 5000);

    server_http(server, 200, "Content-Type: application/json\r\n", EMPTY, SERVER_TRICKLE);
    assert_fails(client, CLIENT_ERROR, CLIENT_ERROR_TIMEOUT);
}

static void
names_a_cut(void)
{
    static const char *const cut[] = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: application/json\r\n\r\n{\"ann",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"ann",
    };

    for (guint i = 0; i < G_N_ELEMENTS(cut); i++) {
        g_autoptr(Server) server = server_new();
        g_autoptr(Client) client = server_client(server);

        g_test_message("case %u", i);
        server_raw(server, cut[i], SERVER_CLOSE);
        assert_fails(client, CLIENT_ERROR, CLIENT_ERROR_CUT);
    }
}

static void
refuses_what_is_not_http(void)
{
    static const char *const rubbish[] = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "{\"announcements\":[]}",
        "HTTP/9.9 what\r\n\r\n",
        "220 mail.example.edu.tw ESMTP\r\n",
    };

    for (guint i = 0; i < G_N_ELEMENTS(rubbish); i++) {
        g_autoptr(Server) server = server_new();

        g_test_message("case %u", i);
        server_raw(server, rubbish[i], SERVER_CLOSE);
        assert_rubbish(server);
    }
}

static void
refuses_what_is_not_json(void)
{
    static const char *const rubbish[] = {"",
                                          "<html></html>",
                                          "{\"announcements\":[]",
                                          "{\"announcements\":[]} and more",
                                          "[]",
                                          "null",
                                          "{\"announcements\":\"[]\"}",
                                          "{\"announcements\":[1]}",
                                          "{\"a\":1}"};

    for (guint i = 0; i < G_N_ELEMENTS(rubbish); i++) {
        g_autoptr(Server) server = server_new();

        g_test_message("case %u", i);
        server_json(server, 200, rubbish[i]);
        assert_rubbish(server);
    }
}

static void
refuses_another_media_type(void)
{
    static const char *const types[] = {"", "Content-Type: text/html\r\n",
                                        "Content-Type: application/problem+json\r\n"};

    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autoptr(Server) server = server_new();

        server_http(server, 200, types[i], EMPTY, SERVER_CLOSE);
        assert_rubbish(server);
    }
}

static void
takes_a_media_type_with_a_parameter(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(Client) client = server_client(server);
    g_autoptr(GPtrArray) announcements = NULL;
    g_autoptr(GError) error = NULL;

    server_http(server, 200, "CONTENT-TYPE:application/json; charset=utf-8\r\n", EMPTY,
                SERVER_CLOSE);
    announcements = client_announcements(client, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(announcements->len, ==, 0);
}

/* A body of exactly `size` bytes that is right JSON; g_free. */
static char *
body_of(gsize size)
{
    g_autofree char *spaces = g_strnfill(size - strlen(EMPTY), ' ');

    return g_strconcat(EMPTY, spaces, NULL);
}

static void
limits_the_body(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(Client) client = server_client(server);
    g_autofree char *largest = body_of(API_MAX_JSON_ANSWER);
    g_autofree char *larger = body_of(API_MAX_JSON_ANSWER + 1);
    g_autoptr(GPtrArray) announcements = NULL;
    g_autoptr(GError) error = NULL;

    server_json(server, 200, largest);
    server_json(server, 200, larger);
    announcements = client_announcements(client, NULL, &error);
    g_assert_no_error(error);
    assert_fails(client, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
}

/* Asks for "/", of whose answer ten bytes are kept. */
static gboolean
ask_for_ten(Server *server, GError **error)
{
    g_autoptr(Client) client = server_client(server);
    const ClientRequest request = {.method = "GET", .path = "/", .answer_limit = 10};
    g_autoptr(ClientAnswer) answer = client_request(client, &request, NULL, error);

    return answer != NULL;
}

/* Whatever the status, and before all of it has come. */
static void
stops_a_body_at_its_limit(void)
{
    static const guint statuses[] = {200, 404, 500};

    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
        g_autoptr(Server) server = server_new();
        g_autoptr(GError) error = NULL;

        server_http(server, statuses[i], "", "0123456789", SERVER_CLOSE);
        server_raw(server, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n01234567890", SERVER_HOLD);
        g_assert_true(ask_for_ten(server, &error));
        g_assert_no_error(error);
        g_assert_false(ask_for_ten(server, &error));
        g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
    }
}

static void
limits_the_headers(void)
{
    g_autoptr(Server) server = server_new();
    g_autofree char *value = g_strnfill(1000, 'x');
    g_autoptr(GString) headers = g_string_new("Content-Type: application/json\r\n");

    while (headers->len <= CLIENT_MAX_HEADERS)
        g_string_append_printf(headers, "X-More: %s\r\n", value);
    server_http(server, 200, headers->str, EMPTY, SERVER_CLOSE);
    assert_rubbish(server);
}

static void
follows_no_redirect(void)
{
    static const guint statuses[] = {301, 302, 303, 307, 308};

    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
        g_autoptr(Server) server = server_new();
        g_autofree char *location = g_strdup_printf("Location: %s/elsewhere\r\n",
                                                    server_url(server));

        server_http(server, statuses[i], location, "", SERVER_CLOSE);
        server_json(server, 200, EMPTY);
        assert_rubbish(server);
    }
}

static void
refuses_another_success(void)
{
    static const guint statuses[] = {201, 202, 204, 206};

    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
        g_autoptr(Server) server = server_new();

        server_http(server, statuses[i], "Content-Type: application/json\r\n",
                    statuses[i] == 204 ? "" : EMPTY, SERVER_CLOSE);
        assert_rubbish(server);
    }
}

/* The headers of an interim answer are not those of the answer. */
static void
skips_an_interim_answer(void)
{
    g_autoptr(Server) server = server_new();

    server_raw(server,
               "HTTP/1.1 103 Early\r\nContent-Type: application/json\r\n\r\n"
               "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n" EMPTY,
               SERVER_CLOSE);
    assert_rubbish(server);
}

static void
sends_the_token_while_it_has_one(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(Client) client = server_client(server);
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < 3; i++)
        server_http(server, 204, "", "", SERVER_CLOSE);
    g_assert_true(client_sign_out(client, NULL, &error));
    client_set_token(client, "a-secret");
    g_assert_true(client_sign_out(client, NULL, &error));
    client_set_token(client, NULL);
    g_assert_true(client_sign_out(client, NULL, &error));
    g_assert_null(strstr(server_head(server, 0), "Authorization"));
    g_assert_nonnull(strstr(server_head(server, 1), "\r\nAuthorization: Bearer a-secret\r\n"));
    g_assert_null(strstr(server_head(server, 2), "Authorization"));
}

static void
keeps_its_connection(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(Client) client = server_client(server);
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < 3; i++)
        server_http(server, 204, "", "", SERVER_KEEP);
    for (guint i = 0; i < 3; i++)
        g_assert_true(client_sign_out(client, NULL, &error));
    g_assert_cmpuint(server_connections(server), ==, 1);
}

/* The server ends an idle connection; the next request must not suffer from it. */
static void
opens_another_when_the_kept_one_is_gone(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(Client) client = server_client(server);
    g_autoptr(GError) error = NULL;

    server_raw(server, "HTTP/1.1 204 No Content\r\n\r\n", SERVER_CLOSE);
    server_raw(server, "HTTP/1.1 204 No Content\r\n\r\n", SERVER_CLOSE);
    g_assert_true(client_sign_out(client, NULL, &error));
    g_assert_true(client_sign_out(client, NULL, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(server_connections(server), ==, 2);
}

/* It is gone only when the request has been sent: what was sent is sent again, whole. */
static void
sends_a_body_again_on_another_connection(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(Client) client = server_client(server);
    g_autoptr(GError) error = NULL;

    server_http(server, 204, "", "", SERVER_KEEP);
    server_raw(server, "", SERVER_CLOSE);
    server_http(server, 200, "", "", SERVER_CLOSE);
    g_assert_true(client_sign_out(client, NULL, &error));
    g_assert_true(client_claim(client, "R1", "B1", NULL, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(server_connections(server), ==, 2);
    g_assert_cmpstr(server_body(server, 1)->str, ==, "{\"station\":\"B1\"}");
    g_assert_cmpstr(server_body(server, 2)->str, ==, "{\"station\":\"B1\"}");
}

static gboolean
cancel_at_the_end(const char *bytes G_GNUC_UNUSED, gsize size G_GNUC_UNUSED, gpointer user_data)
{
    g_cancellable_cancel(user_data);
    return TRUE;
}

/* The answer is whole when the cancel comes: it is either given, or the error is, never both. */
static void
answers_or_fails_when_cancelled_at_the_end(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(Client) client = server_client(server);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(ClientAnswer) answer = NULL;
    const ClientRequest request = {
        .method = "GET", .path = "/", .sink = cancel_at_the_end, .user_data = cancellable};

    server_http(server, 200, "", "x", SERVER_KEEP);
    answer = client_request(client, &request, cancellable, &error);
    g_assert_true((answer != NULL) != (error != NULL));
}

#define ADD(function) g_test_add_func("/client/request/" #function, function)

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    ADD(names_an_absent_server);
    ADD(ends_with_a_silent_server);
    ADD(ends_with_a_server_that_trickles);
    ADD(names_a_cut);
    ADD(refuses_what_is_not_http);
    ADD(refuses_what_is_not_json);
    ADD(refuses_another_media_type);
    ADD(takes_a_media_type_with_a_parameter);
    ADD(limits_the_body);
    ADD(stops_a_body_at_its_limit);
    ADD(limits_the_headers);
    ADD(follows_no_redirect);
    ADD(refuses_another_success);
    ADD(skips_an_interim_answer);
    ADD(sends_the_token_while_it_has_one);
    ADD(keeps_its_connection);
    ADD(opens_another_when_the_kept_one_is_gone);
    ADD(sends_a_body_again_on_another_connection);
    ADD(answers_or_fails_when_cancelled_at_the_end);
    return g_test_run();
}
