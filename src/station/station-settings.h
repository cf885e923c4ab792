/* The settings of a scan in words. Pure; any thread. */
#pragma once

#include "scan-settings.h"

G_BEGIN_DECLS

/* One line for the entry's sidecar, e.g. "resolution=300 mode=color format=tiff pages=1 depth=16".
 * An option's value that is a path is left out: it may name a person. g_free. */
char *station_settings_to_line(const ScanSettings *settings);

G_END_DECLS
