/* The page on the glass: grows while it is scanned, then to be looked at closely. Main thread.
 *
 * Fit, actual size and anything between, by wheel, pinch, keys (the window's actions) and drag; a
 * loupe that follows the pointer and the arrow keys, or is there while a page that fits is pressed.
 * Shows StationPage's picture, turned as the page is, and
 * closely the page's own pixels as soon as they are there. Without a page it shows the empty glass
 * and how to lay the paper. What lies outside of the page's crop is dim. Property: page.
 *
 * Signal: looked (), when what the questions below answer may have changed. */
#pragma once

#include "station-pixels.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_CANVAS (app_canvas_get_type())
G_DECLARE_FINAL_TYPE(AppCanvas, app_canvas, APP, CANVAS, GtkWidget)

/* NULL: the empty glass. */
void app_canvas_set_page(AppCanvas *canvas, StationPage *page);
StationPage *app_canvas_get_page(AppCanvas *canvas); /* borrowed */

/* Of the page that is shown; NULL while it has none to ask for. Forgotten with the page. */
void app_canvas_set_pixels(AppCanvas *canvas, StationPixels *pixels);

void app_canvas_zoom_fit(AppCanvas *canvas);
/* One pixel of the page on one pixel of the screen. */
void app_canvas_zoom_actual(AppCanvas *canvas);
/* Larger (over 1) or smaller, about the middle. */
void app_canvas_zoom_by(AppCanvas *canvas, double factor);
/* It appears in the middle of what is seen. Without a page there is none. */
void app_canvas_set_loupe(AppCanvas *canvas, gboolean loupe);
gboolean app_canvas_is_fit(AppCanvas *canvas);
gboolean app_canvas_is_actual(AppCanvas *canvas);
gboolean app_canvas_has_loupe(AppCanvas *canvas);
/* An area of the page is chosen by hand and arrow keys, from `begun` on (NULL: all of it), until it
 * is left or another page is looked at. Only on a finished page. */
void app_canvas_choose_area(AppCanvas *canvas, const StationCrop *begun);
void app_canvas_leave_area(AppCanvas *canvas);
/* FALSE while none is chosen. */
gboolean app_canvas_get_area(AppCanvas *canvas, StationCrop *ret_area);

G_END_DECLS
