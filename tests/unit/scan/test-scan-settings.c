#include "scan-settings.h"

static void
test_codes(void)
{
    for (ScanMode mode = SCAN_MODE_COLOR; mode <= SCAN_MODE_LINEART; mode++) {
        ScanMode back = SCAN_MODE_COLOR;
        g_assert_true(scan_mode_from_code(scan_mode_code(mode), &back));
        g_assert_cmpint(back, ==, mode);
    }
    for (ScanFormat format = SCAN_FORMAT_TIFF; format <= SCAN_FORMAT_PDF; format++) {
        ScanFormat back = SCAN_FORMAT_TIFF;
        g_assert_true(scan_format_from_code(scan_format_code(format), &back));
        g_assert_cmpint(back, ==, format);
    }
    ScanMode mode = SCAN_MODE_GRAY;
    g_assert_false(scan_mode_from_code("Color", &mode));
    g_assert_cmpint(mode, ==, SCAN_MODE_GRAY);
    ScanFormat format = SCAN_FORMAT_PDF;
    g_assert_false(scan_format_from_code("", &format));
    g_assert_cmpint(format, ==, SCAN_FORMAT_PDF);
}

static void
test_area(void)
{
    ScanArea area = {0};
    g_assert_true(scan_area_parse("0,1.5,210,297", &area));
    g_assert_cmpfloat(area.y, ==, 1.5);
    g_assert_cmpfloat(area.width, ==, 210);
    g_assert_cmpfloat(area.height, ==, 297);
    static const char *const bad[] = {
        "",        "1,2,3",    "1,2,3,4,5",  "1,2,3,4 ",  " 1,2,3,4",  "-1,2,3,4",
        "1,2,0,4", "1,2,3,-4", "1;2;3;4",    "a,b,c,d",   "1,2,3,inf", "nan,2,3,4",
        "1,2,3,",  "1,,3,4",   "1,2,3,5001", "1e9,2,3,4",
    };
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_assert_false(scan_area_parse(bad[i], &area));
        g_assert_cmpfloat(area.width, ==, 210); /* untouched */
    }
}

static void
test_copy(void)
{
    g_autoptr(ScanSettings) settings = scan_settings_new();
    g_assert_cmpuint(settings->resolution, ==, 300);
    g_assert_cmpuint(settings->pages, ==, 1);
    g_ptr_array_add(settings->options, g_strdup("a=b"));
    g_autoptr(ScanSettings) copy = scan_settings_copy(settings);
    g_ptr_array_add(settings->options, g_strdup("c=d"));
    g_assert_cmpuint(copy->options->len, ==, 1);
    g_assert_cmpstr(copy->options->pdata[0], ==, "a=b");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scan/settings/codes", test_codes);
    g_test_add_func("/scan/settings/area", test_area);
    g_test_add_func("/scan/settings/copy", test_copy);
    return g_test_run();
}
