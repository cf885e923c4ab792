#include "scan-region.h"

#include "scan-error.h"

gboolean
scan_region_check(const ScanRegion *region, GError **error)
{
    guint64 pixels = (guint64)region->width * region->height;
    if (pixels > 0 && pixels <= SCAN_REGION_MAX_PIXELS)
        return TRUE;
    g_set_error(error, SCAN_ERROR, SCAN_ERROR_BAD_VALUE, "a region of %u × %u pixels",
                region->width, region->height);
    return FALSE;
}
