#include "helper-device.h"

#include "helper-cage.h"
#include "helper-error.h"
#include "helper-link.h"
#include "helper-usb.h"

#include <string.h>

#define MAX_DEVICES 1000

gboolean
helper_device_init(GError **error)
{
    SANE_Int version;
    SANE_Status status = sane_init(&version, NULL);
    if (status != SANE_STATUS_GOOD)
        helper_error_set_status(error, status, "starting SANE");
    else if (SANE_VERSION_MAJOR(version) != SANE_CURRENT_MAJOR)
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_UNSUPPORTED, "SANE of version %d is not known",
                    SANE_VERSION_MAJOR(version));
    else
        return TRUE;
    return FALSE;
}

void
helper_device_exit(void)
{
    sane_exit();
}

GPtrArray *
helper_device_list(gboolean local_only, GError **error)
{
    const SANE_Device **list = NULL;
    helper_link_send_phase(SCAN_WIRE_PHASE_FIND, 0);
    SANE_Status status = sane_get_devices(&list, local_only ? SANE_TRUE : SANE_FALSE);
    if (status != SANE_STATUS_GOOD) {
        helper_error_set_status(error, status, "looking for devices");
        return NULL;
    }
    GPtrArray *devices = g_ptr_array_new_with_free_func((GDestroyNotify)scan_device_free);
    for (guint i = 0; list && list[i] && i < MAX_DEVICES; i++) {
        if (!list[i]->name)
            continue;
        g_autofree char *serial = helper_usb_serial(list[i]->name);
        g_ptr_array_add(devices, scan_device_new(list[i]->name, list[i]->vendor, list[i]->model,
                                                 list[i]->type, serial));
    }
    return devices;
}

static ScanDevice *
find_listed(const char *device, gboolean local_only, GError **error)
{
    g_autoptr(GPtrArray) devices = helper_device_list(local_only, error);
    const ScanDevice *found = devices ? scan_device_find(devices, device) : NULL;
    return found ? scan_device_copy(found) : NULL;
}

static gboolean
is_known(const ScanWireRequest *request)
{
    const ScanDevice *known = request->known;
    if (!known)
        return FALSE;
    if (strcmp(known->name, request->device) == 0)
        return TRUE;
    /* The same bus address may be another device today: its serial number tells. */
    g_autofree char *identity = scan_device_to_identity(known);
    g_autofree char *serial = helper_usb_serial(known->name);
    return *serial && strcmp(serial, known->serial) == 0 && strcmp(identity, request->device) == 0;
}

static ScanDevice *
find(const ScanWireRequest *request, GError **error)
{
    if (is_known(request))
        return scan_device_copy(request->known);
    g_autoptr(GError) cause = NULL;
    /* The network is asked only for what is not found without it: that may take seconds. */
    ScanDevice *found = find_listed(request->device, TRUE, &cause);
    if (found)
        return found;
    if (!scan_device_is_identity(request->device))
        return scan_device_new(request->device, NULL, NULL, NULL, NULL);
    g_clear_error(&cause);
    found = find_listed(request->device, FALSE, &cause);
    if (!found && cause)
        g_propagate_error(error, g_steal_pointer(&cause));
    else if (!found)
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_ABSENT, "there is no device %s", request->device);
    return found;
}

gboolean
helper_device_open(HelperDevice *device, const ScanWireRequest *request, GError **error)
{
    ScanDevice *info = find(request, error);
    if (!info)
        return FALSE;
    SANE_Handle handle = NULL;
    helper_cage_narrow(info->name);
    helper_link_send_phase(SCAN_WIRE_PHASE_OPEN, 0);
    SANE_Status status = sane_open(info->name, &handle);
    if (status == SANE_STATUS_GOOD) {
        device->handle = handle;
        device->info = info;
        return TRUE;
    }
    if (status == SANE_STATUS_INVAL) /* SANE's word for a name that it does not know */
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_ABSENT, "there is no device %s", info->name);
    else
        helper_error_set_status(error, status, "opening the device");
    scan_device_free(info);
    return FALSE;
}

void
helper_device_close(HelperDevice *device)
{
    if (device->handle)
        sane_close(device->handle);
    device->handle = NULL;
    g_clear_pointer(&device->info, scan_device_free);
}
