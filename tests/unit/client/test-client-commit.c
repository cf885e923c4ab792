#include "client-body.h"
#include "client-server.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define GOOD BODY_RECEIPT("R1", BODY_SHA, "4")

static gboolean
commit_as(Server *server, const char *report_id, ApiReceipt **ret_receipt, char **ret_receipt_json,
          Report **ret_report, GError **error)
{
    g_autoptr(Client) client = server_client(server);
    char upload[] = "3f2a", station[] = "第一櫃檯", name[] = "x";
    const ApiOriginal original = {.upload = upload,
                                  .sha256 = BODY_SHA,
                                  .bytes = 4,
                                  .media = API_MEDIA_TIFF,
                                  .pages = 1,
                                  .resolution_dpi = 300,
                                  .station = station,
                                  .scanner_vendor = name,
                                  .scanner_model = name,
                                  .scanner_device = name};

    return client_commit(client, report_id, "key-1", &original, ret_receipt, ret_receipt_json,
                         ret_report, NULL, error);
}

/* The answer is refused with this code, and nothing is given. */
static void
assert_refused(const char *body, ClientError code)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(GError) error = NULL;
    ApiReceipt *receipt = NULL;
    Report *report = NULL;
    char *text = NULL;

    server_json(server, 201, body);
    g_assert_false(commit_as(server, "R1", &receipt, &text, &report, &error));
    g_assert_error(error, CLIENT_ERROR, (int)code);
    g_assert_null(receipt);
    g_assert_null(text);
    g_assert_null(report);
}

static void
gives_a_receipt_that_fits(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(ApiReceipt) receipt = NULL;
    g_autoptr(Report) report = NULL;
    g_autofree char *text = NULL;

    server_json(server, 201, BODY_COMMITTED(GOOD, BODY_REPORT("R1", "verifying")));
    g_assert_true(commit_as(server, "R1", &receipt, &text, &report, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(receipt->id, ==, "3b1e");
    g_assert_cmpstr(text, ==, GOOD);
    g_assert_cmpint(report->status, ==, REPORT_STATUS_VERIFYING);
    g_assert_true(
        g_str_has_prefix(server_head(server, 0), "POST /api/v1/reports/R1/originals HTTP/1.1"));
    g_assert_nonnull(strstr(server_head(server, 0), "\r\nIdempotency-Key: key-1\r\n"));
    g_assert_nonnull(strstr(server_body(server, 0)->str, "\"upload\":\"3f2a\""));
    g_assert_nonnull(strstr(server_body(server, 0)->str, "\"sha256\":\"" BODY_SHA "\""));
}

/* A repeat of the key is answered with the first receipt, when the report may be further on. */
static void
takes_each_status_past_pending(void)
{
    static const char *const bodies[] = {
        BODY_COMMITTED(GOOD, BODY_REPORT("R1", "verifying")),
        BODY_COMMITTED(GOOD, BODY_REPORT("R1", "rejected")),
        BODY_COMMITTED(GOOD, BODY_REPORT("R1", "crediting")),
        BODY_COMMITTED(GOOD, BODY_REPORT("R1", "passed")),
        BODY_COMMITTED(GOOD, BODY_REPORT("R1", "registered")),
    };

    for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_autoptr(Server) server = server_new();
        g_autoptr(GError) error = NULL;

        server_json(server, 201, bodies[i]);
        g_assert_true(commit_as(server, "R1", NULL, NULL, NULL, &error));
        g_assert_no_error(error);
    }
}

static void
refuses_a_receipt_that_does_not_fit(void)
{
    static const char *const other = BODY_COMMITTED(
        BODY_RECEIPT("R1", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a09", "4"),
        BODY_REPORT("R1", "verifying"));

    assert_refused(
        BODY_COMMITTED(BODY_RECEIPT("R2", BODY_SHA, "4"), BODY_REPORT("R1", "verifying")),
        CLIENT_ERROR_RECEIPT);
    assert_refused(BODY_COMMITTED(GOOD, BODY_REPORT("R2", "verifying")), CLIENT_ERROR_RECEIPT);
    assert_refused(other, CLIENT_ERROR_RECEIPT);
    assert_refused(
        BODY_COMMITTED(BODY_RECEIPT("R1", BODY_SHA, "3"), BODY_REPORT("R1", "verifying")),
        CLIENT_ERROR_RECEIPT);
    assert_refused(
        BODY_COMMITTED(BODY_RECEIPT("R1", BODY_SHA, "5"), BODY_REPORT("R1", "verifying")),
        CLIENT_ERROR_RECEIPT);
    assert_refused(BODY_COMMITTED(GOOD, BODY_REPORT("R1", "filed")), CLIENT_ERROR_RECEIPT);
    assert_refused(BODY_COMMITTED(GOOD, BODY_REPORT("R1", "applied")), CLIENT_ERROR_RECEIPT);
    assert_refused(BODY_COMMITTED(GOOD, BODY_REPORT("R1", "re_review")), CLIENT_ERROR_RECEIPT);
}

static void
refuses_an_answer_without_a_receipt(void)
{
    assert_refused("{}", CLIENT_ERROR_RUBBISH);
    assert_refused("[]", CLIENT_ERROR_RUBBISH);
    assert_refused("\"stored\"", CLIENT_ERROR_RUBBISH);
    assert_refused("{\"receipt\":" GOOD "}", CLIENT_ERROR_RUBBISH);
    assert_refused("{\"receipt\":null,\"report\":" BODY_REPORT("R1", "verifying") "}",
                   CLIENT_ERROR_RUBBISH);
    assert_refused(BODY_COMMITTED("{\"report_id\":\"R1\"}", BODY_REPORT("R1", "verifying")),
                   CLIENT_ERROR_RUBBISH);
    assert_refused(BODY_COMMITTED(GOOD, BODY_REPORT("R1", "green")), CLIENT_ERROR_RUBBISH);
}

/* 200 is no 201: somebody in between may answer that to anything. */
static void
takes_no_other_status_for_stored(void)
{
    static const guint statuses[] = {200, 202, 203, 206, 302};

    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
        g_autoptr(Server) server = server_new();
        g_autoptr(GError) error = NULL;

        server_json(server, statuses[i], BODY_COMMITTED(GOOD, BODY_REPORT("R1", "verifying")));
        g_assert_false(commit_as(server, "R1", NULL, NULL, NULL, &error));
        g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
    }
}

static void
sends_nothing_for_a_number_that_cannot_be(void)
{
    static const char *const ids[] = {"", "../R1", "R1/claim", "R1?x", "R1\r\nX: y"};

    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autoptr(Server) server = server_new();
        g_autoptr(GError) error = NULL;

        g_assert_false(commit_as(server, ids[i], NULL, NULL, NULL, &error));
        g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_REPORT);
        g_assert_cmpuint(server_connections(server), ==, 0);
    }
}

