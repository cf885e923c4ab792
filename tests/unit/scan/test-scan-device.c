#include "scan-device.h"

static void
test_identity(void)
{
    g_autoptr(ScanDevice)
        usb = scan_device_new("genesys:libusb:001:004", "Canon", "LiDE 220", "flatbed", "SN1");
    g_autofree char *identity = scan_device_to_identity(usb);
    g_assert_cmpstr(identity, ==, "Canon|LiDE 220|SN1");
    g_autoptr(ScanDevice) bare = scan_device_new("pnm:0", "Noname", "PNM", NULL, NULL);
    g_autofree char *name = scan_device_to_identity(bare);
    g_assert_cmpstr(name, ==, "pnm:0");
    g_assert_cmpstr(bare->type, ==, "");
    /* An identity that could be taken apart in two ways is none. */
    g_autoptr(ScanDevice) odd = scan_device_new("x:1", "A|B", "C", NULL, "D");
    g_autofree char *odd_identity = scan_device_to_identity(odd);
    g_assert_cmpstr(odd_identity, ==, "x:1");
}

static void
test_form(void)
{
    g_assert_true(scan_device_is_identity("Canon|LiDE 220|SN1"));
    static const char *const names[] = {"pnm:0", "", "|", "||", "a|b", "a|b|", "|b|c", "a|b|c|d"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        g_assert_false(scan_device_is_identity(names[i]));
}

static void
test_find(void)
{
    g_autoptr(GPtrArray) devices = g_ptr_array_new_with_free_func((GDestroyNotify)scan_device_free);
    g_ptr_array_add(devices, scan_device_new("a:1", "V", "M", "t", "S1"));
    g_ptr_array_add(devices, scan_device_new("a:2", "V", "M", "t", "S2"));
    g_assert_true(scan_device_find(devices, "V|M|S2") == devices->pdata[1]);
    g_assert_true(scan_device_find(devices, "a:1") == devices->pdata[0]);
    g_assert_null(scan_device_find(devices, "V|M|S3"));
    g_assert_null(scan_device_find(devices, ""));
}

static void
test_driver_text(void)
{
    g_autoptr(ScanDevice) device = scan_device_new("a:1", "V\x01\n", "M\xff", NULL, NULL);
    g_assert_true(g_utf8_validate(device->model, -1, NULL));
    g_assert_cmpstr(device->vendor, ==, "V  ");
    g_autoptr(ScanDevice) copy = scan_device_copy(device);
    g_assert_cmpstr(copy->model, ==, device->model);
}

static void
test_choices(void)
{
    static const struct {
        const char *resolutions;
        guint dpi;
        gboolean taken;
    } cases[] = {
        {"", 600, TRUE},           {"75|150|300", 300, TRUE},      {"75|150|300", 200, FALSE},
        {"75..600", 600, TRUE},    {"75..600 step 1", 601, FALSE}, {"75..600 step 1", 74, FALSE},
        {"300", 300, TRUE},        {"rubbish", 300, FALSE},        {"..", 300, FALSE},
        {"99.5|300.0", 300, TRUE}, {"0.5..1200", 1, TRUE},
    };
    g_autoptr(ScanDevice) bare = scan_device_new("a:1", "V", "M", "t", "S");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ScanDevice)
            device = scan_device_with_choices(bare, cases[i].resolutions, "color|gray");
        g_autoptr(ScanDevice) copy = scan_device_copy(device);
        g_assert_cmpint(scan_device_takes_resolution(copy, cases[i].dpi), ==, cases[i].taken);
        g_assert_true(scan_device_takes_mode(copy, SCAN_MODE_GRAY));
        g_assert_false(scan_device_takes_mode(copy, SCAN_MODE_LINEART));
    }
    g_assert_true(scan_device_takes_mode(bare, SCAN_MODE_LINEART));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scan/device/identity", test_identity);
    g_test_add_func("/scan/device/form", test_form);
    g_test_add_func("/scan/device/find", test_find);
    g_test_add_func("/scan/device/driver-text", test_driver_text);
    g_test_add_func("/scan/device/choices", test_choices);
    return g_test_run();
}
