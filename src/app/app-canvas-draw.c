/* How the canvas looks: the page on the glass and the loupe. */
#include "app-canvas-private.h"
#include "app-glass.h"
#include "app-turn.h"

#include <math.h>

/* Screen pixels a page pixel from which on the page's own pixels are worth it. */
#define CLOSELY 0.5

#define LOUPE_RADIUS 130
#define LOUPE_LEAST  1.5 /* times as large as the page is shown, or it would be no loupe */
#define LOUPE_TIMES  2.5

static graphene_rect_t
rect_of(const AppBox *box)
{
    return GRAPHENE_RECT_INIT((float)box->x, (float)box->y, (float)box->width, (float)box->height);
}

/* Draws the unturned page as it stands at `place`, of which `shown` is to be seen: its own pixels
 * where they are worth it and there, else the small picture. */
static void
draw_pixels(AppCanvas *self, GtkSnapshot *snapshot, const AppPlace *place, const AppBox *shown)
{
    double scale = app_place_scale(place);
    int factor = gtk_widget_get_scale_factor(GTK_WIDGET(self));
    double device = scale * factor;
    AppBox seen = app_place_seen(place, shown);
    gboolean closely = self->tiles != NULL && device >= CLOSELY;
    gboolean whole = closely && app_tiles_want(self->tiles, &seen);

    gtk_snapshot_save(snapshot);
    app_turn_into(snapshot, place);
    /* Tiles that do not fall on the screen's pixels leave hair lines between them. */
    if (!whole || fabs(device - 1) > 1e-6)
        app_picture_draw(self->picture, self->page, snapshot, (float)(place->page_width * scale),
                         (float)(place->page_height * scale), factor);
    if (closely)
        app_tiles_draw(self->tiles, &seen, snapshot, scale);
    gtk_snapshot_restore(snapshot);
}

static void
draw_scan_line(AppCanvas *self, GtkSnapshot *snapshot, const AppPlace *place)
{
    double scale = app_place_scale(place);
    float width = (float)(place->page_width * scale);
    float rows = (float)station_page_get_picture_rows(self->page);
    float y = (float)(place->page_height * scale) * rows /
              (float)MAX(1, station_page_get_picture_height(self->page));
    static const GskColorStop stops[] = {{0, {0.35f, 0.65f, 1, 0}}, {1, {0.35f, 0.65f, 1, 0.5f}}};

    gtk_snapshot_save(snapshot);
    app_turn_into(snapshot, place);
    gtk_snapshot_append_linear_gradient(snapshot, &GRAPHENE_RECT_INIT(0, MAX(0, y - 48), width, 48),
                                        &GRAPHENE_POINT_INIT(0, MAX(0, y - 48)),
                                        &GRAPHENE_POINT_INIT(0, y), stops, G_N_ELEMENTS(stops));
    gtk_snapshot_append_color(snapshot, &(GdkRGBA){0.35f, 0.65f, 1, 0.95f},
                              &GRAPHENE_RECT_INIT(0, y - 1, width, 2));
    gtk_snapshot_restore(snapshot);
}

static void
draw_page(AppCanvas *self, GtkSnapshot *snapshot, const AppPlace *place)
{
    const AppBox canvas = {0, 0, self->sight.canvas_width, self->sight.canvas_height};
    graphene_rect_t area = rect_of(&place->box);
    GskRoundedRect outline;

    gsk_rounded_rect_init_from_rect(&outline, &area, 0);
    gtk_snapshot_append_outset_shadow(snapshot, &outline, &(GdkRGBA){0, 0, 0, 0.45f}, 0, 3, 0, 18);
    gtk_snapshot_append_color(snapshot, &(GdkRGBA){0.86f, 0.86f, 0.88f, 1}, &area);
    gtk_snapshot_push_clip(snapshot, &area);
    draw_pixels(self, snapshot, place, &canvas);
    if (!station_page_is_finished(self->page))
        draw_scan_line(self, snapshot, place);
    gtk_snapshot_pop(snapshot);
}

