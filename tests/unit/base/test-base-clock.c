#include "base-clock.h"
#include "base-error.h"

static void
formats_in_utc(void)
{
    char text[BASE_TIME_TEXT_SIZE];
    g_autofree char *copy = NULL;

    base_time_format(0, text);
    g_assert_cmpstr(text, ==, "1970-01-01T00:00:00Z");
    base_time_format(1435716184 * BASE_SECOND + 999999, text);
    g_assert_cmpstr(text, ==, "2015-07-01T02:03:04Z");
    base_time_format(-1, text);
    g_assert_cmpstr(text, ==, "1969-12-31T23:59:59Z");
    copy = base_time_to_string(1435716184 * BASE_SECOND);
    g_assert_cmpstr(copy, ==, "2015-07-01T02:03:04Z");
}

static void
parses_rfc_3339(void)
{
    static const struct {
        const char *text;
        gint64 instant;
    } good[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2015-07-01T02:03:04Z", 1435716184 * BASE_SECOND},
        {"2015-07-01t02:03:04z", 1435716184 * BASE_SECOND},
        {"2015-07-01T10:03:04+08:00", 1435716184 * BASE_SECOND},
        {"2015-06-30T21:03:04.5-05:00", 1435716184 * BASE_SECOND + 500000},
        {"2015-07-01T02:03:04.123456789Z", 1435716184 * BASE_SECOND + 123456},
        {"2016-12-31T23:59:60Z", 1483228800 * BASE_SECOND},
        {"2016-02-29T00:00:00Z", 1456704000 * BASE_SECOND},
    };

    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(GError) error = NULL;
        gint64 instant = -1;

        g_assert_true(base_time_parse(good[i].text, &instant, &error));
        g_assert_no_error(error);
        g_assert_cmpint(instant, ==, good[i].instant);
    }
}

static void
refuses_everything_else(void)
{
    static const char *const bad[] = {
        "",
        "2015",
        "2015-07-01",
        "2015-07-01 02:03:04Z",
        "2015-07-01T02:03:04",
        "2015-7-1T02:03:04Z",
        "2015-13-01T00:00:00Z",
        "2015-02-29T00:00:00Z",
        "2015-07-01T24:00:00Z",
        "2015-07-01T02:60:00Z",
        "2015-07-01T02:03:61Z",
        "2015-07-01T02:03:04.Z",
        "2015-07-01T02:03:04+8:00",
        "2015-07-01T02:03:04+24:00",
        "2015-07-01T02:03:04Zx",
        "0000-01-01T00:00:00Z",
        "+015-07-01T02:03:04Z",
        "2015-07-01T02:03:04.00000000000000000000000000000000000Z",
    };

    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        gint64 instant = 42;

        g_test_message("%s", bad[i]);
        g_assert_false(base_time_parse(bad[i], &instant, &error));
        g_assert_error(error, BASE_ERROR, BASE_ERROR_TIME);
        g_assert_cmpint(instant, ==, 42);
    }
}

static void
is_shifted_by_the_environment(void)
{
    gint64 before = g_get_real_time();

    g_assert_cmpint(base_clock_now(), >=, before + 30 * BASE_DAY);
    g_assert_cmpint(base_clock_now(), <, g_get_real_time() + 31 * BASE_DAY);
}

int
main(int argc, char *argv[])
{
    g_setenv("SCAN_STATION_CLOCK_OFFSET", "2592000", TRUE);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/clock/formats-in-utc", formats_in_utc);
    g_test_add_func("/base/clock/parses-rfc-3339", parses_rfc_3339);
    g_test_add_func("/base/clock/refuses-everything-else", refuses_everything_else);
    g_test_add_func("/base/clock/is-shifted-by-the-environment", is_shifted_by_the_environment);
    return g_test_run();
}
