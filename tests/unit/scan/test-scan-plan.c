#include "scan-plan.h"

#include "scan-error.h"

#define SUM "aaaaaaaaaaaaaaaa"

static ScanPlan *
plan_new(guint n_parts, guint n_pages)
{
    ScanPlan *plan = scan_plan_new(SCAN_FORMAT_TIFF, 1, NULL);
    for (guint i = 0; i < n_parts; i++)
        g_assert_cmpuint(scan_plan_add_part(plan, 1, SUM), ==, i);
    for (guint i = 0; i < n_pages; i++)
        scan_plan_add_page(plan, &(ScanPlanPage){.part = i % n_parts});
    return plan;
}

static void
assert_check(const ScanPlan *plan, gboolean good)
{
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(scan_plan_check(plan, &error), ==, good);
    if (!good)
        g_assert_error(error, SCAN_ERROR, SCAN_ERROR_BAD_VALUE);
}

static void
assert_counts(guint n_parts, guint n_pages, gboolean good)
{
    g_autoptr(ScanPlan) plan = plan_new(n_parts, n_pages);
    assert_check(plan, good);
}

static void
test_counts(void)
{
    assert_counts(1, 0, FALSE);
    assert_counts(1, 1, TRUE);
    assert_counts(1, SCAN_PLAN_MAX_PAGES, TRUE);
    assert_counts(SCAN_PLAN_MAX_PAGES, SCAN_PLAN_MAX_PAGES, TRUE);
    assert_counts(1, SCAN_PLAN_MAX_PAGES + 1, FALSE);
    assert_counts(2, 1, FALSE);
}

static void
test_pages(void)
{
    static const ScanPlanPage bad[] = {
        {.part = 1}, {.rotation = 1}, {.rotation = 89}, {.rotation = 360}};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(ScanPlan) plan = plan_new(1, 1);
        scan_plan_add_page(plan, &bad[i]);
        assert_check(plan, FALSE);
    }
}

static void
test_settings_are_one_line(void)
{
    g_autofree char *text = g_strnfill(3 * SCAN_PLAN_MAX_SETTINGS, 'x');
    g_autoptr(ScanPlan) plan = scan_plan_new(SCAN_FORMAT_PDF, 7, "a=\n\xff b=\x7f");
    g_autoptr(ScanPlan) longer = scan_plan_new(SCAN_FORMAT_PDF, 7, text);
    g_autoptr(ScanPlan) copy = scan_plan_copy(plan);
    g_assert_cmpstr(plan->settings, ==, "a= \357\277\275 b= ");
    g_assert_cmpstr(copy->settings, ==, plan->settings);
    g_assert_cmpuint(g_utf8_strlen(longer->settings, -1), ==, SCAN_PLAN_MAX_SETTINGS);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scan-plan/counts", test_counts);
    g_test_add_func("/scan-plan/pages", test_pages);
    g_test_add_func("/scan-plan/settings", test_settings_are_one_line);
    return g_test_run();
}
