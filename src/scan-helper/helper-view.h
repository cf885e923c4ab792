/* A region of a page that was scanned before, sent as rows; see scan-view.h. */
#pragma once

#include "scan-wire-request.h"

G_BEGIN_DECLS

/* SCAN_ERROR, as scan-view.h has them. */
gboolean helper_view_run(const ScanWireRequest *request, GError **error);

G_END_DECLS
