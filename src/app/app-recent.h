/* The last few originals of the day, beside an idle counter. Main thread.
 *
 * Hidden on a day that has none yet; it has rows only while it is shown. */
#pragma once

#include "station-entries.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_RECENT (app_recent_get_type())
G_DECLARE_FINAL_TYPE(AppRecent, app_recent, APP, RECENT, GtkBox)

/* Once. entries: of the scope STATION_ENTRIES_TODAY. */
void app_recent_bind(AppRecent *recent, StationEntries *entries);

G_END_DECLS
