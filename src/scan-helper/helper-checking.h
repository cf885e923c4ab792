/* The last part of a page's checks, in a thread of its own: the lamp goes back, and the document is
 * written and read again, meanwhile. */
#pragma once

#include "page-check.h"

G_BEGIN_DECLS

typedef struct HelperChecking HelperChecking;

/* Takes `check`, which has seen every row. Says that page `number` is done when it knows what is
 * wrong with it. */
HelperChecking *helper_checking_start(PageCheck *check, guint number, const PageSummary *summary);
/* Waits until that is said, and frees; NULL is nothing. */
void helper_checking_end(HelperChecking *checking);

G_END_DECLS
