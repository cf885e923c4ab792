/* Finding, opening and closing devices. One device a process. */
#pragma once

#include "scan-device.h"
#include "scan-wire-request.h"

#include <sane/sane.h>

G_BEGIN_DECLS

typedef struct {
    SANE_Handle handle;
    ScanDevice *info;
} HelperDevice;

/* sane_init, once a process: a second one is unsafe in SANE. */
gboolean helper_device_init(GError **error);
void helper_device_exit(void);

/* Array of ScanDevice, with serial numbers; NULL on error. */
GPtrArray *helper_device_list(gboolean local_only, GError **error);

/* Opens what request->device names. A name that is known goes straight to the driver; an identity,
 * or a name whose vendor and model have to be learnt, is looked for first. SCAN_ERROR_ABSENT if
 * there is no such device. */
gboolean helper_device_open(HelperDevice *device, const ScanWireRequest *request, GError **error);
void helper_device_close(HelperDevice *device);

G_END_DECLS
