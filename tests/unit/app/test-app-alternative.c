#include "app-alternative.h"

static void
assert_text(StationPage *page, guint position, guint n, const char *wanted)
{
    g_autofree char *text = app_alternative_text(page, position, n);
    g_assert_cmpstr(text, ==, wanted);
}

static void
test_page(void)
{
    g_autoptr(StationPage) page = station_page_new("a-part", 0, 2480, 0, 1240, 0);
    PageFindings findings = {0};
    PageFinding *skew = &findings.findings[PAGE_FINDING_SKEW];
    assert_text(NULL, 0, 0, "Empty glass");
    assert_text(page, 0, 1, "Page being scanned");
    skew->passed = TRUE;
    station_page_set_findings(page, &findings);
    station_page_finish(page, 2480, 3508, 300);
    assert_text(page, 0, 1, "Page 1 of 1, 2480 × 3508 pixels"); /* no ground to judge by */
    *skew = (PageFinding){TRUE, TRUE, 0.7, 1};
    station_page_set_findings(page, &findings);
    assert_text(page, 1, 3, "Page 2 of 3, 2480 × 3508 pixels, Straight (0.7°)");
    *skew = (PageFinding){FALSE, TRUE, 2.5, 1};
    station_page_set_findings(page, &findings);
    station_page_set_rotation(page, 90);
    station_page_set_crop(page, &(StationCrop){10, 20, 1000, 2000});
    assert_text(page, 0, 1,
                "Page 1 of 1, 2480 × 3508 pixels, Crooked (2.5°), turned by 90°, "
                "cut to 1000 × 2000");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/app-alternative/page", test_page);
    return g_test_run();
}
