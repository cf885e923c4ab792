/* A rectangle on a page while somebody chooses it: drawn, moved, made larger. Pure arithmetic, in
 * pixels of the page as it was scanned. */
#pragma once

#include "app-sight.h"

G_BEGIN_DECLS

#define APP_AREA_LEAST 16 /* pixels of either side */

typedef struct {
    double page_width, page_height;
    AppBox box; /* whole pixels, on the page */
} AppArea;

/* What a hand has of it: sides, or all of it, or nothing. */
typedef enum {
    APP_GRIP_NONE = 0,
    APP_GRIP_LEFT = 1 << 0,
    APP_GRIP_RIGHT = 1 << 1,
    APP_GRIP_TOP = 1 << 2,
    APP_GRIP_BOTTOM = 1 << 3,
    APP_GRIP_ALL = 15,
} AppGrip;

/* As near to `box` as the page and the least size let it. */
void app_area_set(AppArea *area, const AppBox *box);
/* What lies at that point, or within `reach` of it. */
AppGrip app_area_grip(const AppArea *area, double x, double y, double reach);
/* `from` with what the grip has moved by so much; NONE is APP_GRIP_ALL. */
void app_area_drag(AppArea *area, const AppBox *from, AppGrip grip, double dx, double dy);
gboolean app_area_is_whole(const AppArea *area);

G_END_DECLS
