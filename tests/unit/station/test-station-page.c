#include "station-page.h"

#include <string.h>

#define WIDTH 4 /* of the picture, in pixels */

static void
on_rows(StationPage *page G_GNUC_UNUSED, guint first, guint count, GString *told)
{
    g_string_append_printf(told, "%u+%u ", first, count);
}

static void
count_changed(StationPage *page G_GNUC_UNUSED, guint *count)
{
    (*count)++;
}

static StationPage *
new_page(guint picture_height)
{
    return station_page_new("a-part", 2, 1240, 0, WIDTH, picture_height);
}

static void
add_rows(StationPage *page, guint first, gsize size, guint8 value)
{
    g_autofree guint8 *bytes = g_malloc(size);
    memset(bytes, value, size);
    g_autoptr(GBytes) rows = g_bytes_new(bytes, size);
    station_page_add_rows(page, first, rows);
}

static void
test_new(void)
{
    g_autoptr(StationPage) page = new_page(0);
    g_assert_cmpstr(station_page_get_part(page), ==, "a-part");
    g_assert_cmpuint(station_page_get_index(page), ==, 2);
    g_assert_false(station_page_is_finished(page));
    g_assert_cmpuint(station_page_get_width(page), ==, 1240);
    g_assert_cmpuint(station_page_get_height(page), ==, 0);
    g_assert_cmpuint(station_page_get_dpi(page), ==, 0);
    g_assert_null(station_page_get_findings(page));
    g_assert_cmpuint(station_page_get_rotation(page), ==, 0);
    g_assert_cmpuint(station_page_get_picture_width(page), ==, WIDTH);
    g_assert_cmpuint(station_page_get_picture_height(page), ==, 0);
    g_assert_cmpuint(station_page_get_picture_rows(page), ==, 0);
}

static void
test_grows_row_by_row(void)
{
    g_autoptr(StationPage) page = new_page(0);
    g_autoptr(GString) told = g_string_new(NULL);
    g_signal_connect(page, "rows", G_CALLBACK(on_rows), told);
    add_rows(page, 0, WIDTH * 3 * 2, 11);
    add_rows(page, 2, WIDTH * 3, 22);
    g_assert_cmpstr(told->str, ==, "0+2 2+1 ");
    g_assert_cmpuint(station_page_get_picture_rows(page), ==, 3);
    g_assert_cmpuint(station_page_get_picture_height(page), ==, 3);
    const guint8 *picture = station_page_get_picture(page);
    g_assert_cmpuint(picture[WIDTH * 3 * 2 - 1], ==, 11);
    g_assert_cmpuint(picture[WIDTH * 3 * 2], ==, 22);
}

/* What a window draws from does not change under it when more comes. */
static void
test_rows_held_stay(void)
{
    g_autoptr(StationPage) page = new_page(0);
    g_autoptr(GBytes) held = NULL;
    add_rows(page, 0, WIDTH * 3, 11);
    add_rows(page, 1, WIDTH * 3, 22);
    held = station_page_ref_picture_rows(page, 1, 1);
    for (guint row = 2; row < 100; row++)
        add_rows(page, row, WIDTH * 3, 33);
    g_assert_cmpuint(station_page_get_picture(page)[WIDTH * 3 * 2 - 1], ==, 22);
    g_assert_cmpuint(station_page_get_picture(page)[WIDTH * 3 * 100 - 1], ==, 33);
    station_page_drop_picture(page);
    g_assert_cmpuint(g_bytes_get_size(held), ==, WIDTH * 3);
    g_assert_cmpuint(((const guint8 *)g_bytes_get_data(held, NULL))[WIDTH * 3 - 1], ==, 22);
}

/* Nobody takes memory for what is only announced. */
static void
test_announced_without_end(void)
{
    g_autoptr(StationPage) page = new_page(G_MAXUINT);
    add_rows(page, 0, WIDTH * 3, 11);
    g_assert_cmpuint(station_page_get_picture_rows(page), ==, 1);
}

static void
test_keeps_no_picture(void)
{
    g_autoptr(StationPage) page = new_page(0);
    g_autoptr(GString) told = g_string_new(NULL);
    add_rows(page, 0, WIDTH * 3, 11);
    station_page_drop_picture(page);
    g_signal_connect(page, "rows", G_CALLBACK(on_rows), told);
    add_rows(page, 1, WIDTH * 3, 22);
    station_page_finish(page, 1240, 1754, 150);
    g_assert_cmpstr(told->str, ==, "");
    g_assert_cmpuint(station_page_get_picture_rows(page), ==, 0);
    g_assert_cmpuint(station_page_get_picture_height(page), ==, 0);
    g_assert_cmpuint(station_page_get_height(page), ==, 1754);
}

