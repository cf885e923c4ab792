/* A TIFF of ours through libtiff: directories, tags and strips for those who verify it and those
 * who look at a part of it. Internal to this folder. */
#pragma once

#include "page-deflate.h"
#include "page-libtiff.h"
#include "page-stored.h"

G_BEGIN_DECLS

typedef struct {
    int fd;
    guint64 size;
    guint64 position;
    PageLibtiffLog log;
    TIFF *tiff; /* at its first page */
} PageTiffReader;

/* `reader` does not move until it is closed. PAGE_ERROR_DAMAGED. */
gboolean page_tiff_reader_open(PageTiffReader *reader, int fd, GError **error);
void page_tiff_reader_close(PageTiffReader *reader);

/* From the first page to page `index`; PAGE_ERROR_DAMAGED if there is none. */
gboolean page_tiff_reader_go_to(PageTiffReader *reader, guint index, GError **error);
/* The tags that say how the pixels are to be read; FALSE if any is not as we write it. */
gboolean page_tiff_reader_spec(const PageTiffReader *reader, PageSpec *ret_spec);
/* How the page is laid into strips; FALSE if not as we do it. */
gboolean page_tiff_reader_strips(const PageTiffReader *reader, const PageSpec *spec,
                                 guint *ret_rows_per_strip, guint *ret_n);
PageExtent page_tiff_reader_extent(const PageTiffReader *reader, guint strip);

/* A deflated strip of `n_rows` rows, decoded into `rows`. `coded` has room for
 * page_deflate_bound of them. Any thread that has these buffers for itself. */
gboolean page_tiff_inflate_strip(int fd, const PageExtent *extent, const PageSpec *spec,
                                 guint n_rows, PageDeflater *deflater, guint8 *coded, guint8 *rows);
/* A strip of one bit a pixel. */
gboolean page_tiff_unfax_strip(const PageTiffReader *reader, guint strip, const PageSpec *spec,
                               guint n_rows, guint8 *rows);

G_END_DECLS
