/* The left column: the look-up, the student and the reports. Main thread.
 *
 * Shows a StationCounter and forwards to it; knows no server. */
#pragma once

#include "station-counter.h"
#include "station-entries.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_WHO (app_who_get_type())
G_DECLARE_FINAL_TYPE(AppWho, app_who, APP, WHO, GtkBox)

/* Once. today: shown in short while nobody is at the counter. */
void app_who_bind(AppWho *who, Station *station, StationCounter *counter, StationEntries *today);

/* The entry takes the keyboard, its text selected. */
void app_who_focus_look_up(AppWho *who);
/* The same for a key that was typed elsewhere: it begins a new text. */
void app_who_begin_look_up(AppWho *who, gunichar first);
/* Looks up as if it had been typed. */
void app_who_look_up(AppWho *who, const char *text);
/* The report above (-1) or below (1) the present one is chosen. */
void app_who_step(AppWho *who, int direction);

G_END_DECLS
