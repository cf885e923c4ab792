/* scan-helper: the only program that calls SANE and that writes pages. One request a process; see
 * scan-wire.h. */
#include "helper-assembly.h"
#include "helper-cage.h"
#include "helper-device.h"
#include "helper-link.h"
#include "helper-option.h"
#include "helper-scan.h"
#include "helper-view.h"

#include <unistd.h>

static void
send_failed(const GError *error)
{
    g_autoptr(ScanWireEvent) event = scan_wire_event_new(SCAN_WIRE_FAILED);
    event->error = error->domain == SCAN_ERROR ? (ScanError)error->code : SCAN_ERROR_HELPER;
    event->message = g_strdup(error->message);
    helper_link_send(event);
}

static gboolean
send_list(GError **error)
{
    g_autoptr(GPtrArray) devices = helper_device_list(FALSE, error);
    for (guint i = 0; devices && i < devices->len; i++) {
        ScanWireEvent event = {.kind = SCAN_WIRE_DEVICE, .device = devices->pdata[i]};
        helper_link_send(&event);
    }
    return devices != NULL;
}

static void
send_options(const HelperDevice *device)
{
    SANE_Int count = helper_option_count(device->handle);
    for (SANE_Int i = 1; i < count; i++) {
        g_autoptr(ScanOption) option = helper_option_to_value(device->handle, i);
        ScanWireEvent event = {.kind = SCAN_WIRE_OPTION, .option = option};
        if (option)
            helper_link_send(&event);
    }
}

static gboolean
run(HelperDevice *device, const ScanWireRequest *request, GError **error)
{
    if (request->verb == SCAN_WIRE_VERB_LIST) {
        if (!send_list(error))
            return FALSE;
        helper_link_send_kind(SCAN_WIRE_DONE);
        return TRUE;
    }
    if (!helper_device_open(device, request, error) || !helper_link_check(error))
        return FALSE;
    if (request->verb == SCAN_WIRE_VERB_SCAN)
        return helper_scan_run(device, request, error);
    send_options(device);
    helper_link_send_kind(SCAN_WIRE_DONE);
    return TRUE;
}

/* The device is let go after the outcome has been said: a driver that hangs or crashes in these
 * calls takes nothing back. */
static void
let_go(HelperDevice *device, ScanWireVerb verb)
{
    if (device->handle && verb == SCAN_WIRE_VERB_SCAN)
        sane_cancel(device->handle);
    helper_device_close(device);
    helper_device_exit();
}

static int
run_with_device(const ScanWireRequest *request)
{
    g_autoptr(GError) error = NULL;
    HelperDevice device = {0};
    helper_link_send_phase(SCAN_WIRE_PHASE_OPEN, 0);
    if (!helper_device_init(&error)) {
        send_failed(error);
        return 1;
    }
    if (!run(&device, request, &error))
        send_failed(error);
    g_autofree char *refusals = helper_cage_refusals();
    if (*refusals)
        g_printerr("scan-helper: the cage refused the driver %s\n", refusals);
    let_go(&device, request->verb);
    return error ? 1 : 0;
}

static int
run_without_device(const ScanWireRequest *request)
{
    g_autoptr(GError) error = NULL;
    if (request->verb == SCAN_WIRE_VERB_VIEW ? helper_view_run(request, &error)
                                             : helper_assembly_run(request, &error))
        return 0;
    send_failed(error);
    return 1;
}

int
main(void)
{
    helper_link_open();
    /* A group of its own, so that what drivers fork can be killed with us. */
    setpgid(0, 0);
    /* What drivers print goes to the station's debug log, all of it by one way. */
    dup2(STDERR_FILENO, STDOUT_FILENO);
    g_autoptr(GError) error = NULL;
    g_autoptr(ScanWireRequest) request = helper_link_read_request(&error);
    if (!request) {
        send_failed(error);
        return 1;
    }
    if ((guint)getppid() != request->parent)
        return 1; /* the station died before it could be watched */
    if (!helper_cage_enter(request, &error) || !helper_link_listen(&error)) {
        send_failed(error);
        return 1;
    }
    if (request->verb == SCAN_WIRE_VERB_ASSEMBLE || request->verb == SCAN_WIRE_VERB_VIEW)
        return run_without_device(request);
    return run_with_device(request);
}
