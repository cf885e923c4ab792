/* The end of every document that the helper makes: on the disk, read back, and said to be done. */
#pragma once

#include "helper-checking.h"
#include "page-document.h"
#include "scan-device.h"

G_BEGIN_DECLS

typedef struct {
    PageFormat format;
    const PageSummary *summaries;
    guint n_pages;
    gint64 captured_at;
    const ScanDevice *scanner;
    HelperChecking **checking; /* what is still to be said of its pages; NULL: nothing */
} HelperDocument;

/* fsyncs what was sealed in SCAN_WIRE_FD_DOCUMENT, opens it again and checks it, and sends DONE;
 * not if a cancel came meanwhile. SCAN_ERROR. */
gboolean helper_document_finish(const HelperDocument *document, const PageSeal *seal,
                                GError **error);

G_END_DECLS
