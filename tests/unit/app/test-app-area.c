#include "app-area.h"

static AppArea
area_of(double x, double y, double width, double height)
{
    AppArea area = {.page_width = 1000, .page_height = 500};
    app_area_set(&area, &(AppBox){x, y, width, height});
    return area;
}

static void
assert_box(const AppArea *area, double x, double y, double width, double height)
{
    g_assert_cmpfloat(area->box.x, ==, x);
    g_assert_cmpfloat(area->box.y, ==, y);
    g_assert_cmpfloat(area->box.width, ==, width);
    g_assert_cmpfloat(area->box.height, ==, height);
}

static void
test_stays_on_the_page(void)
{
    AppArea area = area_of(10.4, 20.6, 30.5, 40.4);
    assert_box(&area, 10, 21, 31, 40);
    area = area_of(-50, 490, 5000, 2);
    assert_box(&area, 0, 484, 1000, APP_AREA_LEAST);
    g_assert_false(app_area_is_whole(&area));
    area = area_of(0, 0, 1000, 500);
    g_assert_true(app_area_is_whole(&area));
    area.page_width = 5; /* smaller than the least */
    app_area_set(&area, &(AppBox){3, 0, 1, 500});
    assert_box(&area, 0, 0, 5, 500);
}

static void
test_grip(void)
{
    AppArea area = area_of(100, 100, 200, 100);
    g_assert_cmpint(app_area_grip(&area, 200, 150, 5), ==, APP_GRIP_ALL);
    g_assert_cmpint(app_area_grip(&area, 97, 150, 5), ==, APP_GRIP_LEFT);
    g_assert_cmpint(app_area_grip(&area, 303, 203, 5), ==, APP_GRIP_RIGHT | APP_GRIP_BOTTOM);
    g_assert_cmpint(app_area_grip(&area, 200, 102, 5), ==, APP_GRIP_TOP);
    g_assert_cmpint(app_area_grip(&area, 94, 150, 5), ==, APP_GRIP_NONE);
    g_assert_cmpint(app_area_grip(&area, 200, 206, 5), ==, APP_GRIP_NONE);
}

static void
test_drag(void)
{
    AppArea area = area_of(100, 100, 200, 100);
    const AppBox from = area.box;
    app_area_drag(&area, &from, APP_GRIP_ALL, -300, 30);
    assert_box(&area, 0, 130, 200, 100);
    app_area_drag(&area, &from, APP_GRIP_LEFT | APP_GRIP_TOP, 50, -20);
    assert_box(&area, 150, 80, 150, 120);
    app_area_drag(&area, &from, APP_GRIP_RIGHT, 2000, 99);
    assert_box(&area, 100, 100, 900, 100);
    app_area_drag(&area, &from, APP_GRIP_LEFT, 300, 0); /* past the right side */
    assert_box(&area, 300, 100, 100, 100);
    app_area_drag(&area, &from, APP_GRIP_BOTTOM, 0, -95);
    assert_box(&area, 100, 100, 200, APP_AREA_LEAST);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/app-area/stays-on-the-page", test_stays_on_the_page);
    g_test_add_func("/app-area/grip", test_grip);
    g_test_add_func("/app-area/drag", test_drag);
    return g_test_run();
}
