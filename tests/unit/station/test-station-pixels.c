#include "station-pixels.h"

#include "visit-rig.h"

#include <string.h>

static GBytes *
read_region(StationPixels *pixels, const StationCrop *region, GError **error)
{
    GAsyncResult *slot = NULL;
    station_pixels_read_async(pixels, region, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    return station_pixels_read_finish(pixels, result, error);
}

/* The small picture of so small a page is the page itself. */
static void
assert_region(StationPixels *pixels, const StationCrop *region)
{
    const guint8 *picture = station_page_get_picture(station_pixels_get_page(pixels));
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) rows = read_region(pixels, region, &error);
    g_assert_no_error(error);
    const guint8 *found = g_bytes_get_data(rows, NULL);
    gsize row_size = (gsize)region->width * 3;
    g_assert_cmpuint(g_bytes_get_size(rows), ==, row_size * region->height);
    for (guint y = 0; y < region->height; y++)
        g_assert_cmpmem(found + y * row_size, row_size,
                        picture + ((gsize)(region->y + y) * RIG_WIDTH + region->x) * 3, row_size);
}

static StationPage *
page_at(StationVisit *visit, guint position)
{
    return station_pages_get(station_visit_get_pages(visit), position);
}

static void
test_regions_of_pages(Rig *rig, gconstpointer format)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    rig->settings->format = GPOINTER_TO_UINT(format);
    rig->settings->pages = 2;
    visit_scan(visit, rig, NULL);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(StationPixels) pixels = station_pixels_new(rig->station, page_at(visit, i));
        assert_region(pixels, &(StationCrop){0, 0, RIG_WIDTH, RIG_HEIGHT});
        assert_region(pixels, &(StationCrop){150, 190, 10, 10});
        station_page_set_rotation(page_at(visit, i), 90); /* changes nothing here */
        assert_region(pixels, &(StationCrop){1, 2, 3, 4});
    }
    visit_close(visit);
}

/* Two questions at once, before the file is open; then it goes. */
static void
test_its_entry_may_go(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    GAsyncResult *slots[2] = {NULL, NULL};
    const StationCrop region = {5, 5, 20, 20};
    visit_scan(visit, rig, NULL);
    g_autoptr(StationPixels) pixels = station_pixels_new(rig->station, page_at(visit, 0));
    g_autoptr(StationPixels) late = station_pixels_new(rig->station, page_at(visit, 0));
    for (guint i = 0; i < 2; i++)
        station_pixels_read_async(pixels, &region, NULL, rig_ready, &slots[i]);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(GAsyncResult) result = rig_result(&slots[i]);
        g_autoptr(GBytes) rows = station_pixels_read_finish(pixels, result, NULL);
        g_assert_cmpuint(g_bytes_get_size(rows), ==, 20 * 20 * 3);
    }
    visit_close(visit);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, 0);
    assert_region(pixels, &region);
    g_autoptr(GError) error = NULL;
    g_assert_null(read_region(late, &region, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNKNOWN);
}

static void
test_refused_and_cancelled(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(GError) outside = NULL, cancelled = NULL;
    GAsyncResult *slot = NULL;
    visit_scan(visit, rig, NULL);
    g_autoptr(StationPixels) pixels = station_pixels_new(rig->station, page_at(visit, 0));
    g_assert_null(read_region(pixels, &(StationCrop){0, 0, RIG_WIDTH + 1, 1}, &outside));
    g_assert_error(outside, SCAN_ERROR, SCAN_ERROR_EXCESS);
    station_pixels_read_async(pixels, &(StationCrop){0, 0, RIG_WIDTH, RIG_HEIGHT}, cancellable,
                              rig_ready, &slot);
    g_cancellable_cancel(cancellable);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    g_assert_null(station_pixels_read_finish(pixels, result, &cancelled));
    g_assert_error(cancelled, SCAN_ERROR, SCAN_ERROR_CANCELLED);
    visit_close(visit);
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    g_test_add("/station/pixels/tiff", Rig, GUINT_TO_POINTER(SCAN_FORMAT_TIFF), rig_set_up,
               test_regions_of_pages, rig_tear_down);
    g_test_add("/station/pixels/pdf", Rig, GUINT_TO_POINTER(SCAN_FORMAT_PDF), rig_set_up,
               test_regions_of_pages, rig_tear_down);
    rig_add("/station/pixels/entry-may-go", test_its_entry_may_go);
    rig_add("/station/pixels/refused", test_refused_and_cancelled);
    return rig_run();
}
