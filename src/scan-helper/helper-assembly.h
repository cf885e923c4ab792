/* Pages that were scanned before, put together into one document; see scan-assembly.h. */
#pragma once

#include "scan-wire-request.h"

G_BEGIN_DECLS

/* Checks that the parts are what their scans wrote, writes the document and sends its events.
 * SCAN_ERROR; SCAN_ERROR_DOCUMENT: a part, or what was made of it, is not as it was written. */
gboolean helper_assembly_run(const ScanWireRequest *request, GError **error);

G_END_DECLS
