#include "station-fixture.h"
#include "station-scanner.h"

static void
test_remembers(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(ScanDevice) device = scan_device_new("genesys:libusb:001:004", "Canon", "LiDE 400",
                                                   "flatbed scanner", "KJ1");
    g_assert_null(station_scanner_recall(fixture->folder, device->name));
    station_scanner_remember(fixture->folder, device);
    g_autoptr(ScanDevice) by_name = station_scanner_recall(fixture->folder, device->name);
    g_autoptr(ScanDevice)
        by_identity = station_scanner_recall(fixture->folder, "Canon|LiDE 400|KJ1");
    g_assert_cmpstr(by_name->model, ==, "LiDE 400");
    g_assert_cmpstr(by_identity->name, ==, "genesys:libusb:001:004");
    g_assert_null(station_scanner_recall(fixture->folder, "pnm:0"));
}

static void
test_rubbish_is_nothing(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture_write(fixture, "scanner.json", "{\"name\":\"pnm:0\"}");
    g_assert_null(station_scanner_recall(fixture->folder, "pnm:0"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("/station-scanner/remembers", test_remembers);
    fixture_add("/station-scanner/rubbish-is-nothing", test_rubbish_is_nothing);
    return g_test_run();
}
