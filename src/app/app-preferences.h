/* The preferences: what this counter is, its scanner, its screens. Main thread.
 *
 * What is chosen is stored at once: the station's own in station.conf, the person's in GSettings.
 * What the administrator has set is shown and locked. */
#pragma once

#include "station-counter.h"
#include "station-link.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_PREFERENCES (app_preferences_get_type())
G_DECLARE_FINAL_TYPE(AppPreferences, app_preferences, APP, PREFERENCES, AdwPreferencesWindow)

/* staff: the window that it stands before. */
AppPreferences *app_preferences_new(GtkWindow *staff, Station *station, StationCounter *counter,
                                    StationLink *link);
/* Comes up, or to the front, with this page: "counter", "scanner" or "screens". */
void app_preferences_show_page(AppPreferences *preferences, const char *page);

G_END_DECLS
