/* The first run: which server, what this counter is called, which scanner stands on it, which
 * monitor the student looks at. Main thread.
 *
 *   station ⇄ scanner ⇄ monitor ──▶ finished
 *
 * Each step stores what is chosen at once, so one that is left in the middle loses nothing; all of
 * it can be changed in the preferences. A step of which the administrator has set everything is
 * shown as locked and passed over.
 *
 * Signal: finished () */
#pragma once

#include "station-counter.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_FIRST_RUN (app_first_run_get_type())
G_DECLARE_FINAL_TYPE(AppFirstRun, app_first_run, APP, FIRST_RUN, GtkBox)

/* TRUE for a station that has no server or has never been set up, if there is anything to ask. */
gboolean app_first_run_is_needed(Station *station);

/* staff: the window that it stands in. */
AppFirstRun *app_first_run_new(Station *station, StationCounter *counter, GtkWindow *staff);
/* Shows the first step that asks, and looks for scanners meanwhile. */
void app_first_run_begin(AppFirstRun *first_run);
/* To the step before; a no-op at the first. */
void app_first_run_go_back(AppFirstRun *first_run);

G_END_DECLS
