#include "report-rule.h"

#include "base-clock.h"

static void
assert_term(const char *certified_on, const char *reported_at, ReportTerm wanted,
            const char *last_day)
{
    ReportDate certified = {0, 0, 0}, last = {1, 1, 1};
    char text[REPORT_DATE_TEXT_SIZE];
    gint64 reported = 0;

    g_assert_true(report_date_parse(certified_on, &certified));
    g_assert_true(base_time_parse(reported_at, &reported, NULL));
    g_assert_cmpint(report_rule_six_months(certified, reported, &last), ==, wanted);
    g_assert_cmpint(report_rule_six_months(certified, reported, NULL), ==, wanted);
    report_date_format(last, text);
    g_assert_cmpstr(text, ==, last_day);
}

static void
the_slide_s_examples(void)
{
    assert_term("2015-06-24", "2015-12-24T08:00:00+08:00", REPORT_TERM_WITHIN, "2015-12-24");
    assert_term("2015-06-24", "2015-12-25T08:00:00+08:00", REPORT_TERM_OVER, "2015-12-24");
    assert_term("2015-08-31", "2016-02-29T08:00:00+08:00", REPORT_TERM_WITHIN, "2016-02-29");
    assert_term("2015-08-31", "2016-03-01T08:00:00+08:00", REPORT_TERM_OVER, "2016-02-29");
}

static void
the_last_day_ends_at_midnight_in_taipei(void)
{
    assert_term("2015-06-24", "2015-12-24T15:59:59Z", REPORT_TERM_WITHIN, "2015-12-24");
    assert_term("2015-06-24", "2015-12-24T16:00:00Z", REPORT_TERM_OVER, "2015-12-24");
}

static void
before_february_2014_there_is_no_limit(void)
{
    assert_term("2014-01-31", "2020-01-01T00:00:00Z", REPORT_TERM_NONE, "0000-00-00");
    assert_term("2014-02-01", "2014-08-01T00:00:00Z", REPORT_TERM_WITHIN, "2014-08-01");
    assert_term("2014-02-01", "2014-08-02T00:00:00Z", REPORT_TERM_OVER, "2014-08-01");
}

static void
a_date_to_come_is_a_mistake(void)
{
    assert_term("2015-06-24", "2015-06-23T15:59:59Z", REPORT_TERM_FUTURE, "2015-12-24");
    assert_term("2015-06-24", "2015-06-23T16:00:00Z", REPORT_TERM_WITHIN, "2015-12-24");
    assert_term("2013-06-24", "2013-06-01T00:00:00Z", REPORT_TERM_FUTURE, "0000-00-00");
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/rule/the-slide-s-examples", the_slide_s_examples);
    g_test_add_func("/report/rule/the-last-day-ends-at-midnight-in-taipei",
                    the_last_day_ends_at_midnight_in_taipei);
    g_test_add_func("/report/rule/before-february-2014-there-is-no-limit",
                    before_february_2014_there_is_no_limit);
    g_test_add_func("/report/rule/a-date-to-come-is-a-mistake", a_date_to_come_is_a_mistake);
    return g_test_run();
}
