#include "client-canceller.h"

#include <unistd.h>

/* One blocking call; TRUE if it succeeded. */
typedef gboolean (*Call)(Client *client, GCancellable *cancellable, GError **error);

static gboolean
sign_in(Client *client, GCancellable *cancellable, GError **error)
{
    g_autoptr(ApiSession) session = client_sign_in(client, "T001", "x", cancellable, error);

    return session != NULL;
}

static gboolean
reports_of(Client *client, GCancellable *cancellable, GError **error)
{
    g_autoptr(GPtrArray) reports = client_reports_of(client, "4100E017", TRUE, cancellable, error);

    return reports != NULL;
}

static gboolean
search(Client *client, GCancellable *cancellable, GError **error)
{
    g_autoptr(GPtrArray) reports = client_search(client, "王", NULL, NULL, cancellable, error);

    return reports != NULL;
}

static gboolean
report(Client *client, GCancellable *cancellable, GError **error)
{
    g_autoptr(Report) found = client_report(client, "R1", cancellable, error);

    return found != NULL;
}

static gboolean
claim(Client *client, GCancellable *cancellable, GError **error)
{
    return client_claim(client, "R1", "一", cancellable, error);
}

static gboolean
release(Client *client, GCancellable *cancellable, GError **error)
{
    return client_release(client, "R1", "一", cancellable, error);
}

static gboolean
announcements(Client *client, GCancellable *cancellable, GError **error)
{
    g_autoptr(GPtrArray) found = client_announcements(client, cancellable, error);

    return found != NULL;
}

static gboolean
upload_create(Client *client, GCancellable *cancellable, GError **error)
{
    g_autofree char *uid = client_upload_create(client, 4, "image/tiff", cancellable, error);

    return uid != NULL;
}

static gboolean
upload_send(Client *client, GCancellable *cancellable, GError **error)
{
    int fd = server_file("test", 4);
    gboolean sent = client_upload_send(client, "u1", fd, 4, NULL, NULL, cancellable, error);

    close(fd);
    return sent;
}

static gboolean
upload_delete(Client *client, GCancellable *cancellable, GError **error)
{
    return client_upload_delete(client, "u1", cancellable, error);
}

static gboolean
commit(Client *client, GCancellable *cancellable, GError **error)
{
    char text[] = "x";
    const ApiOriginal original = {.upload = text,
                                  .sha256 = "x",
                                  .bytes = 4,
                                  .station = text,
                                  .scanner_vendor = text,
                                  .scanner_model = text,
                                  .scanner_device = text};

    return client_commit(client, "R1", "key-1", &original, NULL, NULL, NULL, cancellable, error);
}

static gboolean
fetch_original(Client *client, GCancellable *cancellable, GError **error)
{
    int fd = server_file("", 0);
    gboolean fetched = client_fetch_original(client, "R1", 1, fd, cancellable, error);

    close(fd);
    return fetched;
}

typedef Canceller *(*Begin)(Server *server, guint count, GCancellable *cancellable);

static void
assert_cancelled(Server *server, guint count, Call call, Begin begin)
{
    g_autoptr(Client) client = server_client_with(server, 30000, 30000);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(GError) error = NULL;
    Canceller *canceller = begin(server, count, cancellable);

    g_assert_false(call(client, cancellable, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    canceller_assert_prompt(canceller);
}

static const Call calls[] = {
    sign_in,       client_sign_out, reports_of,  search,        report, claim,         release,
    announcements, upload_create,   upload_send, upload_delete, commit, fetch_original};

static void
ends_each_call_while_the_server_is_silent(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(calls); i++) {
        g_autoptr(Server) server = server_new();

        g_test_message("call %u", i);
        server_raw(server, "", SERVER_HOLD);
        assert_cancelled(server, 1, calls[i], canceller_at);
    }
}

static void
ends_each_call_within_an_answer(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(calls); i++) {
        g_autoptr(Server) server = server_new();

        g_test_message("call %u", i);
        server_raw(server, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx", SERVER_HOLD);
        assert_cancelled(server, 1, calls[i], canceller_at);
    }
}

static void
wakes_a_call_from_a_long_silence(void)
{
    static const Call some[] = {announcements, upload_send, fetch_original};

    for (guint i = 0; i < G_N_ELEMENTS(some); i++) {
        g_autoptr(Server) server = server_new();

        server_raw(server, "", SERVER_HOLD);
        assert_cancelled(server, 1, some[i], canceller_in_silence);
    }
}

/* OPTIONS, HEAD, PATCH, and the wait behind a PATCH that failed. */
static void
ends_an_upload_at_each_step(void)
{
    for (guint step = 1; step <= 4; step++) {
        g_autoptr(Server) server = server_new();

        g_test_message("step %u", step);
        if (step > 1)
            server_http(server, 204, "", "", SERVER_CLOSE);
        if (step > 2)
            server_http(server, 200, "Upload-Offset: 0\r\n", "", SERVER_CLOSE);
        if (step > 3)
            server_http(server, 503, "", "", SERVER_CLOSE);
        else
            server_raw(server, "", SERVER_HOLD);
        assert_cancelled(server, MIN(step, 3), upload_send, canceller_at);
        g_assert_cmpuint(server_count(server), ==, MIN(step, 3));
    }
}

/* A cancel before the call: it ends, whatever the server would say. */
static void
ends_each_call_that_is_cancelled_before(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(calls); i++) {
        g_autoptr(Server) server = server_new();
        g_autoptr(Client) client = server_client(server);
        g_autoptr(GCancellable) cancellable = g_cancellable_new();
        g_autoptr(GError) error = NULL;

        server_raw(server, "", SERVER_HOLD);
        g_cancellable_cancel(cancellable);
        g_assert_false(calls[i](client, cancellable, &error));
        g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
waits_as_long_as_it_is_told(void)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(GError) error = NULL;
    gint64 begun = g_get_monotonic_time();

    g_assert_true(client_wait(50, NULL, &error));
    g_assert_true(client_wait(50, cancellable, &error));
    g_assert_cmpint(g_get_monotonic_time() - begun, >=, 95000);
    g_cancellable_cancel(cancellable);
    begun = g_get_monotonic_time();
    g_assert_false(client_wait(30000, cancellable, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpint(g_get_monotonic_time() - begun, <, G_TIME_SPAN_SECOND / 2);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/cancel/ends-each-call-while-the-server-is-silent",
                    ends_each_call_while_the_server_is_silent);
    g_test_add_func("/client/cancel/ends-each-call-within-an-answer",
                    ends_each_call_within_an_answer);
    g_test_add_func("/client/cancel/wakes-a-call-from-a-long-silence",
                    wakes_a_call_from_a_long_silence);
    g_test_add_func("/client/cancel/ends-an-upload-at-each-step", ends_an_upload_at_each_step);
    g_test_add_func("/client/cancel/ends-each-call-that-is-cancelled-before",
                    ends_each_call_that_is_cancelled_before);
    g_test_add_func("/client/cancel/waits-as-long-as-it-is-told", waits_as_long_as_it_is_told);
    return g_test_run();
}