static void
dim(GtkSnapshot *snapshot, float x, float y, float width, float height)
{
    if (width > 0 && height > 0)
        gtk_snapshot_append_color(snapshot, &(GdkRGBA){0.1f, 0.1f, 0.12f, 0.62f},
                                  &GRAPHENE_RECT_INIT(x, y, width, height));
}

static void
draw_area(AppCanvas *self, GtkSnapshot *snapshot, const AppPlace *place)
{
    graphene_rect_t page = rect_of(&place->box), area;
    GdkRGBA line = {0.35f, 0.65f, 1, 1};
    GskRoundedRect outline;
    AppBox box;
    float right, low;

    if (!app_canvas_get_shown_area(self, &box))
        return;
    box = app_place_box_from_page(place, &box);
    area = rect_of(&box);
    right = area.origin.x + area.size.width;
    low = area.origin.y + area.size.height;
    dim(snapshot, page.origin.x, page.origin.y, page.size.width, area.origin.y - page.origin.y);
    dim(snapshot, page.origin.x, low, page.size.width, page.origin.y + page.size.height - low);
    dim(snapshot, page.origin.x, area.origin.y, area.origin.x - page.origin.x, area.size.height);
    dim(snapshot, right, area.origin.y, page.origin.x + page.size.width - right, area.size.height);
    if (!self->choosing)
        return;
    gsk_rounded_rect_init_from_rect(&outline, &area, 0);
    gtk_snapshot_append_border(snapshot, &outline, (float[4]){2, 2, 2, 2},
                               (GdkRGBA[4]){line, line, line, line});
}

/* One pixel of the page on one of the screen; where the page is shown about so large anyway, it
 * magnifies. */
static double
loupe_times(AppCanvas *self, const AppPlace *place)
{
    double actual = 1 / (app_place_scale(place) * gtk_widget_get_scale_factor(GTK_WIDGET(self)));

    return actual >= LOUPE_LEAST ? actual : LOUPE_TIMES;
}

static void
draw_loupe(AppCanvas *self, GtkSnapshot *snapshot, const AppPlace *place)
{
    const AppBox shown = {self->loupe_x - LOUPE_RADIUS, self->loupe_y - LOUPE_RADIUS,
                          2 * LOUPE_RADIUS, 2 * LOUPE_RADIUS};
    AppPlace large = app_place_enlarge(place, loupe_times(self, place), self->loupe_x,
                                       self->loupe_y);
    graphene_rect_t lens = rect_of(&shown);
    GdkRGBA rim = {1, 1, 1, 0.9f};
    GskRoundedRect round;

    gsk_rounded_rect_init_from_rect(&round, &lens, LOUPE_RADIUS);
    gtk_snapshot_append_outset_shadow(snapshot, &round, &(GdkRGBA){0, 0, 0, 0.6f}, 0, 4, 0, 24);
    gtk_snapshot_push_rounded_clip(snapshot, &round);
    gtk_snapshot_append_color(snapshot, &(GdkRGBA){0.2f, 0.2f, 0.22f, 1}, &lens);
    draw_pixels(self, snapshot, &large, &shown);
    gtk_snapshot_pop(snapshot);
    gtk_snapshot_append_border(snapshot, &round, (float[4]){3, 3, 3, 3},
                               (GdkRGBA[4]){rim, rim, rim, rim});
}

void
app_canvas_draw(AppCanvas *self, GtkSnapshot *snapshot)
{
    AppPlace place;

    if (self->page == NULL) {
        app_glass_draw(GTK_WIDGET(self), snapshot);
        return;
    }
    place = app_sight_place(app_canvas_get_sight(self));
    draw_page(self, snapshot, &place);
    draw_area(self, snapshot, &place);
    if (self->loupe || self->held)
        draw_loupe(self, snapshot, &place);
}
