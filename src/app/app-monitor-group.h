/* Which monitor the student looks at: those that are plugged in, or none of them. Main thread.
 *
 * What is chosen is in station.conf at once, by the connector's name. Monitors that come and go
 * are followed. */
#pragma once

#include "station.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_MONITOR_GROUP (app_monitor_group_get_type())
G_DECLARE_FINAL_TYPE(AppMonitorGroup, app_monitor_group, APP, MONITOR_GROUP, AdwPreferencesGroup)

/* Once. staff: the window that stands on the staff's own monitor. */
void app_monitor_group_bind(AppMonitorGroup *group, Station *station, GtkWindow *staff);

G_END_DECLS
