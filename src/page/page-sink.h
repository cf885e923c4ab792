/* What a file format has to do for page_document. Internal to this folder.
 *
 * Called in the order begin_page, add_strip*, end_page, …, seal, by one thread; after a failure
 * only free follows. A page that is coded already goes the way begin_copy, copy*, end_page instead.
 * Who calls has checked the page's limits, counts the rows and proves what they are packed into; a
 * sink writes, and proves what it packs itself. Every
 * function but free may fail with PAGE_ERROR_WRITE or PAGE_ERROR_NO_SPACE. */
#pragma once

#include "page-stored.h"
#include "page-strip.h"

G_BEGIN_DECLS

typedef struct PageSink PageSink;

struct PageSink {
    /* Says how strips shall be coded; PAGE_ERROR_UNSUPPORTED if the format has no such page. */
    gboolean (*begin_page)(PageSink *sink, const PageSpec *spec, guint rows_per_strip,
                           PageCoding *ret_coding, GError **error);
    gboolean (*add_strip)(PageSink *sink, const PageStripResult *strip, GError **error);
    /* For TIFF each extent is a strip; for PDF they are the stream, one piece after the other. */
    gboolean (*begin_copy)(PageSink *sink, const PageStored *page, const PageView *view,
                           GError **error);
    gboolean (*copy)(PageSink *sink, int from, const PageExtent *extent, GError **error);
    /* `summary` lacks `stored`. */
    gboolean (*end_page)(PageSink *sink, PageSummary *summary, GError **error);
    gboolean (*seal)(PageSink *sink, PageSeal *ret_seal, GError **error);
    void (*free)(PageSink *sink);
};

/* The two formats. `fd` and the options as for page_document_new.
 * PAGE_ERROR_UNSUPPORTED: the format has no such compression. */
PageSink *page_tiff_sink_new(int fd, const PageOptions *options, const PageProvenance *provenance,
                             GError **error);
PageSink *page_pdf_sink_new(int fd, const PageOptions *options, const PageProvenance *provenance,
                            GError **error);

G_END_DECLS
