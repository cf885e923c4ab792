/* Choosing what of the page is to be shown: on the canvas, by hand and by keys. */
#include "app-canvas-private.h"

#define REACH 12.0 /* canvas pixels of a side that a hand has hold of */
#define STEP  4.0  /* canvas pixels an arrow key */

static AppPlace
place_of(AppCanvas *self)
{
    return app_sight_place(app_canvas_get_sight(self));
}

/* The rectangle that is shown: the one being chosen, or the page's crop. */
gboolean
app_canvas_get_shown_area(AppCanvas *self, AppBox *ret_box)
{
    StationCrop crop;

    if (self->choosing) {
        *ret_box = self->area.box;
        return TRUE;
    }
    if (!station_page_get_crop(self->page, &crop))
        return FALSE;
    *ret_box = (AppBox){crop.x, crop.y, crop.width, crop.height};
    return TRUE;
}

void
app_canvas_choose_area(AppCanvas *self, const StationCrop *begun)
{
    if (self->page == NULL || !station_page_is_finished(self->page))
        return;
    self->area.page_width = station_page_get_width(self->page);
    self->area.page_height = station_page_get_height(self->page);
    if (begun != NULL)
        app_area_set(&self->area, &(AppBox){begun->x, begun->y, begun->width, begun->height});
    else
        app_area_set(&self->area, &(AppBox){0, 0, self->area.page_width, self->area.page_height});
    self->choosing = TRUE;
    self->loupe = self->held = FALSE;
    app_canvas_look(self);
}

void
app_canvas_leave_area(AppCanvas *self)
{
    self->choosing = FALSE;
    app_canvas_look(self);
}

gboolean
app_canvas_get_area(AppCanvas *self, StationCrop *ret_area)
{
    const AppBox *box = &self->area.box;

    if (self->choosing)
        *ret_area = (StationCrop){(guint)box->x, (guint)box->y, (guint)box->width,
                                  (guint)box->height};
    return self->choosing;
}

/* ---- by hand ---- */

/* Outside of it, and everywhere while it is all of the page, a new one is drawn. */
void
app_canvas_grip_area(AppCanvas *self, double x, double y)
{
    AppPlace place = place_of(self);

    app_place_to_page(&place, x, y, &self->grip_x, &self->grip_y);
    self->grip = app_area_grip(&self->area, self->grip_x, self->grip_y,
                               REACH / app_place_scale(&place));
    self->gripped = self->area.box;
    if (self->grip != APP_GRIP_NONE &&
        !(self->grip == APP_GRIP_ALL && app_area_is_whole(&self->area)))
        return;
    self->grip = APP_GRIP_RIGHT | APP_GRIP_BOTTOM;
    self->gripped = (AppBox){CLAMP(self->grip_x, 0, self->area.page_width),
                             CLAMP(self->grip_y, 0, self->area.page_height), 0, 0};
}

void
app_canvas_drag_area(AppCanvas *self, double x, double y)
{
    AppPlace place = place_of(self);
    double page_x, page_y;

    app_place_to_page(&place, x, y, &page_x, &page_y);
    app_area_drag(&self->area, &self->gripped, self->grip, page_x - self->grip_x,
                  page_y - self->grip_y);
    app_canvas_look(self);
}

/* ---- by keys ---- */

/* Which side of the page lies at the right or at the bottom of the canvas. */
static AppGrip
far_side(const AppPlace *place, gboolean across)
{
    static const AppGrip right[] = {APP_GRIP_RIGHT, APP_GRIP_TOP, APP_GRIP_LEFT, APP_GRIP_BOTTOM};
    static const AppGrip low[] = {APP_GRIP_BOTTOM, APP_GRIP_RIGHT, APP_GRIP_TOP, APP_GRIP_LEFT};

    return (across ? right : low)[place->rotation / 90];
}

void
app_canvas_nudge_area(AppCanvas *self, int across, int down, gboolean size)
{
    AppPlace place = place_of(self);
    const AppBox from = self->area.box;
    double x1, y1, x2, y2;

    app_place_to_page(&place, 0, 0, &x1, &y1);
    app_place_to_page(&place, across * STEP, down * STEP, &x2, &y2);
    app_area_drag(&self->area, &from, size ? far_side(&place, across != 0) : APP_GRIP_ALL, x2 - x1,
                  y2 - y1);
    app_canvas_look(self);
}