/* Fetches original 2 of R1 into a file that must then hold `wanted`. */
static gboolean
fetch(Server *server, const char *wanted, GError **error)
{
    g_autoptr(Client) client = server_client(server);
    int fd = server_file("", 0);
    char got[64] = "";
    gboolean fetched = client_fetch_original(client, "R1", 2, fd, NULL, error);

    g_assert_cmpint(pread(fd, got, sizeof got - 1, 0), >=, 0);
    g_assert_cmpstr(got, ==, wanted);
    close(fd);
    return fetched;
}

static void
fetches_an_original(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(GError) error = NULL;

    server_http(server, 200, "ETag: \"" BODY_SHA "\"\r\n", "test", SERVER_CLOSE);
    g_assert_true(fetch(server, "test", &error));
    g_assert_no_error(error);
    g_assert_true(
        g_str_has_prefix(server_head(server, 0), "GET /api/v1/reports/R1/originals/2 HTTP/1.1"));
}

static void
refuses_an_original_of_another_digest(void)
{
    static const struct {
        const char *headers, *body;
    } wrong[] = {
        {"ETag: \"" BODY_SHA "\"\r\n", "text"},
        {"ETag: \"" BODY_SHA "\"\r\n", "tes"},
        {"ETag: " BODY_SHA "\r\n", "test"},
        {"ETag: W/\"" BODY_SHA "\"\r\n", "test"},
        {"ETag: \"\"\r\n", "test"},
        {"", "test"},
        {"ETag: \"" BODY_SHA "\"\r\n", ""},
    };

    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(Server) server = server_new();
        g_autoptr(GError) error = NULL;

        server_http(server, 200, wrong[i].headers, wrong[i].body, SERVER_CLOSE);
        g_assert_false(fetch(server, wrong[i].body, &error));
        g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH);
    }
}

static void
fetches_no_part_for_the_whole(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(GError) cut = NULL, unknown = NULL;

    server_raw(server, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nETag: \"" BODY_SHA "\"\r\n\r\ntest",
               SERVER_CLOSE);
    server_http(server, 404, "", "<p>", SERVER_CLOSE);
    g_assert_false(fetch(server, "test", &cut));
    g_assert_error(cut, CLIENT_ERROR, CLIENT_ERROR_CUT);
    g_assert_false(fetch(server, "", &unknown));
    g_assert_error(unknown, API_PROBLEM_ERROR, API_PROBLEM_NOT_FOUND);
}

static void
says_that_the_file_failed(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(Client) client = server_client(server);
    g_autoptr(GError) error = NULL, unsafe = NULL;
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

    g_assert_cmpint(full, >=, 0);
    server_http(server, 200, "ETag: \"" BODY_SHA "\"\r\n", "test", SERVER_CLOSE);
    g_assert_false(client_fetch_original(client, "R1", 1, full, NULL, &error));
    g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_FILE);
    g_assert_false(client_fetch_original(client, "../R1", 1, full, NULL, &unsafe));
    g_assert_error(unsafe, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_REPORT);
    g_assert_cmpuint(server_count(server), ==, 1);
    close(full);
}

#define ADD(function) g_test_add_func("/client/commit/" #function, function)

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    ADD(gives_a_receipt_that_fits);
    ADD(takes_each_status_past_pending);
    ADD(refuses_a_receipt_that_does_not_fit);
    ADD(refuses_an_answer_without_a_receipt);
    ADD(takes_no_other_status_for_stored);
    ADD(sends_nothing_for_a_number_that_cannot_be);
    ADD(fetches_an_original);
    ADD(refuses_an_original_of_another_digest);
    ADD(fetches_no_part_for_the_whole);
    ADD(says_that_the_file_failed);
    return g_test_run();
}
