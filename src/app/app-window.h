/* The staff's window: who, the page, what now. Main thread.
 *
 * Every verb is an action of the window ("win."), so that menu, key and button share one path. */
#pragma once

#include "app-steps.h"
#include "station-link.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_WINDOW (app_window_get_type())
G_DECLARE_FINAL_TYPE(AppWindow, app_window, APP, WINDOW, AdwApplicationWindow)

AppWindow *app_window_new(GtkApplication *application, Station *station, StationCounter *counter,
                          StationLink *link);

G_END_DECLS
