/* A part of a page that was scanned before, for somebody who looks closely. A value. */
#pragma once

#include "scan-settings.h"

G_BEGIN_DECLS

typedef struct {
    ScanFormat format;         /* of the document */
    guint index;               /* of the page in it, from 0 */
    guint x, y, width, height; /* pixels of the page as it was scanned, from its top left */
} ScanRegion;

#define SCAN_REGION_MAX_PIXELS (4 * 1024 * 1024)

/* Not empty and not larger: else SCAN_ERROR_BAD_VALUE. Whether the page has it only the document
 * can say. */
gboolean scan_region_check(const ScanRegion *region, GError **error);

G_END_DECLS
