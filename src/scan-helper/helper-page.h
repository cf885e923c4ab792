/* One page: from sane_start to the last row in the document, with preview and progress. */
#pragma once

#include "helper-checking.h"
#include "helper-setup.h"
#include "page-document.h"
#include "scan-settings.h"

#include <sane/sane.h>

G_BEGIN_DECLS

typedef struct {
    SANE_Handle handle;
    PageDocument *document;
    ScanMode mode;
    HelperSetup setup;
    int scratch_fd;
    HelperChecking **checking; /* of the page before, or NULL; then of this one */
} HelperPageSource;

/* Scans page `number` (from 1) and sends its events but the last, which comes from its checks.
 * SCAN_ERROR; after one the document is worthless. sane_cancel is left to the caller. */
gboolean helper_page_scan(const HelperPageSource *source, guint number, PageSummary *ret_summary,
                          GError **error);

G_END_DECLS
