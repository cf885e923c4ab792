#include "station-config.h"
#include "station-error.h"
#include "station-fixture.h"

#include <string.h>

#define FULL                                                                                       \
    "# a counter\n"                                                                                \
    "[station]\n"                                                                                  \
    "name=8F-1\n"                                                                                  \
    "server=https://cca.example.edu.tw\n"                                                          \
    "ca-file=/etc/ca.pem\n"                                                                        \
    "[scanner]\n"                                                                                  \
    "device=pnm:0              # or vendor, model and serial: the bus address may change\n"        \
    "resolution=600\n"                                                                             \
    "mode=gray\n"                                                                                  \
    "format=pdf\n"                                                                                 \
    "option.filename=/path/page#1.pnm\n"                                                           \
    "[student-display]\n"                                                                          \
    "monitor=HDMI-1\n"

static StationConfig *
load(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    StationConfig *config = station_config_load(fixture->folder, &error);
    g_assert_no_error(error);
    return config;
}

static void
test_absent(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationConfig) config = load(fixture);
    g_assert_cmpstr(config->name, ==, g_get_host_name());
    g_assert_cmpstr(config->server, ==, "");
    g_assert_cmpstr(config->scanner, ==, "");
    g_assert_cmpstr(config->monitor, ==, "");
    g_assert_cmpuint(config->settings->resolution, ==, 300);
    g_assert_cmpuint(config->settings->options->len, ==, 0);
}

static void
test_full(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture_write(fixture, "station.conf", FULL);
    g_autoptr(StationConfig) config = load(fixture);
    g_assert_cmpstr(config->name, ==, "8F-1");
    g_assert_cmpstr(config->server, ==, "https://cca.example.edu.tw");
    g_assert_cmpstr(config->ca_file, ==, "/etc/ca.pem");
    g_assert_cmpstr(config->scanner, ==, "pnm:0");
    g_assert_cmpuint(config->settings->resolution, ==, 600);
    g_assert_cmpint(config->settings->mode, ==, SCAN_MODE_GRAY);
    g_assert_cmpint(config->settings->format, ==, SCAN_FORMAT_PDF);
    g_assert_cmpuint(config->settings->options->len, ==, 1);
    g_assert_cmpstr(g_ptr_array_index(config->settings->options, 0), ==,
                    "filename=/path/page#1.pnm");
    g_assert_cmpstr(config->monitor, ==, "HDMI-1");
}

static void
test_identity(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture_write(fixture, "station.conf", "[scanner]\nvendor=Canon\nmodel=LiDE 400\nserial=KJ1\n");
    g_autoptr(StationConfig) config = load(fixture);
    g_assert_cmpstr(config->scanner, ==, "Canon|LiDE 400|KJ1");
}

/* Each fault with the group and key that the message must name. */
static const struct {
    const char *text;
    const char *group;
    const char *key;
} faults[] = {
    {"[stations]\nname=x\n", "[stations]", ""},
    {"[station]\nnmae=8F-1\n", "[station]", "nmae"},
    {"[station]\nname=\n", "[station]", "name"},
    {"[station]\nname=a\nserver=https://x\nname=b\n", "[station]", "name"},
    {"[station]\nname=a\n[scanner]\nmode=gray\n[station]\nname=b\n", "[station]", "name"},
    {"[station]\nname[zh_TW]=x\n", "[station]", "name[zh_TW]"},
    {"[station]\nserver=ftp://x\n", "[station]", "server"},
    {"[station]\nca-file=ca.pem\n", "[station]", "ca-file"},
    {"[scanner]\nresolution=300dpi\n", "[scanner]", "resolution"},
    {"[scanner]\nresolution=0\n", "[scanner]", "resolution"},
    {"[scanner]\nresolution=-1\n", "[scanner]", "resolution"},
    {"[scanner]\nresolution=99999999999999999999\n", "[scanner]", "resolution"},
    {"[scanner]\nmode=colour\n", "[scanner]", "mode"},
    {"[scanner]\nformat=jpeg\n", "[scanner]", "format"},
    {"[scanner]\noption.=1\n", "[scanner]", "option."},
    {"[scanner]\noption.A b=1\n", "[scanner]", "option.A b"},
    {"[scanner]\ndevice=pnm:0\nvendor=V\nmodel=M\nserial=S\n", "[scanner]", "device"},
    {"[scanner]\nvendor=V\nserial=S\n", "[scanner]", "model"},
    {"[scanner]\nvendor=V|W\nmodel=M\nserial=S\n", "[scanner]", "vendor"},
    {"[student-display]\nmonitor=\n", "[student-display]", "monitor"},
    {"name=8F-1\n", "", ""},
    {"[station\nname=x\n", "", ""},
    {"[station]\nname=\xff\n", "", ""},
};

