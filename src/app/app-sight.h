/* What of a page is seen and where on the canvas: fit, larger, moved, turned. Pure arithmetic.
 *
 * Two measures: the canvas' own pixels, and pixels of the page as it was scanned, before it is
 * turned. Who has the sizes writes them into the members; everything else changes them by the
 * functions. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
    double x, y, width, height;
} AppBox;

typedef struct {
    double canvas_width, canvas_height;
    double page_width, page_height; /* pixels of the page; at least 1 */
    guint rotation;                 /* degrees clockwise: 0, 90, 180 or 270 */
    double zoom;                    /* canvas pixels a page pixel; 0 = the page fits */
    double at_x, at_y; /* the point of the turned page in the middle of the canvas, 0 to 1 */
} AppSight;

#define APP_SIGHT_MARGIN   28.0 /* between the page and the canvas' edge when it fits */
#define APP_SIGHT_MAX_ZOOM 4.0

/* Fits, its middle in the middle. Sizes and rotation stay. */
void app_sight_reset(AppSight *sight);
/* Canvas pixels a page pixel, also while it fits. */
double app_sight_scale(const AppSight *sight);
/* To so many canvas pixels a page pixel; the page's point under (x, y) stays there, as far as the
 * page's edges let it. What is smaller than fit is fit. */
void app_sight_zoom(AppSight *sight, double zoom, double x, double y);
/* Moves what is seen, by canvas pixels to the right and down. */
void app_sight_pan(AppSight *sight, double dx, double dy);

/* A page laid on the canvas: as a sight has it, or larger, under a loupe. */
typedef struct {
    AppBox box; /* of the turned page, on the canvas */
    double page_width, page_height;
    guint rotation;
} AppPlace;

/* Whole pixels of the canvas, so that a page pixel on one of its own is not smeared over two. */
AppPlace app_sight_place(const AppSight *sight);
/* The same page `times` as large, its point under (x, y) where it was. */
AppPlace app_place_enlarge(const AppPlace *place, double times, double x, double y);
/* Canvas pixels a page pixel. */
double app_place_scale(const AppPlace *place);
/* From the canvas to the page, and back. */
void app_place_to_page(const AppPlace *place, double x, double y, double *ret_x, double *ret_y);
AppBox app_place_box_to_page(const AppPlace *place, const AppBox *box);
AppBox app_place_box_from_page(const AppPlace *place, const AppBox *box);
/* What of the page lies under `box` of the canvas; width or height 0 if nothing. */
AppBox app_place_seen(const AppPlace *place, const AppBox *box);

AppBox app_box_intersect(const AppBox *a, const AppBox *b);

G_END_DECLS
