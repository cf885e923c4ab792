/* What the files of AppCanvas share. Internal to them. */
#pragma once

#include "app-area.h"
#include "app-canvas.h"
#include "app-picture.h"
#include "app-sight.h"
#include "app-tiles.h"

G_BEGIN_DECLS

struct _AppCanvas {
    GtkWidget parent_instance;

    StationPage *page;
    AppPicture *picture;
    AppTiles *tiles; /* or NULL: the picture is all there is */
    gulong tiles_changed;
    AppSight sight;
    double hand_x, hand_y; /* where the pointer was last */
    double drag_from_x, drag_from_y;
    double drag_x, drag_y; /* as far as the drag has been followed */
    double pinch;          /* as far as the pinch has been followed, and about which point */
    double pinch_x, pinch_y;
    gboolean loupe;    /* it stays */
    gboolean held;     /* it is there while the page is pressed */
    gboolean choosing; /* an area */
    AppArea area;
    AppGrip grip; /* what the hand has of it, since when it was `gripped` at that point */
    AppBox gripped;
    double grip_x, grip_y;
    double loupe_x, loupe_y;
};

/* The sight, its sizes those of this moment. A page must be there. */
AppSight *app_canvas_get_sight(AppCanvas *canvas);

/* To be drawn anew, and told: it is looked at in another way. */
void app_canvas_look(AppCanvas *canvas);

gboolean app_canvas_get_shown_area(AppCanvas *canvas, AppBox *ret_box);
void app_canvas_grip_area(AppCanvas *canvas, double x, double y);
void app_canvas_drag_area(AppCanvas *canvas, double x, double y);
void app_canvas_nudge_area(AppCanvas *canvas, int across, int down, gboolean size);

void app_canvas_draw(AppCanvas *canvas, GtkSnapshot *snapshot);

/* Wheel, pointer and touch. Once. */
void app_canvas_add_gestures(AppCanvas *canvas);

G_END_DECLS
