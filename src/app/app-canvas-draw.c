/* How the canvas looks: the page on the glass and the loupe. */
#include "app-canvas-private.h"
#include "app-glass.h"

#define LOUPE_RADIUS 130.0f
#define LOUPE_TIMES  2.5 /* larger than the page is shown, and at least actual size */

static graphene_rect_t
rect_of(const AppBox *box)
{
    return GRAPHENE_RECT_INIT((float)box->x, (float)box->y, (float)box->width, (float)box->height);
}

/* Turns the coordinates so that the unturned page fills its place; its size there comes back. */
static void
turn_into(GtkSnapshot *snapshot, const AppPlace *place, float *ret_width, float *ret_height)
{
    float scale = (float)app_place_scale(place);

    *ret_width = (float)place->page_width * scale;
    *ret_height = (float)place->page_height * scale;
    gtk_snapshot_translate(snapshot,
                           &GRAPHENE_POINT_INIT((float)(place->box.x + place->box.width / 2),
                                                (float)(place->box.y + place->box.height / 2)));
    gtk_snapshot_rotate(snapshot, (float)place->rotation);
    gtk_snapshot_translate(snapshot, &GRAPHENE_POINT_INIT(-*ret_width / 2, -*ret_height / 2));
}

static void
draw_scan_line(AppCanvas *self, GtkSnapshot *snapshot, float width, float height)
{
    float rows = (float)station_page_get_picture_rows(self->page);
    float y = height * rows / (float)MAX(1, station_page_get_picture_height(self->page));
    static const GskColorStop stops[] = {{0, {0.35f, 0.65f, 1, 0}}, {1, {0.35f, 0.65f, 1, 0.5f}}};

    gtk_snapshot_append_linear_gradient(snapshot, &GRAPHENE_RECT_INIT(0, MAX(0, y - 48), width, 48),
                                        &GRAPHENE_POINT_INIT(0, MAX(0, y - 48)),
                                        &GRAPHENE_POINT_INIT(0, y), stops, G_N_ELEMENTS(stops));
    gtk_snapshot_append_color(snapshot, &(GdkRGBA){0.35f, 0.65f, 1, 0.95f},
                              &GRAPHENE_RECT_INIT(0, y - 1, width, 2));
}

static void
draw_page(AppCanvas *self, GtkSnapshot *snapshot, const AppPlace *place)
{
    graphene_rect_t area = rect_of(&place->box);
    float width, height;
    GskRoundedRect outline;

    gsk_rounded_rect_init_from_rect(&outline, &area, 0);
    gtk_snapshot_append_outset_shadow(snapshot, &outline, &(GdkRGBA){0, 0, 0, 0.45f}, 0, 3, 0, 18);
    gtk_snapshot_append_color(snapshot, &(GdkRGBA){0.86f, 0.86f, 0.88f, 1}, &area);
    gtk_snapshot_push_clip(snapshot, &area);
    gtk_snapshot_save(snapshot);
    turn_into(snapshot, place, &width, &height);
    app_picture_draw(self->picture, self->page, snapshot, width, height);
    if (!station_page_is_finished(self->page))
        draw_scan_line(self, snapshot, width, height);
    gtk_snapshot_restore(snapshot);
    gtk_snapshot_pop(snapshot);
}

static void
draw_loupe(AppCanvas *self, GtkSnapshot *snapshot, const AppPlace *place)
{
    float x = (float)self->loupe_x, y = (float)self->loupe_y;
    graphene_rect_t lens = GRAPHENE_RECT_INIT(x - LOUPE_RADIUS, y - LOUPE_RADIUS, 2 * LOUPE_RADIUS,
                                              2 * LOUPE_RADIUS);
    AppPlace large = app_place_enlarge(place, MAX(LOUPE_TIMES, 1 / app_place_scale(place)),
                                       self->loupe_x, self->loupe_y);
    GdkRGBA rim = {1, 1, 1, 0.9f};
    GskRoundedRect round;
    float width, height;

    gsk_rounded_rect_init_from_rect(&round, &lens, LOUPE_RADIUS);
    gtk_snapshot_append_outset_shadow(snapshot, &round, &(GdkRGBA){0, 0, 0, 0.6f}, 0, 4, 0, 24);
    gtk_snapshot_push_rounded_clip(snapshot, &round);
    gtk_snapshot_append_color(snapshot, &(GdkRGBA){0.2f, 0.2f, 0.22f, 1}, &lens);
    gtk_snapshot_save(snapshot);
    turn_into(snapshot, &large, &width, &height);
    app_picture_draw(self->picture, self->page, snapshot, width, height);
    gtk_snapshot_restore(snapshot);
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
    if (self->loupe)
        draw_loupe(self, snapshot, &place);
}
