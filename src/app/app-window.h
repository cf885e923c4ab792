/* The staff's window: who, the page, what now. Main thread.
 *
 * Every verb is an action of the window ("win."), so that menu, key and button share one path.
 *
 * A station that is not set up shows the first run before anything else. While app-lock.h says that
 * it is locked, it shows the sign-in and nothing of a student.
 *
 * Signal: set-up ()   the first run is over */
#pragma once

#include "app-lock.h"
#include "app-steps.h"
#include "station-link.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_WINDOW (app_window_get_type())
G_DECLARE_FINAL_TYPE(AppWindow, app_window, APP, WINDOW, AdwApplicationWindow)

/* The window's screens, one at a time. */
#define APP_SCREEN_COUNTER   "counter" /* the three columns */
#define APP_SCREEN_FIRST_RUN "first-run"
#define APP_SCREEN_SIGN_IN   "sign-in"
#define APP_SCREEN_OUTBOX    "outbox"
#define APP_SCREEN_TODAY     "today"

AppWindow *app_window_new(GtkApplication *application, Station *station, StationCounter *counter,
                          StationLink *link, StationSender *sender);
/* Borrowed. The caller begins it, once all windows listen. */
AppLock *app_window_get_lock(AppWindow *window);
gboolean app_window_is_set_up(AppWindow *window);

/* Escape, the back button or a card's digits lead from a list back to the counter; from the
 * sign-in only signing in does, from the first run its end. */
void app_window_show_screen(AppWindow *window, const char *screen);
/* Borrowed; one of APP_SCREEN_. */
const char *app_window_get_screen(AppWindow *window);

G_END_DECLS
