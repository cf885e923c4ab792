/* Where the paper lies, as far as it stands out against the lid. Internal to this folder. */
#pragma once

#include "page-findings.h"
#include "page-gray.h"

G_BEGIN_DECLS

typedef struct {
    gboolean found;
    guint outlines; /* PageSides where a strip of lid is seen beside the paper */
    PageRect rect;  /* mm; the whole area if not found */
    PageGray lid;   /* found: a coarse picture, 1 = lid, 0 = not; else without cells */
} PagePaper;

void page_paper_find(const PageGray *gray, PagePaper *ret_paper);
void page_paper_clear(PagePaper *paper);
/* mm of the scan area; FALSE outside of it. */
gboolean page_paper_is_lid(const PagePaper *paper, double x, double y);

/* mm that a sheet of standard size has beyond the area's edge, 0 if none or nothing can be said;
 * and on which sides it goes there. */
double page_paper_outside(const PagePaper *paper, guint *ret_sides);

G_END_DECLS
