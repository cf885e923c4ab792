#include "station-language.h"

#include "base-clock.h"

static void
test_age(void)
{
    static const struct {
        gint64 age;
        const char *text;
    } ages[] = {
        {-BASE_SECOND, "0 seconds"},      {BASE_SECOND, "1 second"},
        {59 * BASE_SECOND, "59 seconds"}, {BASE_MINUTE, "1 minute"},
        {90 * BASE_MINUTE, "1 hour"},     {49 * 60 * BASE_MINUTE, "2 days"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ages); i++) {
        g_autofree char *text = station_language_age(ages[i].age);
        g_assert_cmpstr(text, ==, ages[i].text);
    }
}

static void
test_date(void)
{
    g_autofree char *text = station_language_date((ReportDate){2015, 6, 24});

    g_assert_cmpstr(text, ==, "2015-06-24");
}

static void
test_instant(void)
{
    /* 2015-06-24T16:30:00Z is past midnight in Taiwan. */
    g_autofree char *text = station_language_instant((gint64)1435163400 * BASE_SECOND);

    g_assert_cmpstr(text, ==, "2015-06-25 00:30:00");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/station/language/age", test_age);
    g_test_add_func("/station/language/date", test_date);
    g_test_add_func("/station/language/instant", test_instant);
    return g_test_run();
}
