#include "app-tiles.h"

#include "app-turn.h"
#include "visit-rig.h"

#include <string.h>

/* Four tiles, of which three are not whole; the small picture of so small a page is the page. */
#define WIDTH  700
#define HEIGHT 530

typedef struct {
    Rig rig;
    StationVisit *visit;
    StationPage *page;
    StationPixels *pixels;
    AppTiles *tiles;
    guint changed;
} Look;

static void
on_changed(Look *look)
{
    look->changed++;
}

static void
look_set_up(Look *look, gconstpointer data)
{
    rig_set_up(&look->rig, data);
    rig_lay_large(&look->rig, WIDTH, HEIGHT);
    look->visit = visit_open(&look->rig, RIG_REPORT);
    visit_scan(look->visit, &look->rig, NULL);
    look->page = station_pages_get(station_visit_get_pages(look->visit), 0);
    look->pixels = station_pixels_new(look->rig.station, look->page);
    look->tiles = app_tiles_new(look->pixels);
    look->changed = 0;
    g_signal_connect_swapped(look->tiles, "changed", G_CALLBACK(on_changed), look);
}

static void
look_tear_down(Look *look, gconstpointer data)
{
    g_object_unref(look->tiles);
    g_object_unref(look->pixels);
    visit_close(look->visit);
    rig_tear_down(&look->rig, data);
}

static void
want(Look *look, const AppBox *seen)
{
    while (!app_tiles_want(look->tiles, seen)) {
        guint before = look->changed;

        rig_until(look->changed > before);
    }
}

/* What a screen shows of it: cairo's pixels, 4 bytes each, and how many in a row. */
static cairo_surface_t *
paint(Look *look, const AppPlace *place, const AppBox *seen)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)place->box.width,
                                                          (int)place->box.height);
    cairo_t *cr = cairo_create(surface);
    GtkSnapshot *snapshot = gtk_snapshot_new();
    g_autoptr(GskRenderNode) node = NULL;

    app_turn_into(snapshot, place);
    app_tiles_draw(look->tiles, seen, snapshot, app_place_scale(place));
    node = gtk_snapshot_free_to_node(snapshot);
    if (node != NULL)
        gsk_render_node_draw(node, cr);
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    return surface;
}

static const guint8 *
pixel_of(Look *look, const AppPlace *place, guint x, guint y)
{
    double page_x, page_y;

    app_place_to_page(place, x + 0.5, y + 0.5, &page_x, &page_y);
    return station_page_get_picture(look->page) + ((guint)page_y * WIDTH + (guint)page_x) * 3;
}

static void
assert_actual(Look *look, guint rotation)
{
    const AppBox whole = {0, 0, WIDTH, HEIGHT};
    gboolean across = rotation % 180 == 90;
    const AppPlace place = {
        {0, 0, across ? HEIGHT : WIDTH, across ? WIDTH : HEIGHT}, WIDTH, HEIGHT, rotation};
    cairo_surface_t *surface = paint(look, &place, &whole);
    const guint8 *data = cairo_image_surface_get_data(surface);
    gsize stride = (gsize)cairo_image_surface_get_stride(surface);

    for (guint y = 0; y < place.box.height; y++) {
        for (guint x = 0; x < place.box.width; x++) {
            const guint8 *wanted = pixel_of(look, &place, x, y);
            guint32 found;

            memcpy(&found, data + y * stride + x * 4, sizeof found);
            if ((found & 0xffffff) != ((guint32)wanted[0] << 16 | wanted[1] << 8 | wanted[2]))
                g_error("turned by %u, (%u, %u) is another pixel", rotation, x, y);
        }
    }
    cairo_surface_destroy(surface);
}

/* One pixel of the page on one of the screen, however the page lies. */
static void
test_actual_size(Look *look, gconstpointer data G_GNUC_UNUSED)
{
    const AppBox whole = {0, 0, WIDTH, HEIGHT};

    g_assert_false(app_tiles_want(look->tiles, &whole));
    want(look, &whole);
    g_assert_cmpuint(look->changed, ==, 1);
    for (guint rotation = 0; rotation < 360; rotation += 90)
        assert_actual(look, rotation);
}

/* Only what is missing is asked for, and what is there is drawn meanwhile. */
static void
test_piece_by_piece(Look *look, gconstpointer data G_GNUC_UNUSED)
{
    const AppBox corner = {690, 520, 10, 10}, edge = {511.5, 0, 0.25, 1}, nothing = {5, 5, 0, 9};
    const AppBox whole = {0, 0, WIDTH, HEIGHT};

    g_assert_true(app_tiles_want(look->tiles, &nothing));
    g_assert_false(app_tiles_want(look->tiles, &corner));
    g_assert_false(app_tiles_want(look->tiles, &edge)); /* one question at a time */
    rig_until(look->changed == 1);
    g_assert_true(app_tiles_want(look->tiles, &corner));
    g_assert_false(app_tiles_want(look->tiles, &edge));
    rig_until(look->changed == 2);
    g_assert_true(app_tiles_want(look->tiles, &edge));
    g_assert_false(app_tiles_want(look->tiles, &whole));
    want(look, &whole);
    assert_actual(look, 0);
}

/* A file that is gone: it is asked for once, and looking goes on without. */
static void
test_no_pixels(Look *look, gconstpointer data G_GNUC_UNUSED)
{
    const AppBox whole = {0, 0, WIDTH, HEIGHT};

    visit_close(look->visit);
    g_assert_false(app_tiles_want(look->tiles, &whole));
    rig_until(G_OBJECT(look->tiles)->ref_count == 1); /* the question held it */
    g_assert_false(app_tiles_want(look->tiles, &whole));
    g_assert_cmpuint(G_OBJECT(look->tiles)->ref_count, ==, 1);
    g_assert_cmpuint(look->changed, ==, 0);
    look->visit = visit_open(&look->rig, RIG_REPORT);
}

#define look_add(name, function) g_test_add(name, Look, NULL, look_set_up, function, look_tear_down)

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    gtk_init_check(); /* a display is not needed to paint */
    look_add("/app-tiles/actual-size", test_actual_size);
    look_add("/app-tiles/piece-by-piece", test_piece_by_piece);
    look_add("/app-tiles/no-pixels", test_no_pixels);
    return rig_run();
}
