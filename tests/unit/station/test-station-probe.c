#include "station-probe.h"

#include "client-server.h"
#include "station-rig.h"

static gboolean
probe(const char *server, GError **error)
{
    GAsyncResult *slot = NULL;
    station_probe_async(server, "", NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    return station_probe_finish(result, error);
}

static void
assert_refused(const char *server, ClientError code)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(probe(server, &error));
    g_assert_error(error, CLIENT_ERROR, (int)code);
}

static void
test_there_and_away(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(probe(central_url(rig->central), &error));
    g_assert_no_error(error);
    central_stop(rig->central);
    assert_refused(central_url(rig->central), CLIENT_ERROR_UNREACHABLE);
    central_start(rig->central);
}

static void
test_address_that_may_not_be_used(void)
{
    assert_refused("http://cca.example.edu.tw", CLIENT_ERROR_URL);
    assert_refused("cca.example.edu.tw", CLIENT_ERROR_URL);
    assert_refused("https://", CLIENT_ERROR_URL);
}

static void
test_something_else_answers(void)
{
    g_autoptr(Server) server = server_new();
    g_autoptr(GError) error = NULL;
    server_http(server, 404, "Content-Type: text/html\r\n", "<h1>Not here</h1>", SERVER_CLOSE);
    server_http(server, 200, "Content-Type: text/html\r\n", "<h1>Welcome</h1>", SERVER_CLOSE);
    server_http(server, 503, "Content-Type: text/html\r\n", "<h1>Later</h1>", SERVER_CLOSE);
    assert_refused(server_url(server), CLIENT_ERROR_RUBBISH);
    assert_refused(server_url(server), CLIENT_ERROR_RUBBISH);
    g_assert_false(probe(server_url(server), &error));
    g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_UNAVAILABLE);
    g_assert_null(strstr(server_head(server, 0), "Authorization"));
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    rig_add("/station-probe/there-and-away", test_there_and_away);
    g_test_add_func("/station-probe/address-that-may-not-be-used",
                    test_address_that_may_not_be_used);
    g_test_add_func("/station-probe/something-else-answers", test_something_else_answers);
    return rig_run();
}
