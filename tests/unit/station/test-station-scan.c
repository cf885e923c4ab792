#include "station-scan.h"

#define A4_300_COLOR ((guint64)2481 * 3508 * 3)

static void
test_estimate(void)
{
    g_autoptr(ScanSettings) settings = scan_settings_new();
    guint64 whole = station_scan_estimate(settings);
    g_assert_cmpuint(whole, >, A4_300_COLOR);
    g_assert_cmpuint(whole, <, A4_300_COLOR + A4_300_COLOR / 10);
    settings->mode = SCAN_MODE_LINEART;
    g_assert_cmpuint(station_scan_estimate(settings), <, whole / 10);
    settings->mode = SCAN_MODE_COLOR;
    settings->pages = 10;
    g_assert_cmpuint(station_scan_estimate(settings), >, 9 * whole);
    settings->pages = 1;
    g_ptr_array_add(settings->options, g_strdup("depth=16"));
    g_assert_cmpuint(station_scan_estimate(settings), >, 2 * A4_300_COLOR);
    g_assert_true(scan_area_parse("0,0,21,29.7", &settings->area));
    g_assert_cmpuint(station_scan_estimate(settings), <, whole / 10);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/station-scan/estimate", test_estimate);
    return g_test_run();
}
