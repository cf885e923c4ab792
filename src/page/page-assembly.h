/* Pages of sealed documents, put together into a new document in another order, turned or cut.
 *
 * The pixels are never touched: their strips and streams are copied as they are coded, so that not
 * even JPEG loses by it. Turning and cutting are said beside them (PageView). Every page is decoded
 * before it is copied, and the sum of its bytes goes into a summary by which page_document_verify
 * finds a page that is not the one, or not in the place, that was asked for.
 *
 * Memory does not grow with the number of pages or their size (but for some 40 bytes a strip). */
#pragma once

#include "page-document.h"

G_BEGIN_DECLS

typedef struct {
    int fd;      /* a document that page_document sealed, of the new one's format; borrowed */
    guint index; /* of the page in it, from 0 */
    PageView view;
} PageAssemblyPage;

/* Called from time to time, several times a second on an ordinary disk but never between the
 * beginning and the end of one page's decoding; FALSE and an error of its own end the work. */
typedef gboolean (*PageAssemblyStep)(gpointer user_data, GError **error);

/* Writes and seals the document in `fd`, an empty file open for reading and writing. Of `options`
 * the format and classic_limit count. `ret_summaries`: room for n_pages. fsync and verifying are
 * the caller's. `step` may be NULL. After an error the file is worthless.
 * PAGE_ERROR_LIMIT: more than PAGE_MAX_PAGES pages, or a view that is none of its page.
 * PAGE_ERROR_SHORT: no page. PAGE_ERROR_NOT_A_DOCUMENT: a part of another format.
 * PAGE_ERROR_DAMAGED: a part is not whole, or has no such page. And those of writing. */
gboolean page_assembly_write(int fd, const PageOptions *options, const PageProvenance *provenance,
                             const PageAssemblyPage *pages, guint n_pages, PageAssemblyStep step,
                             gpointer user_data, PageSummary *ret_summaries, PageSeal *ret_seal,
                             GError **error);

G_END_DECLS
