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

G_END_DECLS
