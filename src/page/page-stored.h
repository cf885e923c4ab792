/* A page as it stands in a sealed document, found by the readers that verifying uses too. Internal
 * to this folder. */
#pragma once

#include "page-document.h"

G_BEGIN_DECLS

/* Where pixels of a document stand in its file. */
typedef struct {
    guint64 offset;
    guint64 size;
} PageExtent;

typedef struct {
    PageSpec spec;
    gboolean jpeg;        /* PDF */
    guint rows_per_strip; /* TIFF */
    GArray *extents;      /* of PageExtent, in their order: a TIFF's strips, a PDF's one stream */
    guint64 stored;       /* as in PageSummary */
} PageStored;

/* Finds page `index` (from 0) of the document, decodes it and tells what it is; page_stored_clear
 * frees the extents. PAGE_ERROR_DAMAGED: there is no such page, or it is not as our writer makes
 * it, or it cannot be decoded. What the document says of turning and cutting is not told. */
gboolean page_tiff_read_page(int fd, guint index, PageStored *ret_page, GError **error);
gboolean page_pdf_read_page(int fd, guint index, PageStored *ret_page, GError **error);

static inline void
page_stored_clear(PageStored *page)
{
    g_clear_pointer(&page->extents, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PageStored, page_stored_clear)

G_END_DECLS
