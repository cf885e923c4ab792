#include "report.h"

static Report *
waiting(const char *id, guint study_year, gint64 reported_at)
{
    Report *report = report_new();

    g_free(report->id);
    report->id = g_strdup(id);
    report->study_year = study_year;
    report->reported_at = reported_at;
    return report;
}

static void
a_new_one_is_empty(void)
{
    g_autoptr(Report) report = report_new();
    Report *same = report_ref(report);

    g_assert_true(same == report);
    g_assert_cmpstr(report->student_name, ==, "");
    g_assert_cmpstr(report->set.family, ==, "");
    g_assert_cmpuint(report->set.needs, ==, 1);
    g_assert_null(report->claimed_by);
    report_unref(same);
    report_unref(NULL);
}

static void
the_fourth_year_goes_first_then_the_longest_waiting(void)
{
    g_autoptr(Report) young_early = waiting("a", 2, 1);
    g_autoptr(Report) young_late = waiting("b", 3, 9);
    g_autoptr(Report) fourth = waiting("c", 4, 5);
    g_autoptr(Report) fifth = waiting("d", 5, 4);
    g_autoptr(Report) same_time = waiting("e", 4, 5);

    g_assert_false(report_is_priority(young_late));
    g_assert_true(report_is_priority(fourth) && report_is_priority(fifth));
    g_assert_cmpint(report_compare_queue(fourth, young_early), <, 0);
    g_assert_cmpint(report_compare_queue(young_early, fourth), >, 0);
    g_assert_cmpint(report_compare_queue(young_early, young_late), <, 0);
    g_assert_cmpint(report_compare_queue(fifth, fourth), <, 0);
    g_assert_cmpint(report_compare_queue(fourth, same_time), <, 0);
    g_assert_cmpint(report_compare_queue(fourth, fourth), ==, 0);
}

static void
regions_go_both_ways(void)
{
    ReportRegion region = REPORT_REGION_DOMESTIC;

    g_assert_true(report_region_from_code("international", &region));
    g_assert_cmpint(region, ==, REPORT_REGION_INTERNATIONAL);
    g_assert_cmpstr(report_region_code(region), ==, "international");
    g_assert_true(report_region_from_code("domestic", &region));
    g_assert_false(report_region_from_code("mars", &region));
    g_assert_cmpstr(report_region_code(region), ==, "domestic");
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/value/a-new-one-is-empty", a_new_one_is_empty);
    g_test_add_func("/report/value/the-fourth-year-goes-first-then-the-longest-waiting",
                    the_fourth_year_goes_first_then_the_longest_waiting);
    g_test_add_func("/report/value/regions-go-both-ways", regions_go_both_ways);
    return g_test_run();
}
