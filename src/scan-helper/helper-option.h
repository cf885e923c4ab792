/* The options of an open device by name, as text and as numbers.
 *
 * A descriptor is asked for anew at each call: setting one option may change all others. What
 * drivers say about sizes and types is checked before it is believed. */
#pragma once

#include "scan-option.h"

#include <sane/sane.h>

G_BEGIN_DECLS

/* The well-known names that we use ourselves (SANE standard, section 4.5). */
#define HELPER_OPTION_MODE         "mode"
#define HELPER_OPTION_DEPTH        "depth"
#define HELPER_OPTION_RESOLUTION   "resolution"
#define HELPER_OPTION_X_RESOLUTION "x-resolution"
#define HELPER_OPTION_Y_RESOLUTION "y-resolution"
#define HELPER_OPTION_TL_X         "tl-x"
#define HELPER_OPTION_TL_Y         "tl-y"
#define HELPER_OPTION_BR_X         "br-x"
#define HELPER_OPTION_BR_Y         "br-y"

/* How many options there are, the first (their number) included; 0 on a driver's error. */
SANE_Int helper_option_count(SANE_Handle handle);
/* The index of an option, 0 if there is none of that name. */
SANE_Int helper_option_find(SANE_Handle handle, const char *name);
/* NULL if there is no such option or its descriptor is none. */
const SANE_Option_Descriptor *helper_option_describe(SANE_Handle handle, const char *name);
/* TRUE if it is there, active and settable by software. */
gboolean helper_option_is_settable(SANE_Handle handle, const char *name);

/* Sets "NAME=VALUE", or "NAME" for a button, and sends an `adjusted` event if the device made
 * something else of it. SCAN_ERROR_UNKNOWN_OPTION, SCAN_ERROR_BAD_VALUE with what would do. */
gboolean helper_option_set_text(SANE_Handle handle, const char *assignment, GError **error);
/* Present value as text; NULL if it has none. g_free. */
char *helper_option_get_text(SANE_Handle handle, SANE_Int index,
                             const SANE_Option_Descriptor *descriptor);

/* Numbers: options of type int and fixed that are no arrays. */
gboolean helper_option_set_number(SANE_Handle handle, const char *name, double number,
                                  GError **error);
gboolean helper_option_get_number(SANE_Handle handle, const char *name, double *ret_number);

/* Everything about an option, for people; NULL for groups and what is no option. */
ScanOption *helper_option_to_value(SANE_Handle handle, SANE_Int index);

G_END_DECLS
