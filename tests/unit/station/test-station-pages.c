#include "station-pages.h"

/* Each page is told by its index. */
static StationPage *
new_page(guint index)
{
    return station_page_new("a-part", index, 10, 10, 1, 1);
}

static void
add(StationPages *pages, guint first, guint n, StationPage *replaced)
{
    g_autoptr(GPtrArray) fresh = g_ptr_array_new_with_free_func(g_object_unref);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(fresh, new_page(first + i));
    station_pages_add(pages, fresh, replaced);
}

static StationPages *
new_pages(guint n)
{
    StationPages *pages = station_pages_new();
    add(pages, 0, n, NULL);
    return pages;
}

/* What the model gives to who only knows GListModel must be what the own calls give. */
static void
assert_pages(StationPages *pages, const char *expected)
{
    GListModel *model = G_LIST_MODEL(pages);
    g_autoptr(GString) found = g_string_new(NULL);
    g_assert_cmpuint(g_list_model_get_n_items(model), ==, station_pages_get_n(pages));
    for (guint i = 0; i < station_pages_get_n(pages); i++) {
        g_autoptr(StationPage) item = g_list_model_get_item(model, i);
        g_assert_true(item == station_pages_get(pages, i));
        g_string_append_printf(found, "%u ", station_page_get_index(item));
    }
    g_assert_cmpstr(found->str, ==, expected);
}

static void
on_items(GListModel *model G_GNUC_UNUSED, guint position, guint removed, guint added, GString *told)
{
    g_string_append_printf(told, "%u-%u+%u ", position, removed, added);
}

static void
count_changed(StationPages *pages G_GNUC_UNUSED, guint *count)
{
    (*count)++;
}

static void
test_list(void)
{
    g_autoptr(StationPages) pages = new_pages(2);
    guint at = 42;
    g_assert_true(g_list_model_get_item_type(G_LIST_MODEL(pages)) == STATION_TYPE_PAGE);
    g_assert_null(station_pages_get(pages, 2));
    g_assert_null(g_list_model_get_item(G_LIST_MODEL(pages), 2));
    g_assert_true(station_pages_find(pages, station_pages_get(pages, 1), &at));
    g_assert_cmpuint(at, ==, 1);
    g_autoptr(StationPage) stranger = new_page(0);
    g_assert_false(station_pages_find(pages, stranger, &at));
    g_assert_cmpuint(at, ==, 1);
}

static void
test_add(void)
{
    g_autoptr(StationPages) pages = new_pages(1);
    g_autoptr(GString) told = g_string_new(NULL);
    guint changed = 0;
    g_signal_connect(pages, "items-changed", G_CALLBACK(on_items), told);
    g_signal_connect(pages, "changed", G_CALLBACK(count_changed), &changed);
    add(pages, 1, 2, NULL);
    assert_pages(pages, "0 1 2 ");
    g_assert_cmpstr(told->str, ==, "1-0+2 ");
    g_assert_cmpuint(changed, ==, 1);
}

static void
test_replace(void)
{
    g_autoptr(StationPages) pages = new_pages(3);
    g_autoptr(GString) told = g_string_new(NULL);
    g_signal_connect(pages, "items-changed", G_CALLBACK(on_items), told);
    add(pages, 7, 2, station_pages_get(pages, 1));
    assert_pages(pages, "0 7 8 2 ");
    g_assert_cmpstr(told->str, ==, "1-1+2 ");
}

/* The page was removed while it was scanned again: the paper was scanned, and is not lost. */
static void
test_replace_one_that_is_gone(void)
{
    g_autoptr(StationPages) pages = new_pages(2);
    g_autoptr(StationPage) gone = g_object_ref(station_pages_get(pages, 0));
    station_pages_remove(pages, gone);
    add(pages, 7, 1, gone);
    assert_pages(pages, "1 7 ");
}

