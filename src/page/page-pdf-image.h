/* The pixels of an image of a PDF of ours, decoded row by row. Internal to this folder. */
#pragma once

#include "page-document.h"
#include "page-structure-images.h"

G_BEGIN_DECLS

/* One row as page-document.h has them, padding bits cleared. */
typedef void (*PageRowFunc)(const guint8 *row, gsize row_size, gpointer user_data);

PageSpec page_pdf_image_spec(const PageImage *image);

/* Decodes from the image's top on and hands out `n_rows` rows from row `first` on, then stops; if
 * these end with the last row, nothing but the stream's end may follow. `spec` is the image's own,
 * checked. PAGE_ERROR_DAMAGED; rows may have been handed out by then. */
gboolean page_pdf_image_read(int fd, const PageImage *image, const PageSpec *spec, guint first,
                             guint n_rows, PageRowFunc row_func, gpointer user_data,
                             GError **error);

G_END_DECLS
