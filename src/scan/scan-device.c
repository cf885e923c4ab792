#include "scan-device.h"

#include <string.h>

static char *
presentable(const char *text)
{
    char *valid = g_utf8_make_valid(text ? text : "", -1);
    for (char *c = valid; *c; c++)
        if (g_ascii_iscntrl(*c))
            *c = ' ';
    return valid;
}

ScanDevice *
scan_device_new(const char *name, const char *vendor, const char *model, const char *type,
                const char *serial)
{
    ScanDevice *device = g_new0(ScanDevice, 1);
    device->name = g_strdup(name ? name : "");
    device->vendor = presentable(vendor);
    device->model = presentable(model);
    device->type = presentable(type);
    device->serial = presentable(serial);
    device->resolutions = g_strdup("");
    device->modes = g_strdup("");
    return device;
}

ScanDevice *
scan_device_with_choices(const ScanDevice *device, const char *resolutions, const char *modes)
{
    ScanDevice *copy = scan_device_new(device->name, device->vendor, device->model, device->type,
                                       device->serial);
    g_free(copy->resolutions);
    g_free(copy->modes);
    copy->resolutions = presentable(resolutions);
    copy->modes = presentable(modes);
    return copy;
}

ScanDevice *
scan_device_copy(const ScanDevice *device)
{
    return scan_device_with_choices(device, device->resolutions, device->modes);
}

void
scan_device_free(ScanDevice *device)
{
    if (!device)
        return;
    g_free(device->name);
    g_free(device->vendor);
    g_free(device->model);
    g_free(device->type);
    g_free(device->serial);
    g_free(device->resolutions);
    g_free(device->modes);
    g_free(device);
}

gboolean
scan_device_takes_resolution(const ScanDevice *device, guint dpi)
{
    const char *range = strstr(device->resolutions, "..");
    if (range != NULL)
        return g_ascii_strtod(device->resolutions, NULL) <= dpi &&
               dpi <= g_ascii_strtod(range + strlen(".."), NULL);
    g_auto(GStrv) list = g_strsplit(device->resolutions, "|", -1);
    for (guint i = 0; list[i] != NULL; i++)
        if (g_ascii_strtod(list[i], NULL) == dpi)
            return TRUE;
    return list[0] == NULL;
}

gboolean
scan_device_takes_mode(const ScanDevice *device, ScanMode mode)
{
    g_auto(GStrv) list = g_strsplit(device->modes, "|", -1);
    return list[0] == NULL || g_strv_contains((const char *const *)list, scan_mode_code(mode));
}

static gboolean
is_identity_part(const char *text)
{
    return *text && !strchr(text, '|');
}

char *
scan_device_to_identity(const ScanDevice *device)
{
    if (is_identity_part(device->vendor) && is_identity_part(device->model) &&
        is_identity_part(device->serial))
        return g_strjoin("|", device->vendor, device->model, device->serial, NULL);
    return g_strdup(device->name);
}

gboolean
scan_device_is_identity(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "|", 4);
    return g_strv_length(parts) == 3 && *parts[0] && *parts[1] && *parts[2];
}

const ScanDevice *
scan_device_find(GPtrArray *devices, const char *identity)
{
    for (guint i = 0; i < devices->len; i++) {
        const ScanDevice *device = devices->pdata[i];
        g_autofree char *own = scan_device_to_identity(device);
        if (strcmp(own, identity) == 0 || strcmp(device->name, identity) == 0)
            return device;
    }
    return NULL;
}
