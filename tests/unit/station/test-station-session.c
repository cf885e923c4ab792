#include "base-clock.h"
#include "station-error.h"
#include "station-fixture.h"
#include "station-known.h"
#include "station-session.h"

#include <string.h>
#include <sys/stat.h>

#define SERVER "https://cca.example.edu.tw"

static void
save(Fixture *fixture, gint64 expires_at)
{
    g_autoptr(GError) error = NULL;
    char token[] = "secret-token", ksuid[] = "T001", name[] = "林櫃檯";
    ApiSession granted = {.token = token,
                          .expires_at = expires_at,
                          .ksuid = ksuid,
                          .name = name,
                          .role = API_ROLE_STAFF};
    g_autoptr(StationSession) session = station_session_new(SERVER, &granted);
    g_assert_true(station_session_save(session, fixture->folder, &error));
    g_assert_no_error(error);
}

static void
assert_load_fails(Fixture *fixture, const char *server, int code)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(station_session_load(fixture->folder, server, &error));
    g_assert_error(error, STATION_ERROR, code);
    g_assert_null(strstr(error->message, "secret-token"));
}

static void
test_round_trip(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    save(fixture, base_clock_now() + BASE_MINUTE);
    g_autofree char *path = fixture_path(fixture, "session.json");
    struct stat found;
    g_assert_cmpint(stat(path, &found), ==, 0);
    g_assert_cmpuint(found.st_mode & 0777, ==, 0600);
    g_autoptr(StationSession) session = station_session_load(fixture->folder, SERVER, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(session->token, ==, "secret-token");
    g_assert_cmpstr(session->ksuid, ==, "T001");
    g_assert_cmpstr(session->name, ==, "林櫃檯");
    g_assert_cmpint(session->role, ==, API_ROLE_STAFF);
}

static void
test_expired(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    save(fixture, base_clock_now() + BASE_MINUTE);
    g_autoptr(StationSession) session = station_session_load(fixture->folder, SERVER, &error);
    g_assert_no_error(error);
    g_assert_false(station_session_is_over(session));
    save(fixture, base_clock_now() - BASE_SECOND); /* the server does not take it any more */
    g_autoptr(StationSession) over = station_session_load(fixture->folder, SERVER, &error);
    g_assert_no_error(error);
    g_assert_true(station_session_is_over(over));
    save(fixture, base_clock_now() - STATION_KNOWN_AGE - BASE_SECOND);
    assert_load_fails(fixture, SERVER, STATION_ERROR_SESSION_EXPIRED);
}

static void
test_other_server(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    save(fixture, base_clock_now() + BASE_MINUTE);
    assert_load_fails(fixture, "https://other.example", STATION_ERROR_NOT_SIGNED_IN);
}

static void
test_absent_and_forgotten(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    assert_load_fails(fixture, SERVER, STATION_ERROR_NOT_SIGNED_IN);
    save(fixture, base_clock_now() + BASE_MINUTE);
    g_assert_true(station_session_forget(fixture->folder, &error));
    g_assert_no_error(error);
    assert_load_fails(fixture, SERVER, STATION_ERROR_NOT_SIGNED_IN);
    g_assert_true(station_session_forget(fixture->folder, &error));
}

static void
test_open_to_others(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    save(fixture, base_clock_now() + BASE_MINUTE);
    g_autofree char *path = fixture_path(fixture, "session.json");
    g_assert_cmpint(g_chmod(path, 0640), ==, 0);
    assert_load_fails(fixture, SERVER, STATION_ERROR_PROFILE);
}

static void
test_damaged(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const texts[] = {
        "",
        "{",
        "[]",
        "{}",
        "{\"server\":\"" SERVER "\",\"token\":\"secret-token\",\"expires_at\":\"soon\","
        "\"ksuid\":\"T\",\"name\":\"\",\"role\":\"staff\"}",
        "{\"server\":\"" SERVER "\",\"token\":\"secret-token\",\"expires_at\":"
        "\"2999-01-01T00:00:00Z\",\"ksuid\":\"T\",\"name\":\"\",\"role\":\"king\"}",
        "{\"server\":\"" SERVER "\",\"token\":\"secret-token\",\"expires_at\":"
        "\"2999-01-01T00:00:00Z\",\"ksuid\":\"T\",\"name\":\"\",\"role\":\"staff\",\"more\":1}",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        fixture_write(fixture, "session.json", texts[i]);
        assert_load_fails(fixture, SERVER, STATION_ERROR_NOT_SIGNED_IN);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("/station-session/round-trip", test_round_trip);
    fixture_add("/station-session/expired", test_expired);
    fixture_add("/station-session/other-server", test_other_server);
    fixture_add("/station-session/absent-and-forgotten", test_absent_and_forgotten);
    fixture_add("/station-session/open-to-others", test_open_to_others);
    fixture_add("/station-session/damaged", test_damaged);
    return g_test_run();
}
