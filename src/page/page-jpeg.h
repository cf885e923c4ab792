/* JPEG (baseline, ITU-T T.81) by libjpeg-turbo, row by row. Internal to this folder. */
#pragma once

#include "page-document.h"

G_BEGIN_DECLS

#define PAGE_JPEG_MAX_SIDE 65500 /* pixels; libjpeg's limit */

typedef struct PageJpeg PageJpeg;

/* 8-bit gray or RGB of known height. Colours are not subsampled: a thin red seal on paper is just
 * what subsampling blurs. */
PageJpeg *page_jpeg_new(const PageSpec *spec, guint quality, GError **error);
void page_jpeg_free(PageJpeg *jpeg);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageJpeg, page_jpeg_free)

/* What is ready is appended to `out`. */
gboolean page_jpeg_add_rows(PageJpeg *jpeg, const guint8 *rows, guint n_rows, GByteArray *out,
                            GError **error);
/* After the last row. Only page_jpeg_free may follow. */
gboolean page_jpeg_end(PageJpeg *jpeg, GByteArray *out, GError **error);

/* Decodes `size` bytes of the file at `place` to the end, gives the image's size and channels, and
 * fails with PAGE_ERROR_DAMAGED at libjpeg's first warning. */
gboolean page_jpeg_check(int fd, guint64 place, guint64 size, PageSpec *ret_spec, GError **error);

/* The same for a picture that is to be of `spec`'s size and channels: hands out its first `n_rows`
 * rows, and decodes no more than that. */
gboolean page_jpeg_read(int fd, guint64 place, guint64 size, const PageSpec *spec, guint n_rows,
                        void (*row_func)(const guint8 *row, gsize row_size, gpointer user_data),
                        gpointer user_data, GError **error);

G_END_DECLS
