/* The screen of what was scanned today, in any state, the newest first. Main thread.
 *
 * It has rows only while it is shown, and forgets then what was searched for, so that nothing of a
 * student is left in it behind the lock. */
#pragma once

#include "station-entries.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_TODAY (app_today_get_type())
G_DECLARE_FINAL_TYPE(AppToday, app_today, APP, TODAY, AdwBin)

/* Once. entries: of the scope STATION_ENTRIES_TODAY. */
void app_today_bind(AppToday *today, Station *station, StationEntries *entries);
/* The search takes the keyboard. */
void app_today_focus_search(AppToday *today);

G_END_DECLS
