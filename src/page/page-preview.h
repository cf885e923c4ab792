/* Full rows in, a small picture's rows out, while the page is being scanned. One thread. */
#pragma once

#include "page-document.h"

G_BEGIN_DECLS

/* Called for each finished preview row: `width` pixels of 8-bit RGB. */
typedef void (*PagePreviewRow)(guint row, const guint8 *rgb, guint width, gpointer user_data);

typedef struct PagePreview PagePreview;

/* Averages squares of a whole number of pixels, so that neither side is over max_side (height
 * unknown: by the width alone; squares have 257 pixels a side at most, whatever comes of it). */
PagePreview *page_preview_new(const PageSpec *spec, guint max_side, PagePreviewRow row,
                              gpointer user_data);
void page_preview_free(PagePreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PagePreview, page_preview_free)
/* The preview's size; *ret_height is 0 while the page's is unknown. */
void page_preview_size(PagePreview *preview, guint *ret_width, guint *ret_height);
void page_preview_add_rows(PagePreview *preview, const guint8 *rows, guint n_rows);
/* Gives out the last, partly filled row. */
void page_preview_end(PagePreview *preview);

G_END_DECLS
