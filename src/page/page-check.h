/* Looks at a page while its lines pass, and says at the end what is wrong with it.
 *
 * What is kept of the page is a gray picture of about 150 dpi (at most PAGE_CHECK_MAX_CELLS bytes,
 * coarser for larger pages) and counts of edge widths taken at full resolution. One thread at a
 * time. docs/checks.md says what each check measures, its threshold and what it cannot see. */
#pragma once

#include "page-document.h"
#include "page-findings.h"

G_BEGIN_DECLS

#define PAGE_CHECK_MAX_CELLS (16 * 1024 * 1024)

typedef struct PageCheck PageCheck;

/* `spec` as page_document_begin_page took it: within its limits; height 0 = unknown. */
PageCheck *page_check_new(const PageSpec *spec);
void page_check_free(PageCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageCheck, page_check_free)

/* As for page_document_add_rows. */
void page_check_add_rows(PageCheck *check, const guint8 *rows, guint n_rows);
/* After the last row, once. */
void page_check_finish(PageCheck *check, PageFindings *ret_findings);

G_END_DECLS
