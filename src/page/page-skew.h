/* By how much the lines of a page lean. The only file that includes Leptonica is page-skew.c.
 * Internal to this folder. */
#pragma once

#include "page-gray.h"

G_BEGIN_DECLS

/* The part of a picture to look at; in cells, right and bottom behind it. */
typedef struct {
    guint left, top, right, bottom;
} PageSkewBox;

/* `dark`: levels below are print. FALSE if nothing on it says what straight would be. Positive: the
 * page lies turned clockwise. */
gboolean page_skew_find(const PageGray *gray, const PageSkewBox *box, guint dark,
                        double *ret_degrees);

G_END_DECLS
