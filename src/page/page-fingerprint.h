/* Makes the fingerprint of a page; page-findings.h compares two. Internal to this folder. */
#pragma once

#include "page-findings.h"
#include "page-gray.h"
#include "page-skew.h"

G_BEGIN_DECLS

/* `box`: around the print; `dark`: levels below are print; `skew`: degrees, clockwise is positive.
 * FALSE if there is too little print to know it again. */
gboolean page_fingerprint_make(const PageGray *gray, const PageSkewBox *box, guint8 dark,
                               double skew, guint8 *ret_fingerprint);

G_END_DECLS
