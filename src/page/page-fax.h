/* CCITT Group 4 (ITU-T T.6), encoded by libtiff. Rows in, one stream out; 1 = black, no padding but
 * to a whole byte at the end of a row, most significant bit first. Internal to this folder. */
#pragma once

#include "page-document.h"

G_BEGIN_DECLS

typedef struct PageFax PageFax;

PageFax *page_fax_new(guint width, GError **error);
void page_fax_free(PageFax *fax);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageFax, page_fax_free)

/* What is ready is appended to `out`. At most PAGE_MAX_HEIGHT rows in all. */
gboolean page_fax_add_rows(PageFax *fax, const guint8 *rows, guint n_rows, GByteArray *out,
                           GError **error);
/* The end mark (EOFB) and what is left. Only page_fax_free may follow. */
gboolean page_fax_end(PageFax *fax, GByteArray *out, GError **error);

/* Decodes the stream of `size` bytes at `place` and hands out each row, padding bits cleared.
 * PAGE_ERROR_DAMAGED if it cannot be decoded; not every damage makes it so. */
gboolean page_fax_read(int fd, guint64 place, guint64 size, const PageSpec *spec,
                       void (*row_func)(const guint8 *row, gsize row_size, gpointer user_data),
                       gpointer user_data, GError **error);
/* The same with a stream in memory. */
gboolean page_fax_read_bytes(const guint8 *bytes, gsize size, const PageSpec *spec,
                             void (*row_func)(const guint8 *row, gsize row_size,
                                              gpointer user_data),
                             gpointer user_data, GError **error);

G_END_DECLS
