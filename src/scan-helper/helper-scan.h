/* The verb `scan`: an open device and a request in, a sealed and checked document out. */
#pragma once

#include "helper-device.h"
#include "scan-wire-request.h"

G_BEGIN_DECLS

/* Writes the document to SCAN_WIRE_FD_DOCUMENT and sends `done`. Afterwards sane_cancel is due,
 * whatever came of it: what is done is said first, because that call may hang. */
gboolean helper_scan_run(const HelperDevice *device, const ScanWireRequest *request,
                         GError **error);

G_END_DECLS
