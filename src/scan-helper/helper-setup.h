/* Settings onto an open device: mode, options by name, resolution, area, in this order. */
#pragma once

#include "scan-settings.h"

#include <sane/sane.h>

G_BEGIN_DECLS

/* What the device makes of them. */
typedef struct {
    double dpi_x;
    double dpi_y;
} HelperSetup;

/* What `settings->options` names is not set again by us. Where the device rounds a value an
 * `adjusted` event is sent.
 *
 * Mode: where the device has no choice of modes, nothing is set, and helper_setup_check_mode finds
 * out what it delivers. SCAN_ERROR_MODE if it has a choice and ours is not in it.
 * Resolution: the nearest that the device does, if that is no less than half and no more than
 * double of what was asked; otherwise SCAN_ERROR_RESOLUTION, because the device cannot do it. The
 * same if the device does not say at which resolution it scans.
 * Area: SCAN_ERROR_AREA if it does not lie on the bed, SCAN_ERROR_UNSUPPORTED if the device takes
 * none. */
gboolean helper_setup_apply(SANE_Handle handle, const ScanSettings *settings,
                            HelperSetup *ret_setup, GError **error);

/* What can be chosen of the device, as scan-device.h has it; g_free. */
void helper_setup_describe(SANE_Handle handle, char **ret_resolutions, char **ret_modes);

/* Does the frame that the device delivers have the mode that was asked? SCAN_ERROR_MODE. */
gboolean helper_setup_check_mode(ScanMode mode, const SANE_Parameters *parameters, GError **error);

G_END_DECLS
