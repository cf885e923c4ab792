/* One original of the day: when, whose, what, how far. Follows a StationEntry. Main thread.
 *
 * Activating it is "win.reopen" with the student's number. */
#pragma once

#include "station-entry.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_TODAY_ROW (app_today_row_get_type())
G_DECLARE_FINAL_TYPE(AppTodayRow, app_today_row, APP, TODAY_ROW, GtkListBoxRow)

/* brief: for a narrow place, without why it is not delivered. */
AppTodayRow *app_today_row_new(StationEntry *entry, gboolean brief);

G_END_DECLS
