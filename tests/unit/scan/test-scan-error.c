#include "scan-error.h"

static void
test_codes(void)
{
    for (ScanError code = SCAN_ERROR_UNSUPPORTED; code <= SCAN_ERROR_DOCUMENT; code++) {
        ScanError back = SCAN_ERROR_UNSUPPORTED;
        g_assert_true(scan_error_from_code(scan_error_code(code), &back));
        g_assert_cmpint(back, ==, code);
    }
    ScanError code = SCAN_ERROR_BUSY;
    g_assert_false(scan_error_from_code("no such code", &code));
    g_assert_cmpint(code, ==, SCAN_ERROR_BUSY);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scan/error/codes", test_codes);
    return g_test_run();
}
