/* Which server this counter works with, and what the counter is called. Main thread.
 *
 * Another server is asked before it is used, and is not taken while an original is under way. What
 * is wrong is said below the rows; what is right is in station.conf.
 *
 * Signal: applied ()   what the rows say is what the station has */
#pragma once

#include "station-counter.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_STATION_GROUP (app_station_group_get_type())
G_DECLARE_FINAL_TYPE(AppStationGroup, app_station_group, APP, STATION_GROUP, AdwPreferencesGroup)

/* Once. */
void app_station_group_bind(AppStationGroup *group, Station *station, StationCounter *counter);
/* Each row gets a button of its own that applies it. */
void app_station_group_offer_apply(AppStationGroup *group);
/* Takes what the rows say; the same happens on Enter. */
void app_station_group_apply(AppStationGroup *group);

G_END_DECLS
