#include "client-canceller.h"

#include <string.h>

#define STREAM "Content-Type: text/event-stream\r\n"

/* An event as the server sends it. */
#define EVENT_OF(report, id, status)                                                               \
    "id: " id "\nevent: status\ndata: {\"report_id\":\"" report "\",\"status\":\"" status "\","    \
    "\"status_label\":\"x\",\"at\":\"2015-07-01T02:03:04Z\"}\n\n"
#define EVENT(id, status) EVENT_OF("R1", id, status)

typedef struct {
    Server *server;
    Client *client;
    GString *heard; /* "id status " an event */
    guint wanted;   /* ends behind this many */
    guint count;
    GCancellable *cancellable;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture->server = server_new();
    fixture->client = server_client(fixture->server);
    fixture->heard = g_string_new(NULL);
    fixture->wanted = 1;
    fixture->cancellable = g_cancellable_new();
}

static void
tear_down(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    client_free(fixture->client);
    server_free(fixture->server);
    g_string_free(fixture->heard, TRUE);
    g_object_unref(fixture->cancellable);
}

static gboolean
hear(const ApiEvent *event, gpointer user_data)
{
    Fixture *fixture = user_data;

    g_assert_cmpstr(event->report_id, ==, "R1");
    g_string_append_printf(fixture->heard, "%" G_GINT64_FORMAT " %s ", event->id,
                           report_status_code(event->status));
    return ++fixture->count < fixture->wanted;
}

static gboolean
watch(Fixture *fixture, gint64 last_id, GError **error)
{
    return client_watch(fixture->client, "R1", last_id, hear, fixture, fixture->cancellable, error);
}

