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
test_remembers_what_can_be_chosen(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(ScanDevice) bare = scan_device_new("a:1", "V", "M", "t", "S");
    g_autoptr(ScanDevice) device = scan_device_with_choices(bare, "75|150|300", "color|gray");
    station_scanner_remember(fixture->folder, device);
    g_autoptr(ScanDevice) found = station_scanner_recall(fixture->folder, "a:1");
    g_assert_cmpstr(found->resolutions, ==, "75|150|300");
    g_assert_cmpstr(found->modes, ==, "color|gray");

    g_autofree char *long_list = g_strnfill(2000, '7');
    g_autoptr(ScanDevice) wordy = scan_device_with_choices(bare, long_list, "color");
    station_scanner_remember(fixture->folder, wordy);
    g_autoptr(ScanDevice) again = station_scanner_recall(fixture->folder, "a:1");
    g_assert_cmpstr(again->resolutions, ==, "");
    g_assert_cmpstr(again->modes, ==, "color");
}

static void
test_rubbish_is_nothing(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture_write(fixture, "scanner.json", "{\"name\":\"pnm:0\"}");
    g_assert_null(station_scanner_recall(fixture->folder, "pnm:0"));
}

/* Stored and read again, as the preferences do. */
static char *
choose(Fixture *fixture, const ScanDevice *device)
{
    StationConfigChange changes[STATION_SCANNER_KEYS];
    g_autoptr(GError) error = NULL;
    station_scanner_choose(device, changes);
    station_config_store_all(fixture->folder, changes, STATION_SCANNER_KEYS, &error);
    g_assert_no_error(error);
    g_autoptr(StationConfig) config = station_config_load(fixture->folder, &error);
    g_assert_no_error(error);
    return g_strdup(config->scanner);
}

static void
test_is_chosen_by_what_stays(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *vendor, *model, *serial, *chosen;
    } cases[] = {
        {"Canon", "LiDE 400", "KJ1", "Canon|LiDE 400|KJ1"},
        {"Canon", "LiDE 400", "", "bus:1"},
        {"Canon", "LiDE|400", "KJ1", "bus:1"},
        {"Canon", "LiDE #400", "KJ1", "bus:1"}, /* a comment, in the file */
        {"Epson", "V39", "X2", "Epson|V39|X2"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ScanDevice)
            device = scan_device_new("bus:1", cases[i].vendor, cases[i].model, "", cases[i].serial);
        g_autofree char *chosen = choose(fixture, device);
        g_assert_cmpstr(chosen, ==, cases[i].chosen);
    }
}

static void
assert_title(Fixture *fixture, const char *scanner, const char *title)
{
    g_autofree char *found = station_scanner_title(fixture->folder, scanner);
    g_assert_cmpstr(found, ==, title);
}

static void
test_title(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(ScanDevice) device = scan_device_new("net:1:x", "Epson", "V39", "", "");
    assert_title(fixture, "Canon|LiDE 400|KJ1", "Canon LiDE 400");
    assert_title(fixture, "net:1:x", "net:1:x");
    station_scanner_remember(fixture->folder, device);
    assert_title(fixture, "net:1:x", "Epson V39");
    assert_title(fixture, "", "");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("/station-scanner/remembers", test_remembers);
    fixture_add("/station-scanner/remembers-choices", test_remembers_what_can_be_chosen);
    fixture_add("/station-scanner/rubbish-is-nothing", test_rubbish_is_nothing);
    fixture_add("/station-scanner/is-chosen-by-what-stays", test_is_chosen_by_what_stays);
    fixture_add("/station-scanner/title", test_title);
    return g_test_run();
}
