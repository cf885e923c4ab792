/* The scanners that can be reached, looked for in the background. Main thread.
 *
 *   known ◀──found, or failed── looking ◀──look─── known
 *
 * Looking takes seconds where the network is asked; nobody has to wait for it. What was found last
 * stays until it is over.
 *
 * Signal: changed () */
#pragma once

#include "scan-query.h"

G_BEGIN_DECLS

#define APP_TYPE_SCANNER_LIST (app_scanner_list_get_type())
G_DECLARE_FINAL_TYPE(AppScannerList, app_scanner_list, APP, SCANNER_LIST, GObject)

/* Empty, and does not look by itself. */
AppScannerList *app_scanner_list_new(void);
/* Looks now; a no-op while it does. */
void app_scanner_list_look(AppScannerList *list);

gboolean app_scanner_list_is_looking(AppScannerList *list);
/* Of ScanDevice, never NULL. Borrowed until it has changed. */
GPtrArray *app_scanner_list_get_devices(AppScannerList *list);
/* Why the last look failed, or NULL. Borrowed. SCAN_ERROR. */
const GError *app_scanner_list_get_error(AppScannerList *list);

G_END_DECLS
