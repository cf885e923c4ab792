#include "app-sight.h"

#include <math.h>

#define NEAR 1e-6

static const guint rotations[] = {0, 90, 180, 270};

/* A canvas of 800 × 600 and an A4 page of 300 dpi on it. */
static AppSight
sight_of_page(guint rotation)
{
    AppSight sight = {.canvas_width = 800,
                      .canvas_height = 600,
                      .page_width = 2480,
                      .page_height = 3508,
                      .rotation = rotation};

    app_sight_reset(&sight);
    return sight;
}

static void
assert_box(const AppBox *box, double x, double y, double width, double height)
{
    g_assert_cmpfloat_with_epsilon(box->x, x, NEAR);
    g_assert_cmpfloat_with_epsilon(box->y, y, NEAR);
    g_assert_cmpfloat_with_epsilon(box->width, width, NEAR);
    g_assert_cmpfloat_with_epsilon(box->height, height, NEAR);
}

static void
test_fit(void)
{
    AppSight sight = sight_of_page(0);
    AppPlace place = app_sight_place(&sight);

    g_assert_cmpfloat_with_epsilon(place.box.height, 600 - 2 * APP_SIGHT_MARGIN, NEAR);
    g_assert_cmpfloat_with_epsilon(place.box.y, APP_SIGHT_MARGIN, NEAR);
    g_assert_cmpfloat(fabs(place.box.x + place.box.width / 2 - 400), <=, 1);
    sight.rotation = 90;
    place = app_sight_place(&sight);
    g_assert_cmpfloat(place.box.width, >, place.box.height);
    g_assert_cmpfloat(place.box.width, <=, 800 - 2 * APP_SIGHT_MARGIN + NEAR);
    sight.page_width = sight.page_height = 0; /* nothing has come yet */
    g_assert_true(isfinite(app_sight_scale(&sight)));
    sight.canvas_width = 10; /* no room at all */
    g_assert_cmpfloat(app_sight_scale(&sight), >, 0);
}

/* The point of the page under the hand stays under it. */
static void
test_zoom_about_a_point(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rotations); i++) {
        AppSight sight = sight_of_page(rotations[i]);
        AppPlace place = app_sight_place(&sight);
        double x1, y1, x2, y2;

        app_place_to_page(&place, 430, 280, &x1, &y1);
        app_sight_zoom(&sight, 1, 430, 280);
        g_assert_cmpfloat(app_sight_scale(&sight), ==, 1);
        place = app_sight_place(&sight);
        app_place_to_page(&place, 430, 280, &x2, &y2);
        /* A place is of whole pixels; before, one of them was five of the page. */
        g_assert_cmpfloat(fabs(x2 - x1), <, 7);
        g_assert_cmpfloat(fabs(y2 - y1), <, 7);
    }
}

static void
test_zoom_has_ends(void)
{
    AppSight sight = sight_of_page(0);

    app_sight_zoom(&sight, 100, 0, 0);
    g_assert_cmpfloat(app_sight_scale(&sight), ==, APP_SIGHT_MAX_ZOOM);
    app_sight_zoom(&sight, 0.0001, 0, 0);
    g_assert_cmpfloat(sight.zoom, ==, 0);
    g_assert_cmpfloat(sight.at_x, ==, 0.5);
    g_assert_cmpfloat(sight.at_y, ==, 0.5);
}

/* The page's edge comes as far as the margin, and back at once. */
static void
test_pan_stops_at_the_edge(void)
{
    AppSight sight = sight_of_page(0);
    AppPlace place;

    app_sight_zoom(&sight, 1, 400, 300);
    app_sight_pan(&sight, -100000, -100000);
    place = app_sight_place(&sight);
    g_assert_cmpfloat_with_epsilon(place.box.x, APP_SIGHT_MARGIN, NEAR);
    g_assert_cmpfloat_with_epsilon(place.box.y, APP_SIGHT_MARGIN, NEAR);
    app_sight_pan(&sight, 10, 20);
    place = app_sight_place(&sight);
    g_assert_cmpfloat(fabs(place.box.x - (APP_SIGHT_MARGIN - 10)), <=, 1);
    g_assert_cmpfloat(fabs(place.box.y - (APP_SIGHT_MARGIN - 20)), <=, 1);
    app_sight_pan(&sight, 100000, 100000);
    place = app_sight_place(&sight);
    g_assert_cmpfloat(fabs(place.box.x + 2480 - (800 - APP_SIGHT_MARGIN)), <=, 1);
    sight.canvas_width = 1200; /* the window has become larger meanwhile */
    place = app_sight_place(&sight);
    g_assert_cmpfloat(fabs(place.box.x + 2480 - (1200 - APP_SIGHT_MARGIN)), <=, 1);
    app_sight_zoom(&sight, 0, 0, 0);
    app_sight_pan(&sight, 50, 50); /* what fits stays in the middle */
    g_assert_cmpfloat(sight.at_x, ==, 0.5);
}

