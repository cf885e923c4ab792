/* One option of a device, for people and for checking. Values, read only once made. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
    char *name;
    char *title;
    char *unit;  /* "", "dpi", "mm", "%", "px", "bit", "us" */
    char *type;  /* "bool", "int", "fixed", "string", "button" */
    char *value; /* present value as text, "" if it has none, is inactive, or is an array */
    char *range; /* e.g. "75..1200 step 1" or "75|150|300"; "" for any */
    gboolean active;
    gboolean settable; /* by software, now */
} ScanOption;

ScanOption *scan_option_copy(const ScanOption *option);
void scan_option_free(ScanOption *option);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanOption, scan_option_free)

G_END_DECLS
