#include "app-sight.h"

#include <math.h>

#define MIN_SCALE 0.001

AppBox
app_box_intersect(const AppBox *a, const AppBox *b)
{
    double x = MAX(a->x, b->x), y = MAX(a->y, b->y);

    return (AppBox){x, y, MAX(0, MIN(a->x + a->width, b->x + b->width) - x),
                    MAX(0, MIN(a->y + a->height, b->y + b->height) - y)};
}

/* ---- the sight ---- */

static gboolean
lies_across(guint rotation)
{
    return rotation % 180 == 90;
}

static double
turned_width(const AppSight *sight)
{
    return MAX(1, lies_across(sight->rotation) ? sight->page_height : sight->page_width);
}

static double
turned_height(const AppSight *sight)
{
    return MAX(1, lies_across(sight->rotation) ? sight->page_width : sight->page_height);
}

static double
fit_scale(const AppSight *sight)
{
    return MAX(MIN_SCALE,
               MIN((sight->canvas_width - 2 * APP_SIGHT_MARGIN) / turned_width(sight),
                   (sight->canvas_height - 2 * APP_SIGHT_MARGIN) / turned_height(sight)));
}

double
app_sight_scale(const AppSight *sight)
{
    return sight->zoom > 0 ? sight->zoom : fit_scale(sight);
}

void
app_sight_reset(AppSight *sight)
{
    sight->zoom = 0;
    sight->at_x = sight->at_y = 0.5;
}

/* The point that may stand in the middle of a canvas of `room` when the page has `size` there: a
 * larger page goes no farther from the canvas' edge than the margin, a smaller one not at all. */
static double
held(double at, double size, double room)
{
    double half = size > room ? (room / 2 - APP_SIGHT_MARGIN) / size : 0.5;

    return CLAMP(at, MIN(half, 0.5), MAX(1 - half, 0.5));
}

static void
hold(AppSight *sight)
{
    double scale = app_sight_scale(sight);

    sight->at_x = held(sight->at_x, turned_width(sight) * scale, sight->canvas_width);
    sight->at_y = held(sight->at_y, turned_height(sight) * scale, sight->canvas_height);
}

void
app_sight_zoom(AppSight *sight, double zoom, double x, double y)
{
    double before = app_sight_scale(sight), after;
    double from_x = x - sight->canvas_width / 2, from_y = y - sight->canvas_height / 2;

    hold(sight);
    sight->zoom = zoom <= fit_scale(sight) ? 0 : MIN(zoom, APP_SIGHT_MAX_ZOOM);
    after = app_sight_scale(sight);
    sight->at_x += from_x * (1 / before - 1 / after) / turned_width(sight);
    sight->at_y += from_y * (1 / before - 1 / after) / turned_height(sight);
    hold(sight);
}

void
app_sight_pan(AppSight *sight, double dx, double dy)
{
    double scale = app_sight_scale(sight);

    hold(sight);
    sight->at_x += dx / (turned_width(sight) * scale);
    sight->at_y += dy / (turned_height(sight) * scale);
    hold(sight);
}

AppPlace
app_sight_place(const AppSight *sight)
{
    AppSight now = *sight;
    double scale = app_sight_scale(sight);
    double width = turned_width(sight) * scale, height = turned_height(sight) * scale;

    hold(&now);
    return (AppPlace){{floor(sight->canvas_width / 2 - now.at_x * width),
                       floor(sight->canvas_height / 2 - now.at_y * height), width, height},
                      MAX(1, sight->page_width),
                      MAX(1, sight->page_height),
                      sight->rotation};
}

/* ---- the place ---- */

AppPlace
app_place_enlarge(const AppPlace *place, double times, double x, double y)
{
    AppPlace large = *place;

    large.box = (AppBox){round(x + (place->box.x - x) * times),
                         round(y + (place->box.y - y) * times), place->box.width * times,
                         place->box.height * times};
    return large;
}

double
app_place_scale(const AppPlace *place)
{
    return (lies_across(place->rotation) ? place->box.height : place->box.width) /
           place->page_width;
}

void
app_place_to_page(const AppPlace *place, double x, double y, double *ret_x, double *ret_y)
{
    double scale = app_place_scale(place);
    double across = (x - place->box.x) / scale, down = (y - place->box.y) / scale;

    switch (place->rotation) {
    case 90:
        *ret_x = down;
        *ret_y = place->page_height - across;
        break;
    case 180:
        *ret_x = place->page_width - across;
        *ret_y = place->page_height - down;
        break;
    case 270:
        *ret_x = place->page_width - down;
        *ret_y = across;
        break;
    default:
        *ret_x = across;
        *ret_y = down;
        break;
    }
}

static void
from_page(const AppPlace *place, double x, double y, double *ret_x, double *ret_y)
{
    double scale = app_place_scale(place), across = x, down = y;

    switch (place->rotation) {
    case 90:
        across = place->page_height - y;
        down = x;
        break;
    case 180:
        across = place->page_width - x;
        down = place->page_height - y;
        break;
    case 270:
        across = y;
        down = place->page_width - x;
        break;
    default:
        break;
    }
    *ret_x = place->box.x + across * scale;
    *ret_y = place->box.y + down * scale;
}

static AppBox
box_between(double x1, double y1, double x2, double y2)
{
    return (AppBox){MIN(x1, x2), MIN(y1, y2), fabs(x2 - x1), fabs(y2 - y1)};
}

AppBox
app_place_box_to_page(const AppPlace *place, const AppBox *box)
{
    double x1, y1, x2, y2;

    app_place_to_page(place, box->x, box->y, &x1, &y1);
    app_place_to_page(place, box->x + box->width, box->y + box->height, &x2, &y2);
    return box_between(x1, y1, x2, y2);
}

AppBox
app_place_box_from_page(const AppPlace *place, const AppBox *box)
{
    double x1, y1, x2, y2;

    from_page(place, box->x, box->y, &x1, &y1);
    from_page(place, box->x + box->width, box->y + box->height, &x2, &y2);
    return box_between(x1, y1, x2, y2);
}

AppBox
app_place_seen(const AppPlace *place, const AppBox *box)
{
    AppBox seen = app_place_box_to_page(place, box);

    return app_box_intersect(&seen, &(AppBox){0, 0, place->page_width, place->page_height});
}
