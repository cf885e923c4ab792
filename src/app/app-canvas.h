/* The page on the glass: grows while it is scanned, then to be looked at closely. Main thread.
 *
 * Fit, actual size and anything between, by wheel, pinch, keys (the window's actions) and drag; a
 * loupe while the pointer is held down. Shows StationPage's picture, turned as the page is. Without
 * a page it shows the empty glass and how to lay the paper. Property: page. */
#pragma once

#include "station-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_CANVAS (app_canvas_get_type())
G_DECLARE_FINAL_TYPE(AppCanvas, app_canvas, APP, CANVAS, GtkWidget)

/* NULL: the empty glass. */
void app_canvas_set_page(AppCanvas *canvas, StationPage *page);
StationPage *app_canvas_get_page(AppCanvas *canvas); /* borrowed */

void app_canvas_zoom_fit(AppCanvas *canvas);
/* One pixel of the page on one pixel of the screen. */
void app_canvas_zoom_actual(AppCanvas *canvas);
/* Larger (over 1) or smaller, about the middle. */
void app_canvas_zoom_by(AppCanvas *canvas, double factor);
/* Moves what is seen, in parts of the canvas' size. */
void app_canvas_pan(AppCanvas *canvas, double across, double down);

G_END_DECLS
