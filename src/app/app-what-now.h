/* The right column: the checks, what can be done with the page, what has been reached, and one
 * large button whose text is the next step. Main thread.
 *
 * Shows AppSteps and the counter; its buttons are the window's actions.
 *
 * Signal: changed ()   the scan settings have been looked at; the keyboard belongs to the page */
#pragma once

#include "app-steps.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_WHAT_NOW (app_what_now_get_type())
G_DECLARE_FINAL_TYPE(AppWhatNow, app_what_now, APP, WHAT_NOW, GtkBox)

/* Once. */
void app_what_now_bind(AppWhatNow *column, Station *station, StationCounter *counter,
                       AppSteps *steps);

G_END_DECLS
