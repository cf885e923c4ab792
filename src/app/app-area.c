#include "app-area.h"

#include <math.h>

void
app_area_set(AppArea *area, const AppBox *box)
{
    double width = CLAMP(round(box->width), MIN(APP_AREA_LEAST, area->page_width),
                         area->page_width);
    double height = CLAMP(round(box->height), MIN(APP_AREA_LEAST, area->page_height),
                          area->page_height);

    area->box = (AppBox){CLAMP(round(box->x), 0, area->page_width - width),
                         CLAMP(round(box->y), 0, area->page_height - height), width, height};
}

AppGrip
app_area_grip(const AppArea *area, double x, double y, double reach)
{
    const AppBox *box = &area->box;
    AppGrip grip = APP_GRIP_NONE;

    if (x < box->x - reach || x > box->x + box->width + reach || y < box->y - reach ||
        y > box->y + box->height + reach)
        return APP_GRIP_NONE;
    if (fabs(x - box->x) <= reach)
        grip |= APP_GRIP_LEFT;
    else if (fabs(x - box->x - box->width) <= reach)
        grip |= APP_GRIP_RIGHT;
    if (fabs(y - box->y) <= reach)
        grip |= APP_GRIP_TOP;
    else if (fabs(y - box->y - box->height) <= reach)
        grip |= APP_GRIP_BOTTOM;
    return grip != APP_GRIP_NONE ? grip : APP_GRIP_ALL;
}

/* One direction. A side that is pulled past the other one becomes that one. */
static void
drag_sides(double *start, double *size, gboolean near, gboolean far, double by, double room)
{
    double from = *start, to = *start + *size;

    if (near)
        from += by;
    if (far)
        to += by;
    if (near != far) {
        double low = CLAMP(MIN(from, to), 0, room), high = CLAMP(MAX(from, to), 0, room);

        from = low;
        to = high;
    }
    *start = from;
    *size = to - from;
}

void
app_area_drag(AppArea *area, const AppBox *from, AppGrip grip, double dx, double dy)
{
    AppBox box = *from;

    if (grip == APP_GRIP_NONE)
        grip = APP_GRIP_ALL;
    drag_sides(&box.x, &box.width, (grip & APP_GRIP_LEFT) != 0, (grip & APP_GRIP_RIGHT) != 0, dx,
               area->page_width);
    drag_sides(&box.y, &box.height, (grip & APP_GRIP_TOP) != 0, (grip & APP_GRIP_BOTTOM) != 0, dy,
               area->page_height);
    app_area_set(area, &box);
}

gboolean
app_area_is_whole(const AppArea *area)
{
    return area->box.width >= area->page_width && area->box.height >= area->page_height;
}
