/* A page's small picture as it can be drawn, also while it grows. Main thread. */
#pragma once

#include "station-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct AppPicture AppPicture;

AppPicture *app_picture_new(void);
void app_picture_free(AppPicture *picture);

/* Another page is drawn from now on. */
void app_picture_forget(AppPicture *picture);
/* Draws the page as it was scanned, not turned, into a width × height box at the origin, of which
 * one unit is `device` pixels of the screen. The caller clips to the box. */
void app_picture_draw(AppPicture *picture, StationPage *page, GtkSnapshot *snapshot, float width,
                      float height, double device);

G_END_DECLS
