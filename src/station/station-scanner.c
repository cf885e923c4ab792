#include "station-scanner.h"

#include "base-file.h"
#include "base-json.h"

#include <string.h>

#define MAX_FILE (16 * 1024)
#define MAX_TEXT 512

static char *
path_of(const char *profile)
{
    return g_build_filename(profile, "scanner.json", NULL);
}

static ScanDevice *
read_device(const char *profile)
{
    const char *name = NULL, *vendor = NULL, *model = NULL, *type = NULL, *serial = NULL;
    const char *resolutions = NULL, *modes = NULL;
    g_autofree char *path = path_of(profile);
    g_autofree char *text = NULL;
    gsize size = 0;
    g_autoptr(json_t) json = NULL;
    if (!base_file_read(path, MAX_FILE, &text, &size, NULL) ||
        !base_json_parse(text, size, MAX_FILE, &json, NULL))
        return NULL;
    BaseJsonReader reader;
    base_json_reader_init(&reader, json, "scanner");
    base_json_read_string(&reader, "name", 1, MAX_TEXT, &name);
    base_json_read_string(&reader, "vendor", 0, MAX_TEXT, &vendor);
    base_json_read_string(&reader, "model", 0, MAX_TEXT, &model);
    base_json_read_string(&reader, "type", 0, MAX_TEXT, &type);
    base_json_read_string(&reader, "serial", 0, MAX_TEXT, &serial);
    base_json_read_string(&reader, "resolutions", 0, MAX_TEXT, &resolutions);
    base_json_read_string(&reader, "modes", 0, MAX_TEXT, &modes);
    if (!base_json_reader_end(&reader, NULL))
        return NULL;
    g_autoptr(ScanDevice) device = scan_device_new(name, vendor, model, type, serial);
    return scan_device_with_choices(device, resolutions, modes);
}

ScanDevice *
station_scanner_recall(const char *profile, const char *scanner)
{
    g_autoptr(ScanDevice) device = read_device(profile);
    if (device == NULL)
        return NULL;
    g_autofree char *identity = scan_device_to_identity(device);
    if (strcmp(scanner, device->name) != 0 && strcmp(scanner, identity) != 0)
        return NULL;
    return g_steal_pointer(&device);
}

void
station_scanner_remember(const char *profile, const ScanDevice *device)
{
    g_autofree char *path = path_of(profile);
    g_autofree char *present = NULL;
    g_autoptr(json_t) json = json_object();
    json_object_set_new(json, "name", json_string(device->name));
    json_object_set_new(json, "vendor", json_string(device->vendor));
    json_object_set_new(json, "model", json_string(device->model));
    json_object_set_new(json, "type", json_string(device->type));
    json_object_set_new(json, "serial", json_string(device->serial));
    /* A list that is too long to be read again is as good as none. */
    json_object_set_new(
        json, "resolutions",
        json_string(strlen(device->resolutions) <= MAX_TEXT ? device->resolutions : ""));
    json_object_set_new(json, "modes", json_string(device->modes));
    g_autofree char *text = base_json_to_string(json);
    if (base_file_read(path, MAX_FILE, &present, NULL, NULL) && strcmp(present, text) == 0)
        return;
    base_file_write(path, text, strlen(text), 0600, NULL);
}

char *
station_scanner_title_of(const ScanDevice *device)
{
    if (*device->model == '\0')
        return g_strdup(device->name);
    return *device->vendor == '\0' ? g_strdup(device->model)
                                   : g_strdup_printf("%s %s", device->vendor, device->model);
}

char *
station_scanner_title(const char *profile, const char *scanner)
{
    g_autoptr(ScanDevice) device = NULL;
    if (!scan_device_is_identity(scanner)) {
        device = station_scanner_recall(profile, scanner);
        return device != NULL ? station_scanner_title_of(device) : g_strdup(scanner);
    }
    g_auto(GStrv) parts = g_strsplit(scanner, "|", 2 + 1);
    return g_strdup_printf("%s %s", parts[0], parts[1]);
}

void
station_scanner_choose(const ScanDevice *device,
                       StationConfigChange ret_changes[STATION_SCANNER_KEYS])
{
    g_autofree char *identity = scan_device_to_identity(device);
    gboolean known = strcmp(identity, device->name) != 0 &&
                     station_config_accepts("scanner", "vendor", device->vendor, NULL) &&
                     station_config_accepts("scanner", "model", device->model, NULL) &&
                     station_config_accepts("scanner", "serial", device->serial, NULL);
    const StationConfigChange changes[STATION_SCANNER_KEYS] = {
        {"scanner", "device", known ? NULL : device->name},
        {"scanner", "vendor", known ? device->vendor : NULL},
        {"scanner", "model", known ? device->model : NULL},
        {"scanner", "serial", known ? device->serial : NULL},
    };
    memcpy(ret_changes, changes, sizeof changes);
}
