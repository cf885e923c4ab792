/* A part of a page of a sealed document for somebody who looks at it: each of its pixels as 8-bit
 * RGB, upright as it was scanned.
 *
 * What is decoded is no more than must be. In a TIFF that is the strips that the region touches,
 * each held against its own check sum. In a PDF a page is one stream: all rows above are decoded
 * too, and only a region that reaches the last row meets the check sum. Memory: a strip's. */
#pragma once

#include "page-document.h"

G_BEGIN_DECLS

typedef struct {
    guint x, y, width, height; /* pixels of the page, from its top left */
} PageRegion;

/* Gets the region's next row, width × 3 bytes; FALSE and an error of its own end the work. */
typedef gboolean (*PageRegionRow)(const guint8 *rgb, gpointer user_data, GError **error);

/* `index`: of the page, from 0. Of 16 bits the higher 8 are given; lineart is black and white.
 * PAGE_ERROR_LIMIT: the region is empty or reaches out of the page. PAGE_ERROR_DAMAGED: it is no
 * such document, or has no such page, or cannot be decoded; rows may have been given by then. */
gboolean page_region_read(int fd, PageFormat format, guint index, const PageRegion *region,
                          PageRegionRow row, gpointer user_data, GError **error);

G_END_DECLS
