/* Which scanner stands at this counter: those that were found, one of them chosen. Main thread.
 *
 * What is chosen is in station.conf at once, by vendor, model and serial where they are known. A
 * chosen scanner that was not found stays in the list and says so. */
#pragma once

#include "app-scanner-list.h"
#include "station.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_SCANNER_GROUP (app_scanner_group_get_type())
G_DECLARE_FINAL_TYPE(AppScannerGroup, app_scanner_group, APP, SCANNER_GROUP, AdwPreferencesGroup)

/* Once. The caller lets the list look. */
void app_scanner_group_bind(AppScannerGroup *group, Station *station, AppScannerList *list);

G_END_DECLS
