/* What an option's constraint allows. No SANE call is made here. */
#pragma once

#include <glib.h>
#include <sane/sane.h>

G_BEGIN_DECLS

/* A word of a descriptor's type as a number, and back. */
double helper_range_from_word(const SANE_Option_Descriptor *descriptor, SANE_Word word);
SANE_Word helper_range_to_word(const SANE_Option_Descriptor *descriptor, double number);
/* "300", "12.5": as short as it is exact enough. g_free. */
char *helper_range_number_to_text(const SANE_Option_Descriptor *descriptor, double number);

/* The smallest and largest number that the constraint allows; FALSE if it allows any. */
gboolean helper_range_bounds(const SANE_Option_Descriptor *descriptor, double *ret_min,
                             double *ret_max);
/* The allowed number nearest to `number`. */
double helper_range_nearest(const SANE_Option_Descriptor *descriptor, double number);
/* TRUE if the number lies between the bounds, and for a list is in it. */
gboolean helper_range_holds(const SANE_Option_Descriptor *descriptor, double number);
/* The string of the list that equals `text`, failing that, in other case; NULL. Borrowed. With no
 * list, `text` itself. */
const char *helper_range_match(const SANE_Option_Descriptor *descriptor, const char *text);
/* "75..1200 step 1", "75|150|300", "" for any. g_free. */
char *helper_range_to_text(const SANE_Option_Descriptor *descriptor);

G_END_DECLS
