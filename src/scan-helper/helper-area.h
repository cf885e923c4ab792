/* The scanned area: millimetres from the bed's top left onto the device's four options. */
#pragma once

#include "scan-settings.h"

#include <sane/sane.h>

G_BEGIN_DECLS

/* All zero: the whole bed, as far as the device has one to choose from. See helper-setup.h for the
 * errors; SCAN_ERROR_AREA as well if the device cuts off what was asked for. */
gboolean helper_area_set(SANE_Handle handle, const ScanArea *area, double dpi_x, double dpi_y,
                         GError **error);

G_END_DECLS