static void
test_remove(void)
{
    g_autoptr(StationPages) pages = new_pages(3);
    g_autoptr(StationPage) stranger = new_page(0);
    g_autoptr(GString) told = g_string_new(NULL);
    guint changed = 0;
    g_signal_connect(pages, "items-changed", G_CALLBACK(on_items), told);
    g_signal_connect(pages, "changed", G_CALLBACK(count_changed), &changed);
    station_pages_remove(pages, station_pages_get(pages, 1));
    station_pages_remove(pages, stranger);
    assert_pages(pages, "0 2 ");
    g_assert_cmpstr(told->str, ==, "1-1+0 ");
    g_assert_cmpuint(changed, ==, 1);
}

static void
test_undo(void)
{
    g_autoptr(StationPages) pages = station_pages_new();
    g_autoptr(GString) told = g_string_new(NULL);
    g_assert_false(station_pages_can_undo(pages));
    station_pages_undo(pages);
    add(pages, 0, 2, NULL);
    add(pages, 5, 1, station_pages_get(pages, 0));
    station_pages_remove(pages, station_pages_get(pages, 1));
    assert_pages(pages, "5 ");
    g_signal_connect(pages, "items-changed", G_CALLBACK(on_items), told);
    station_pages_undo(pages);
    assert_pages(pages, "5 1 ");
    g_assert_cmpstr(told->str, ==, "0-1+2 ");
    station_pages_undo(pages);
    assert_pages(pages, "0 1 ");
    g_assert_true(station_pages_can_undo(pages));
    station_pages_undo(pages);
    assert_pages(pages, "");
    g_assert_false(station_pages_can_undo(pages));
}

/* One that is changed after an undo goes on from there. */
static void
test_change_after_undo(void)
{
    g_autoptr(StationPages) pages = new_pages(3);
    station_pages_remove(pages, station_pages_get(pages, 0));
    station_pages_undo(pages);
    station_pages_remove(pages, station_pages_get(pages, 2));
    assert_pages(pages, "0 1 ");
    station_pages_undo(pages);
    assert_pages(pages, "0 1 2 ");
}

static void
test_undo_is_bounded(void)
{
    g_autoptr(StationPages) pages = new_pages(1);
    guint undone = 0;
    for (guint i = 0; i < 1000; i++)
        add(pages, i, 1, station_pages_get(pages, 0));
    for (; station_pages_can_undo(pages); undone++)
        station_pages_undo(pages);
    g_assert_cmpuint(undone, >=, 50);
    g_assert_cmpuint(undone, <, 1000);
    g_assert_cmpuint(station_pages_get_n(pages), ==, 1);
}

static StationPages *
new_finished_pages(guint n)
{
    StationPages *pages = new_pages(n);
    for (guint i = 0; i < n; i++)
        station_page_finish(station_pages_get(pages, i), 100, 200, 300);
    return pages;
}

static void
test_rotate(void)
{
    g_autoptr(StationPages) pages = new_finished_pages(2);
    g_autoptr(StationPage) stranger = new_page(0);
    g_autoptr(GString) told = g_string_new(NULL);
    StationPage *page = station_pages_get(pages, 1);
    guint changed = 0;
    g_signal_connect(pages, "items-changed", G_CALLBACK(on_items), told);
    g_signal_connect(pages, "changed", G_CALLBACK(count_changed), &changed);
    station_pages_rotate(pages, page, 90);
    g_assert_cmpuint(station_page_get_rotation(page), ==, 90);
    station_pages_rotate(pages, page, -180);
    g_assert_cmpuint(station_page_get_rotation(page), ==, 270);
    station_pages_rotate(pages, page, 450);
    g_assert_cmpuint(station_page_get_rotation(page), ==, 0);
    g_assert_cmpuint(changed, ==, 3);
    station_pages_rotate(pages, page, -720);
    station_pages_rotate(pages, stranger, 90);
    g_assert_cmpuint(station_page_get_rotation(stranger), ==, 0);
    g_assert_cmpuint(changed, ==, 3);
    station_pages_undo(pages);
    g_assert_cmpuint(station_page_get_rotation(page), ==, 270);
    station_pages_undo(pages);
    g_assert_cmpuint(station_page_get_rotation(page), ==, 90);
    station_pages_undo(pages);
    g_assert_cmpuint(station_page_get_rotation(page), ==, 0);
    g_assert_cmpuint(changed, ==, 6);
    /* who shows them has kept its place */
    g_assert_cmpstr(told->str, ==, "");
    assert_pages(pages, "0 1 ");
}