static void
test_there_and_back(void)
{
    const AppBox box = {100, 200, 300, 50};

    for (gsize i = 0; i < G_N_ELEMENTS(rotations); i++) {
        AppSight sight = sight_of_page(rotations[i]);
        AppPlace place = app_sight_place(&sight);
        AppBox there = app_place_box_from_page(&place, &box);
        AppBox back = app_place_box_to_page(&place, &there);

        assert_box(&back, box.x, box.y, box.width, box.height);
        there = app_place_box_from_page(&place, &(AppBox){0, 0, 2480, 3508});
        assert_box(&there, place.box.x, place.box.y, place.box.width, place.box.height);
    }
}

/* The page's top left corner goes round by the clock. */
static void
test_turned_by_the_clock(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rotations); i++) {
        AppSight sight = sight_of_page(rotations[i]);
        AppPlace place = app_sight_place(&sight);
        gboolean right = rotations[i] == 90 || rotations[i] == 180;
        gboolean low = rotations[i] == 180 || rotations[i] == 270;
        double x, y;

        app_place_to_page(&place, place.box.x + (right ? place.box.width : 0),
                          place.box.y + (low ? place.box.height : 0), &x, &y);
        g_assert_cmpfloat_with_epsilon(x, 0, NEAR);
        g_assert_cmpfloat_with_epsilon(y, 0, NEAR);
    }
}

/* At actual size, page pixels fall on canvas pixels however the page lies. */
static void
test_pixels_on_pixels(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rotations); i++) {
        AppSight sight = sight_of_page(rotations[i]);
        AppPlace place, large;
        AppBox pixel;

        sight.page_height = 3507; /* an odd number beside an even one */
        place = app_sight_place(&sight);
        large = app_place_enlarge(&place, 1 / app_place_scale(&place), 333, 222);
        pixel = app_place_box_from_page(&large, &(AppBox){1000, 2000, 1, 1});
        g_assert_cmpfloat_with_epsilon(pixel.x, round(pixel.x), NEAR);
        g_assert_cmpfloat_with_epsilon(pixel.y, round(pixel.y), NEAR);
        app_sight_zoom(&sight, 1, 123, 321);
        place = app_sight_place(&sight);
        pixel = app_place_box_from_page(&place, &(AppBox){1000, 2000, 1, 1});
        g_assert_cmpfloat_with_epsilon(pixel.x, round(pixel.x), NEAR);
        g_assert_cmpfloat_with_epsilon(pixel.y, round(pixel.y), NEAR);
        g_assert_cmpfloat_with_epsilon(pixel.width, 1, NEAR);
    }
}

static void
test_seen(void)
{
    AppSight sight = sight_of_page(0);
    const AppBox canvas = {0, 0, 800, 600}, outside = {790, 0, 10, 600};
    AppPlace place = app_sight_place(&sight);
    AppBox seen = app_place_seen(&place, &canvas);

    assert_box(&seen, 0, 0, 2480, 3508);
    seen = app_place_seen(&place, &outside);
    g_assert_cmpfloat(seen.width, ==, 0);
    app_sight_zoom(&sight, 1, 400, 300);
    place = app_sight_place(&sight);
    seen = app_place_seen(&place, &canvas);
    g_assert_cmpfloat_with_epsilon(seen.width, 800, NEAR);
    g_assert_cmpfloat_with_epsilon(seen.height, 600, NEAR);
    g_assert_cmpfloat_with_epsilon(seen.x, -place.box.x, NEAR);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/app-sight/fit", test_fit);
    g_test_add_func("/app-sight/zoom-about-a-point", test_zoom_about_a_point);
    g_test_add_func("/app-sight/zoom-has-ends", test_zoom_has_ends);
    g_test_add_func("/app-sight/pan-stops", test_pan_stops_at_the_edge);
    g_test_add_func("/app-sight/there-and-back", test_there_and_back);
    g_test_add_func("/app-sight/turned", test_turned_by_the_clock);
    g_test_add_func("/app-sight/pixels-on-pixels", test_pixels_on_pixels);
    g_test_add_func("/app-sight/seen", test_seen);
    return g_test_run();
}
