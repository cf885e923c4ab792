/* How the paper is scanned: resolution, mode and format, of which the administrator may have locked
 * some. Main thread.
 *
 * Shows and forwards; who shows it stores what is chosen.
 *
 * Signal: chosen (const char *key, const char *value)   as in [scanner] of station.conf */
#pragma once

#include "station.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_SCAN_GROUP (app_scan_group_get_type())
G_DECLARE_FINAL_TYPE(AppScanGroup, app_scan_group, APP, SCAN_GROUP, AdwPreferencesGroup)

/* Once: learns what is locked. */
void app_scan_group_bind(AppScanGroup *group, Station *station);
void app_scan_group_show(AppScanGroup *group, const ScanSettings *settings);
/* Offers no more than the station's scanner is known to do by now. */
void app_scan_group_narrow(AppScanGroup *group);
/* The pages that are there have a format, which the next ones share. */
void app_scan_group_keep_format(AppScanGroup *group, gboolean kept);

/* "300 dpi · Colour · TIFF". g_free. */
char *app_scan_group_words(const ScanSettings *settings);

G_END_DECLS
