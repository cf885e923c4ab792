#include "station.h"

#include "station-rig.h"

#include <string.h>

/* A counter whose server is configured and not given, with its outbox unopened. */
static Station *
configured(Rig *rig, const char *server)
{
    g_autofree char *profile = g_build_filename(rig->folder, "configured", NULL);
    g_autoptr(GError) error = NULL;
    Station *station = station_new(profile, NULL, &error);
    const StationConfigChange change = {"station", "server", server};
    g_assert_no_error(error);
    if (server != NULL) {
        station_change_config(station, &change, 1, &error);
        g_assert_no_error(error);
    }
    return station;
}

static void
sign_in(Station *station)
{
    GAsyncResult *slot = NULL;
    g_autoptr(GError) error = NULL;
    station_sign_in_async(station, CENTRAL_STAFF, CENTRAL_PASSWORD, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    station_sign_in_finish(station, result, &error);
    g_assert_no_error(error);
}

static void
count(Station *station G_GNUC_UNUSED, guint *times)
{
    (*times)++;
}

static void
test_a_server_serves_at_once(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Station) station = configured(rig, NULL);
    const StationConfigChange change = {"station", "server", central_url(rig->central)};
    g_autoptr(GError) error = NULL;
    guint configs = 0, sessions = 0;
    g_signal_connect(station, "config-changed", G_CALLBACK(count), &configs);
    g_signal_connect(station, "session-changed", G_CALLBACK(count), &sessions);
    g_assert_cmpstr(station_get_server(station), ==, "");
    g_assert_null(station_get_client(station, &error));
    g_assert_error(error, STATION_ERROR, STATION_ERROR_NO_SERVER);
    g_assert_true(station_change_config(station, &change, 1, NULL));
    g_assert_cmpstr(station_get_server(station), ==, central_url(rig->central));
    g_assert_cmpuint(configs, ==, 1);
    g_assert_cmpuint(sessions, ==, 1);
    sign_in(station);
    g_assert_cmpstr(station_get_session(station, NULL)->ksuid, ==, CENTRAL_STAFF);
}

/* What belongs to the one before is forgotten; its Client may still be asked by a worker. */
static void
test_another_server_asks_anew(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Station) station = configured(rig, central_url(rig->central));
    const StationConfigChange change = {"station", "server", "https://other.example"};
    g_autofree char *path = g_build_filename(station_get_profile(station), "session.json", NULL);
    g_autoptr(GError) error = NULL;
    sign_in(station);
    Client *before = station_get_client(station, NULL);
    g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
    g_assert_true(station_can_unlock_alone(station));
    g_assert_true(station_change_config(station, &change, 1, NULL));
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    g_assert_false(station_can_unlock_alone(station));
    g_assert_null(station_get_session(station, &error));
    g_assert_error(error, STATION_ERROR, STATION_ERROR_NOT_SIGNED_IN);
    g_assert_cmpstr(client_base_url(before), ==, central_url(rig->central));
    g_assert_cmpstr(station_get_server(station), ==, "https://other.example");
}

static void
test_other_keys_leave_the_session(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Station) station = configured(rig, central_url(rig->central));
    const StationConfigChange changes[] = {{"station", "name", "8F-7"},
                                           {"scanner", "mode", "gray"}};
    guint configs = 0, sessions = 0;
    sign_in(station);
    g_signal_connect(station, "config-changed", G_CALLBACK(count), &configs);
    g_signal_connect(station, "session-changed", G_CALLBACK(count), &sessions);
    const StationConfig *before = station_get_config(station);
    g_assert_true(station_change_config(station, changes, G_N_ELEMENTS(changes), NULL));
    g_assert_cmpstr(station_get_config(station)->name, ==, "8F-7");
    g_assert_cmpint(station_get_config(station)->settings->mode, ==, SCAN_MODE_GRAY);
    g_assert_cmpstr(before->name, !=, "8F-7"); /* replaced, not changed */
    g_assert_cmpuint(configs, ==, 1);
    g_assert_cmpuint(sessions, ==, 0);
    g_assert_nonnull(station_get_session(station, NULL));
}

static void
test_an_address_that_cannot_be_used_is_not_stored(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Station) station = configured(rig, central_url(rig->central));
    const StationConfigChange changes[] = {{"station", "name", "8F-7"},
                                           {"station", "server", "http://cca.example"}};
    g_autoptr(GError) error = NULL;
    g_assert_false(station_change_config(station, changes, G_N_ELEMENTS(changes), &error));
    g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_URL);
    g_autoptr(Station) next = station_new(station_get_profile(station), NULL, NULL);
    g_assert_cmpstr(station_get_server(next), ==, central_url(rig->central));
    g_assert_cmpstr(station_get_config(next)->name, !=, "8F-7");
}

static void
test_a_given_server_stays(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    const StationConfigChange change = {"station", "server", "https://other.example"};
    g_assert_true(station_is_server_given(rig->station));
    g_assert_true(station_change_config(rig->station, &change, 1, NULL));
    g_assert_cmpstr(station_get_config(rig->station)->server, ==, "https://other.example");
    g_assert_cmpstr(station_get_server(rig->station), ==, central_url(rig->central));
    g_assert_nonnull(station_get_session(rig->station, NULL));
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    rig_add("/station/a-server-serves-at-once", test_a_server_serves_at_once);
    rig_add("/station/another-server-asks-anew", test_another_server_asks_anew);
    rig_add("/station/other-keys-leave-the-session", test_other_keys_leave_the_session);
    rig_add("/station/an-address-that-cannot-be-used-is-not-stored",
            test_an_address_that_cannot_be_used_is_not_stored);
    rig_add("/station/a-given-server-stays", test_a_given_server_stays);
    return rig_run();
}