static void
assert_watched(Fixture *fixture, gint64 last_id, const char *wanted)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(watch(fixture, last_id, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(fixture->heard->str, ==, wanted);
}

static void
assert_ended(Fixture *fixture, GQuark domain, int code)
{
    g_autoptr(GError) error = NULL;

    g_assert_false(watch(fixture, 0, &error));
    g_assert_error(error, domain, code);
}

/* The stream stays open, and comments and other events come between. */
static void
gives_events_until_it_is_ended(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture->wanted = 2;
    server_raw(fixture->server,
               "HTTP/1.1 200 OK\r\n" STREAM "\r\n: hello\n\n" EVENT(
                   "5", "verifying") "event: weather\ndata: fine\n\n" EVENT("7", "passed")
                   EVENT("8", "registered"),
               SERVER_HOLD);
    assert_watched(fixture, 0, "5 verifying 7 passed ");
    g_assert_true(g_str_has_prefix(server_head(fixture->server, 0),
                                   "GET /api/v1/reports/R1/events HTTP/1.1\r\n"));
    g_assert_nonnull(strstr(server_head(fixture->server, 0), "\r\nAccept: text/event-stream\r\n"));
    g_assert_null(strstr(server_head(fixture->server, 0), "Last-Event-ID"));
}

static void
begins_behind_the_event_that_it_is_told(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    server_http(fixture->server, 200, STREAM, EVENT("5", "verifying"), SERVER_HOLD);
    assert_watched(fixture, 4, "5 verifying ");
    g_assert_nonnull(strstr(server_head(fixture->server, 0), "\r\nLast-Event-ID: 4\r\n"));
}

/* The stream is cut within the second event: it comes once, from the next connection. */
static void
goes_on_where_it_was_cut(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture->wanted = 2;
    server_raw(fixture->server,
               "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n" STREAM
               "\r\n" EVENT("5", "verifying") "id: 6\nevent: status\ndata: {\"report_id\":\"R1\",",
               SERVER_CLOSE);
    server_http(fixture->server, 200, STREAM, EVENT("6", "passed"), SERVER_HOLD);
    assert_watched(fixture, 0, "5 verifying 6 passed ");
    g_assert_nonnull(strstr(server_head(fixture->server, 1), "\r\nLast-Event-ID: 5\r\n"));
}

static void
comes_back_to_a_server_that_is_busy(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    gint64 begun = g_get_monotonic_time();

    server_http(fixture->server, 503, "", "", SERVER_CLOSE);
    server_http(fixture->server, 200, STREAM, EVENT("5", "verifying"), SERVER_CLOSE);
    assert_watched(fixture, 3, "5 verifying ");
    g_assert_nonnull(strstr(server_head(fixture->server, 1), "\r\nLast-Event-ID: 3\r\n"));
    /* Not at once: all the counters lose the server in the same moment. */
    g_assert_cmpint(g_get_monotonic_time() - begun, >=, G_TIME_SPAN_SECOND);
}

static void
ends_where_coming_back_is_of_no_use(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    server_http(fixture->server, 401, "", "", SERVER_CLOSE);
    assert_ended(fixture, API_PROBLEM_ERROR, API_PROBLEM_NOT_SIGNED_IN);
    server_http(fixture->server, 404, "Content-Type: application/problem+json\r\n",
                "{\"code\":\"unknown_report\"}", SERVER_CLOSE);
    assert_ended(fixture, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_REPORT);
    g_assert_cmpuint(server_count(fixture->server), ==, 2);
}

static void
refuses_events_that_are_none(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const bodies[] = {
        "id: 1\nevent: status\ndata: verifying\n\n",
        "id: 1\nevent: status\ndata: {\"status\":\"verifying\"}\n\n",
        EVENT("1", "green"),
        EVENT("one", "verifying"),
        EVENT("-1", "verifying"),
        EVENT("", "verifying"),
        EVENT("9223372036854775808", "verifying"),
        EVENT_OF("R2", "1", "verifying"),
    };

    for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_test_message("case %u", i);
        server_http(fixture->server, 200, STREAM, bodies[i], SERVER_HOLD);
        assert_ended(fixture, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
    }
    g_assert_cmpstr(fixture->heard->str, ==, "");
}

static void
refuses_a_line_without_an_end(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *line = g_strnfill(CLIENT_MAX_EVENT_LINE + 1, 'x');

    server_http(fixture->server, 200, STREAM, line, SERVER_HOLD);
    assert_ended(fixture, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
}

/* What a sign-on page of the network answers to everything. */
static void
refuses_what_is_no_stream(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    server_http(fixture->server, 200, "Content-Type: text/html\r\n", "<html>\n\n", SERVER_CLOSE);
    assert_ended(fixture, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
    server_http(fixture->server, 200, "", "", SERVER_CLOSE);
    assert_ended(fixture, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
    g_assert_cmpuint(server_count(fixture->server), ==, 2);
}

static void
asks_nothing_for_a_number_that_cannot_be(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;

    g_assert_false(client_watch(fixture->client, "../R1", 0, hear, fixture, NULL, &error));
    g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_REPORT);
    g_assert_cmpuint(server_connections(fixture->server), ==, 0);
}

static void
ends_promptly_while_it_listens(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    Canceller *canceller = canceller_at(fixture->server, 1, fixture->cancellable);

    server_http(fixture->server, 200, STREAM, ": hello\n\n", SERVER_HOLD);
    assert_ended(fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    canceller_assert_prompt(canceller);
}

static void
ends_promptly_while_it_waits(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    Canceller *canceller = canceller_at(fixture->server, 1, fixture->cancellable);

    server_http(fixture->server, 503, "", "", SERVER_CLOSE);
    assert_ended(fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    canceller_assert_prompt(canceller);
    g_assert_cmpuint(server_count(fixture->server), ==, 1);
}

#define ADD(function)                                                                              \
    g_test_add("/client/watch/" #function, Fixture, NULL, set_up, function, tear_down)

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    ADD(gives_events_until_it_is_ended);
    ADD(begins_behind_the_event_that_it_is_told);
    ADD(goes_on_where_it_was_cut);
    ADD(comes_back_to_a_server_that_is_busy);
    ADD(ends_where_coming_back_is_of_no_use);
    ADD(refuses_events_that_are_none);
    ADD(refuses_a_line_without_an_end);
    ADD(refuses_what_is_no_stream);
    ADD(asks_nothing_for_a_number_that_cannot_be);
    ADD(ends_promptly_while_it_listens);
    ADD(ends_promptly_while_it_waits);
    return g_test_run();
}
