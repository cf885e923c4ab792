/* A test scan: a button, and the picture of what the scanner made of it. Main thread.
 *
 * With the station's scanner and settings as they are; nothing is kept.
 *
 * Signal: worked (), and now it is known what the scanner can do. */
#pragma once

#include "station.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_TRIAL (app_trial_get_type())
G_DECLARE_FINAL_TYPE(AppTrial, app_trial, APP, TRIAL, AdwPreferencesGroup)

/* Once. */
void app_trial_bind(AppTrial *trial, Station *station);
/* Ends a test scan that is under way: its screen is left. */
void app_trial_stop(AppTrial *trial);

G_END_DECLS