/* A helper that sends nonsense must not shift the picture. */
static void
test_refuses_what_does_not_fit(void)
{
    g_autoptr(StationPage) page = new_page(10);
    g_autoptr(StationPage) without = station_page_new("a-part", 0, 1240, 0, 0, 0);
    g_autoptr(GString) told = g_string_new(NULL);
    g_signal_connect(page, "rows", G_CALLBACK(on_rows), told);
    add_rows(page, 0, WIDTH * 3 + 1, 0);
    add_rows(page, 1, WIDTH * 3, 0);
    g_assert_cmpstr(told->str, ==, "");
    add_rows(page, 0, WIDTH * 3, 0);
    add_rows(page, 0, WIDTH * 3, 0);
    g_assert_cmpstr(told->str, ==, "0+1 ");
    g_assert_cmpuint(station_page_get_picture_rows(page), ==, 1);
    g_assert_cmpuint(station_page_get_picture_height(page), ==, 10);
    add_rows(without, 0, 3, 0);
    g_assert_cmpuint(station_page_get_picture_rows(without), ==, 0);
}

static void
test_finish(void)
{
    g_autoptr(StationPage) page = new_page(10);
    PageFindings findings = {0};
    guint changed = 0;
    g_signal_connect(page, "changed", G_CALLBACK(count_changed), &changed);
    findings.findings[PAGE_FINDING_BLUR].value = 17;
    add_rows(page, 0, WIDTH * 3 * 7, 0);
    station_page_set_findings(page, &findings);
    findings.findings[PAGE_FINDING_BLUR].value = 18;
    station_page_set_findings(page, &findings);
    g_assert_cmpuint(changed, ==, 0);
    findings.findings[PAGE_FINDING_BLUR].value = 0; /* a copy is kept */
    station_page_finish(page, 1239, 1754, 150);
    g_assert_cmpuint(changed, ==, 1);
    g_assert_true(station_page_is_finished(page));
    g_assert_cmpuint(station_page_get_width(page), ==, 1239);
    g_assert_cmpuint(station_page_get_height(page), ==, 1754);
    g_assert_cmpuint(station_page_get_dpi(page), ==, 150);
    g_assert_cmpuint(station_page_get_picture_height(page), ==, 7);
    g_assert_cmpfloat(station_page_get_findings(page)->findings[PAGE_FINDING_BLUR].value, ==, 18);
}

static void
test_rotation(void)
{
    g_autoptr(StationPage) page = new_page(10);
    guint changed = 0;
    g_signal_connect(page, "changed", G_CALLBACK(count_changed), &changed);
    station_page_set_rotation(page, 270);
    g_assert_cmpuint(station_page_get_rotation(page), ==, 270);
    g_assert_cmpuint(changed, ==, 1);
    station_page_set_rotation(page, 270);
    g_assert_cmpuint(changed, ==, 1);
}

static void
test_crop(void)
{
    /* of a page of 100 × 200: what is asked for, and what becomes of it; width 0 = no crop */
    static const StationCrop cases[][2] = {
        {{10, 20, 30, 40}, {10, 20, 30, 40}},
        {{0, 0, 100, 200}, {0, 0, 0, 0}},
        {{0, 0, 99, 200}, {0, 0, 99, 200}},
        {{90, 190, 50, 50}, {90, 190, 10, 10}},
        {{0, 0, G_MAXUINT, G_MAXUINT}, {0, 0, 0, 0}},
        {{100, 0, 1, 1}, {0, 0, 0, 0}},
        {{0, 200, 1, 1}, {0, 0, 0, 0}},
        {{5, 5, 0, 9}, {0, 0, 0, 0}},
        {{5, 5, 9, 0}, {0, 0, 0, 0}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(StationPage) page = new_page(10);
        StationCrop crop = {77, 77, 77, 77};
        const StationCrop *wanted = cases[i][1].width > 0 ? &cases[i][1] : &crop;
        guint changed = 0;
        station_page_finish(page, 100, 200, 300);
        g_signal_connect(page, "changed", G_CALLBACK(count_changed), &changed);
        station_page_set_crop(page, &cases[i][0]);
        g_assert_cmpuint(changed, ==, wanted != &crop);
        g_assert_cmpint(station_page_get_crop(page, &crop), ==, wanted != &crop);
        g_assert_cmpmem(&crop, sizeof crop, wanted, sizeof crop);
        station_page_set_crop(page, NULL);
        g_assert_false(station_page_get_crop(page, &crop));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/station-page/new", test_new);
    g_test_add_func("/station-page/grows", test_grows_row_by_row);
    g_test_add_func("/station-page/rows-held-stay", test_rows_held_stay);
    g_test_add_func("/station-page/announced-without-end", test_announced_without_end);
    g_test_add_func("/station-page/keeps-no-picture", test_keeps_no_picture);
    g_test_add_func("/station-page/refuses", test_refuses_what_does_not_fit);
    g_test_add_func("/station-page/finish", test_finish);
    g_test_add_func("/station-page/rotation", test_rotation);
    g_test_add_func("/station-page/crop", test_crop);
    return g_test_run();
}
