#include "helper-usb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest serial number that USB itself allows is 126 characters. */
#define MAX_SERIAL 256

static char *
read_attribute(const char *folder, const char *device, const char *attribute)
{
    g_autofree char *path = g_build_filename(folder, device, attribute, NULL);
    g_autofree char *text = NULL;
    gsize length;
    if (!g_file_get_contents(path, &text, &length, NULL) || length > MAX_SERIAL ||
        !g_utf8_validate(text, (gssize)length, NULL))
        return NULL;
    return g_strdup(g_strstrip(text));
}

static gboolean
attribute_is(const char *folder, const char *device, const char *attribute, long number)
{
    g_autofree char *text = read_attribute(folder, device, attribute);
    return text && *text && strtol(text, NULL, 10) == number;
}

/* "…:libusb:BUS:DEVICE", both decimal. */
static gboolean
parse_address(const char *name, long *ret_bus, long *ret_number)
{
    const char *at = strstr(name, "libusb:");
    char *end;
    if (!at)
        return FALSE;
    long bus = strtol(at + strlen("libusb:"), &end, 10);
    if (*end != ':')
        return FALSE;
    long number = strtol(end + 1, &end, 10);
    if (*end != '\0' || bus <= 0 || number <= 0)
        return FALSE;
    *ret_bus = bus;
    *ret_number = number;
    return TRUE;
}

char *
helper_usb_serial(const char *device_name)
{
    long bus, number;
    if (!parse_address(device_name, &bus, &number))
        return g_strdup("");
    const char *root = g_getenv("SCAN_STATION_SYSFS");
    g_autofree char *folder = g_build_filename(root ? root : "/sys", "bus", "usb", "devices", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *device;
    while (dir && (device = g_dir_read_name(dir))) {
        if (!attribute_is(folder, device, "busnum", bus) ||
            !attribute_is(folder, device, "devnum", number))
            continue;
        char *serial = read_attribute(folder, device, "serial");
        return serial ? serial : g_strdup("");
    }
    return g_strdup("");
}