static void
test_faults(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *path = fixture_path(fixture, "station.conf");
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autoptr(GError) error = NULL;
        fixture_write(fixture, "station.conf", faults[i].text);
        g_test_message("fault %" G_GSIZE_FORMAT, i);
        g_assert_null(station_config_load(fixture->folder, &error));
        g_assert_error(error, STATION_ERROR, STATION_ERROR_CONFIG);
        g_assert_nonnull(strstr(error->message, path));
        g_assert_nonnull(strstr(error->message, faults[i].group));
        g_assert_nonnull(strstr(error->message, faults[i].key));
    }
}

static void
test_too_large(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strnfill(STATION_CONFIG_MAX_FILE + 1, '\n');
    fixture_write(fixture, "station.conf", text);
    g_assert_null(station_config_load(fixture->folder, &error));
    g_assert_error(error, STATION_ERROR, STATION_ERROR_CONFIG);
}

static void
test_system_wins(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture_write(fixture, "station.conf", FULL);
    fixture_write(fixture, "system.conf",
                  "[station]\nserver=https://set.example\n"
                  "[scanner]\nvendor=Canon\nmodel=LiDE\nserial=1\noption.depth=16\n");
    g_autoptr(StationConfig) config = load(fixture);
    g_assert_cmpstr(config->server, ==, "https://set.example");
    g_assert_cmpstr(config->name, ==, "8F-1");
    g_assert_cmpstr(config->scanner, ==, "Canon|LiDE|1");
    g_assert_cmpuint(config->settings->options->len, ==, 2);
    g_assert_true(station_config_is_locked(config, "station", "server"));
    g_assert_false(station_config_is_locked(config, "station", "name"));
    g_assert_true(station_config_is_locked(config, "scanner", "device"));
    g_assert_true(station_config_is_locked(config, "scanner", "option.depth"));
}

static void
test_system_fault(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    fixture_write(fixture, "system.conf", "[station]\nnmae=x\n");
    g_assert_null(station_config_load(fixture->folder, &error));
    g_assert_error(error, STATION_ERROR, STATION_ERROR_CONFIG);
    g_assert_nonnull(strstr(error->message, "system.conf"));
}

static void
test_store(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    fixture_write(fixture, "station.conf", FULL);
    g_assert_true(station_config_store(fixture->folder, "station", "name", "8F-2", &error));
    g_assert_no_error(error);
    g_assert_true(station_config_store(fixture->folder, "scanner", "format", NULL, &error));
    g_assert_no_error(error);
    g_autoptr(StationConfig) config = load(fixture);
    g_assert_cmpstr(config->name, ==, "8F-2");
    g_assert_cmpint(config->settings->format, ==, SCAN_FORMAT_TIFF);
    g_autofree char *text = fixture_read(fixture, "station.conf");
    g_assert_nonnull(strstr(text, "# a counter"));
}

static void
test_store_refused(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *key;
        const char *value;
    } refused[] = {
        {"server", "https://other"}, {"name", ""},       {"nmae", "x"},
        {"name", "a # b"},           {"name", "a\nb=c"}, {"name", " a"},
    };
    fixture_write(fixture, "system.conf", "[station]\nserver=https://set.example\n");
    fixture_write(fixture, "station.conf", FULL);
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(station_config_store(fixture->folder, "station", refused[i].key,
                                            refused[i].value, &error));
        g_assert_error(error, STATION_ERROR, STATION_ERROR_CONFIG);
        g_autofree char *text = fixture_read(fixture, "station.conf");
        g_assert_cmpstr(text, ==, FULL);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("/station-config/absent", test_absent);
    fixture_add("/station-config/full", test_full);
    fixture_add("/station-config/identity", test_identity);
    fixture_add("/station-config/faults", test_faults);
    fixture_add("/station-config/too-large", test_too_large);
    fixture_add("/station-config/system-wins", test_system_wins);
    fixture_add("/station-config/system-fault", test_system_fault);
    fixture_add("/station-config/store", test_store);
    fixture_add("/station-config/store-refused", test_store_refused);
    return g_test_run();
}
