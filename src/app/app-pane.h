/* The middle column of the counter: the page on the glass, how it is looked at, and the strip of
 * pages. Main thread. */
#pragma once

#include "app-canvas.h"
#include "app-steps.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_PANE (app_pane_get_type())
G_DECLARE_FINAL_TYPE(AppPane, app_pane, APP, PANE, GtkBox)

/* Once. */
void app_pane_bind(AppPane *pane, StationCounter *counter, AppSteps *steps);
/* Begins to choose what of the page is to be shown; after a preview it begins by itself. The steps
 * have what is chosen, and end it. */
void app_pane_choose_area(AppPane *pane);
/* Leaves the loupe; FALSE if there is none, or something is under way. */
gboolean app_pane_leave(AppPane *pane);
AppCanvas *app_pane_get_canvas(AppPane *pane); /* borrowed */

G_END_DECLS