static void
test_move(void)
{
    g_autoptr(StationPages) pages = new_pages(4);
    g_autoptr(StationPage) stranger = new_page(9);
    g_autoptr(GString) told = g_string_new(NULL);
    guint changed = 0;
    g_signal_connect(pages, "items-changed", G_CALLBACK(on_items), told);
    g_signal_connect(pages, "changed", G_CALLBACK(count_changed), &changed);
    station_pages_move(pages, station_pages_get(pages, 0), 2);
    assert_pages(pages, "1 2 0 3 ");
    station_pages_move(pages, station_pages_get(pages, 3), 1);
    assert_pages(pages, "1 3 2 0 ");
    station_pages_move(pages, station_pages_get(pages, 1), 77);
    assert_pages(pages, "1 2 0 3 ");
    g_assert_cmpstr(told->str, ==, "0-3+3 1-3+3 1-3+3 ");
    g_assert_cmpuint(changed, ==, 3);
    station_pages_move(pages, station_pages_get(pages, 3), 3);
    station_pages_move(pages, stranger, 0);
    g_assert_cmpuint(changed, ==, 3);
    station_pages_undo(pages);
    assert_pages(pages, "1 3 2 0 ");
    station_pages_undo(pages);
    station_pages_undo(pages);
    assert_pages(pages, "0 1 2 3 ");
}

static void
assert_crop(StationPage *page, guint x, guint y, guint width, guint height)
{
    StationCrop crop = {0};
    g_assert_cmpint(station_page_get_crop(page, &crop), ==, width > 0);
    g_assert_cmpuint(crop.x, ==, x);
    g_assert_cmpuint(crop.y, ==, y);
    g_assert_cmpuint(crop.width, ==, width);
    g_assert_cmpuint(crop.height, ==, height);
}

static void
test_crop(void)
{
    g_autoptr(StationPages) pages = new_finished_pages(1);
    g_autoptr(StationPage) stranger = new_page(9);
    StationPage *page = station_pages_get(pages, 0);
    const StationCrop crop = {10, 20, 30, 40}, other = {10, 20, 30, 41};
    guint changed = 0;
    g_signal_connect(pages, "changed", G_CALLBACK(count_changed), &changed);
    station_pages_crop(pages, page, &crop);
    station_pages_crop(pages, page, &crop);
    g_assert_cmpuint(changed, ==, 1);
    station_pages_crop(pages, page, &other);
    station_pages_rotate(pages, page, 90);
    station_pages_crop(pages, page, NULL);
    assert_crop(page, 0, 0, 0, 0);
    g_assert_cmpuint(changed, ==, 4);
    station_pages_crop(pages, stranger, &crop);
    g_assert_cmpuint(changed, ==, 4);
    station_pages_undo(pages);
    assert_crop(page, 10, 20, 30, 41);
    g_assert_cmpuint(station_page_get_rotation(page), ==, 90);
    station_pages_undo(pages);
    g_assert_cmpuint(station_page_get_rotation(page), ==, 0);
    station_pages_undo(pages);
    assert_crop(page, 10, 20, 30, 40);
    station_pages_undo(pages);
    assert_crop(page, 0, 0, 0, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/station-pages/list", test_list);
    g_test_add_func("/station-pages/add", test_add);
    g_test_add_func("/station-pages/replace", test_replace);
    g_test_add_func("/station-pages/replace-gone", test_replace_one_that_is_gone);
    g_test_add_func("/station-pages/remove", test_remove);
    g_test_add_func("/station-pages/undo", test_undo);
    g_test_add_func("/station-pages/change-after-undo", test_change_after_undo);
    g_test_add_func("/station-pages/undo-is-bounded", test_undo_is_bounded);
    g_test_add_func("/station-pages/rotate", test_rotate);
    g_test_add_func("/station-pages/move", test_move);
    g_test_add_func("/station-pages/crop", test_crop);
    return g_test_run();
}
