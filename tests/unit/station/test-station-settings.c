#include "station-settings.h"

static void
test_line(void)
{
    g_autoptr(ScanSettings) settings = scan_settings_new();
    g_autofree char *plain = station_settings_to_line(settings);
    g_assert_cmpstr(plain, ==, "resolution=300 mode=color format=tiff pages=1");
    g_assert_true(scan_area_parse("0,1.5,210,297", &settings->area));
    g_ptr_array_add(settings->options, g_strdup("depth=16"));
    g_ptr_array_add(settings->options, g_strdup("filename=/home/wang/page.pnm"));
    g_autofree char *line = station_settings_to_line(settings);
    g_assert_cmpstr(line, ==,
                    "resolution=300 mode=color format=tiff pages=1 area=0.00,1.50,210.00,297.00 "
                    "depth=16");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/station-settings/line", test_line);
    return g_test_run();
}
