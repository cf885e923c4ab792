/* Other scan settings for the original that is at the counter; the next one is scanned as the
 * preferences say. Main thread. */
#pragma once

#include "app-steps.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_SCAN_POPOVER (app_scan_popover_get_type())
G_DECLARE_FINAL_TYPE(AppScanPopover, app_scan_popover, APP, SCAN_POPOVER, GtkPopover)

/* Once. */
void app_scan_popover_bind(AppScanPopover *popover, Station *station, AppSteps *steps);

G_END_DECLS
