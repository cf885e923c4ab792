#include "report-date.h"

static ReportDate
date(const char *text)
{
    ReportDate parsed = {0, 0, 0};

    g_assert_true(report_date_parse(text, &parsed));
    return parsed;
}

static void
assert_iso(ReportDate value, const char *wanted)
{
    char text[REPORT_DATE_TEXT_SIZE];

    report_date_format(value, text);
    g_assert_cmpstr(text, ==, wanted);
}

static void
iso_goes_both_ways(void)
{
    static const char *const good[] = {"1912-01-01", "2015-06-24", "2016-02-29", "9999-12-31"};
    static const char *const bad[] = {"",           "2015",          "2015-6-24",   "2015-06-31",
                                      "2015-02-29", "2015-13-01",    "2015-00-10",  "1911-12-31",
                                      "15-06-24",   "2015/06/24",    "2015-06-24 ", " 2015-06-24",
                                      "2015-06-2x", "２０１５-06-24"};

    for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
        assert_iso(date(good[i]), good[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        ReportDate kept = {2000, 1, 2};

        g_assert_false(report_date_parse(bad[i], &kept));
        assert_iso(kept, "2000-01-02");
    }
}

static void
roc_goes_both_ways(void)
{
    static const struct {
        const char *roc;
        const char *iso;
        const char *written;
    } good[] = {
        {"1/1/1", "1912-01-01", "1/01/01"},           {"99/12/31", "2010-12-31", "99/12/31"},
        {"100/1/1", "2011-01-01", "100/01/01"},       {"104/06/24", "2015-06-24", "104/06/24"},
        {"民國104/06/24", "2015-06-24", "104/06/24"}, {"民國 104/6/24", "2015-06-24", "104/06/24"},
        {"105/02/29", "2016-02-29", "105/02/29"},
    };
    static const char *const bad[] = {
        "",           "0/1/1",     "104",      "104/13/01",    "104/02/29", "104-06-24", "/06/24",
        "104/06/24x", "10400/1/1", "9000/1/1", "西元104/6/24", "104//24",   "-1/1/1"};

    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        ReportDate parsed = {0, 0, 0};
        char text[REPORT_DATE_TEXT_SIZE];

        g_assert_true(report_date_parse_roc(good[i].roc, &parsed));
        assert_iso(parsed, good[i].iso);
        report_date_format_roc(parsed, text);
        g_assert_cmpstr(text, ==, good[i].written);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        ReportDate parsed = {0, 0, 0};

        g_assert_false(report_date_parse_roc(bad[i], &parsed));
    }
}

static void
labels_have_both_calendars_in_chinese(void)
{
    g_autofree char *chinese = report_date_to_label(date("2015-06-24"), TRUE);
    g_autofree char *english = report_date_to_label(date("2015-06-24"), FALSE);

    g_assert_cmpstr(chinese, ==, "2015-06-24（民國 104/06/24）");
    g_assert_cmpstr(english, ==, "2015-06-24");
}

static void
months_end_where_the_calendar_does(void)
{
    assert_iso(report_date_add_months(date("2015-06-24"), 6), "2015-12-24");
    assert_iso(report_date_add_months(date("2015-08-31"), 6), "2016-02-29");
    assert_iso(report_date_add_months(date("2014-08-31"), 6), "2015-02-28");
    assert_iso(report_date_add_months(date("2015-08-29"), 6), "2016-02-29");
    assert_iso(report_date_add_months(date("2015-12-31"), 6), "2016-06-30");
    assert_iso(report_date_add_months(date("2015-07-01"), 6), "2016-01-01");
    assert_iso(report_date_add_months(date("2015-07-01"), 0), "2015-07-01");
    assert_iso(report_date_add_months(date("2015-07-01"), 30), "2018-01-01");
}

static void
the_day_in_taipei_begins_at_16_utc(void)
{
    gint64 four = (gint64)1435680000 * G_USEC_PER_SEC; /* 2015-06-30T16:00:00Z */

    assert_iso(report_date_in_taipei(four), "2015-07-01");
    assert_iso(report_date_in_taipei(four - 1), "2015-06-30");
    assert_iso(report_date_in_taipei(-1), "1970-01-01");
}

static void
dates_are_in_order(void)
{
    g_assert_cmpint(report_date_compare(date("2015-06-24"), date("2015-06-24")), ==, 0);
    g_assert_cmpint(report_date_compare(date("2014-12-31"), date("2015-01-01")), <, 0);
    g_assert_cmpint(report_date_compare(date("2015-02-01"), date("2015-01-31")), >, 0);
    g_assert_cmpint(report_date_compare(date("2015-01-02"), date("2015-01-01")), >, 0);
    g_assert_false(report_date_is_valid((ReportDate){0, 0, 0}));
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/date/iso-goes-both-ways", iso_goes_both_ways);
    g_test_add_func("/report/date/roc-goes-both-ways", roc_goes_both_ways);
    g_test_add_func("/report/date/labels-have-both-calendars-in-chinese",
                    labels_have_both_calendars_in_chinese);
    g_test_add_func("/report/date/months-end-where-the-calendar-does",
                    months_end_where_the_calendar_does);
    g_test_add_func("/report/date/the-day-in-taipei-begins-at-16-utc",
                    the_day_in_taipei_begins_at_16_utc);
    g_test_add_func("/report/date/dates-are-in-order", dates_are_in_order);
    return g_test_run();
}
