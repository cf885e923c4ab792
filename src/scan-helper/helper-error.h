/* SANE's statuses and the errors of the lower folders as SCAN_ERROR. */
#pragma once

#include "scan-error.h"

#include <sane/sane.h>

G_BEGIN_DECLS

/* Sets *error for a status that is not SANE_STATUS_GOOD. `doing` is a clause, "reading a line".
 * What the cage has refused the driver is said too, since it may be why. */
void helper_error_set_status(GError **error, SANE_Status status, const char *doing);
/* Turns an error of base or page into ours; takes `cause`. */
void helper_error_take_document(GError **error, GError *cause);

G_END_DECLS
