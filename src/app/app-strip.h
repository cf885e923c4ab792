/* The pages of the original under the canvas: look at one, drag it to another place, add one.
 * Main thread. */
#pragma once

#include "app-steps.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_STRIP (app_strip_get_type())
G_DECLARE_FINAL_TYPE(AppStrip, app_strip, APP, STRIP, GtkBox)

/* Once. */
void app_strip_bind(AppStrip *strip, StationCounter *counter, AppSteps *steps);

G_END_DECLS
