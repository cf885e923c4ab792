/* What the files of AppCanvas share. Internal to them. */
#pragma once

#include "app-canvas.h"
#include "app-picture.h"
#include "app-sight.h"

G_BEGIN_DECLS

struct _AppCanvas {
    GtkWidget parent_instance;

    StationPage *page;
    AppPicture *picture;
    AppSight sight;
    double hand_x, hand_y; /* where the pointer was last */
    double drag_x, drag_y; /* as far as the drag has been followed */
    double pinch;          /* the scale when the pinch began */
    gboolean loupe;
    double loupe_x, loupe_y;
};

/* The sight, its sizes those of this moment. A page must be there. */
AppSight *app_canvas_get_sight(AppCanvas *canvas);

void app_canvas_draw(AppCanvas *canvas, GtkSnapshot *snapshot);

/* Wheel, pointer and touch. Once. */
void app_canvas_add_gestures(AppCanvas *canvas);

G_END_DECLS
