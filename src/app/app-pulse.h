/* How long the staff's window kept a frame waiting: the longest time between two ticks of its frame
 * clock in each state of an original at the counter, in the debug log. Main thread.
 *
 * A time in which the process was ready to run and no processor was free is told apart, where the
 * kernel counts it: that is the machine's. Runs only while debug messages are shown, because it
 * asks for every frame. */
#pragma once

#include "station-counter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_PULSE (app_pulse_get_type())
G_DECLARE_FINAL_TYPE(AppPulse, app_pulse, APP, PULSE, GObject)

/* NULL where debug messages are not shown. */
AppPulse *app_pulse_new(GtkWidget *window, StationCounter *counter);

G_END_DECLS
