#include "station-saving.h"

#include "station-error.h"
#include "station-visit.h"
#include "visit-rig.h"

#include <glib/gstdio.h>
#include <string.h>

/* A directory's entry Orientation of a TIFF: SHORT, one, and the value. */
#define ORIENTATION     "\x12\x01\x03\x00\x01\x00\x00\x00"
#define MAX_ORIENTATION 4

static StationPages *
pages_of(StationVisit *visit)
{
    return station_visit_get_pages(visit);
}

static StationPage *
page_at(StationVisit *visit, guint position)
{
    return station_pages_get(pages_of(visit), position);
}

/* A visit with so many scans of one page, each of another paper. */
static StationVisit *
visit_with(Rig *rig, guint n)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    for (guint i = 0; i < n; i++) {
        rig_lay(rig, i + 1);
        visit_scan(visit, rig, NULL);
        g_assert_no_error(station_visit_get_error(visit));
    }
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, n);
    return visit;
}

static OutboxItem *
sealed_item(Rig *rig, StationVisit *visit)
{
    g_autoptr(GError) error = NULL;
    OutboxItem *item = outbox_find(station_get_outbox(rig->station), station_visit_get_entry(visit),
                                   &error);
    g_assert_no_error(error);
    return item;
}

/* How the pages of the sealed TIFF are turned, in their order, each with a blank behind it. */
static char *
orientations_of(const OutboxItem *item)
{
    g_autofree char *bytes = NULL;
    gsize size = 0;
    GString *found = g_string_new(NULL);
    g_assert_true(g_file_get_contents(item->path, &bytes, &size, NULL));
    for (const char *at = bytes; found->len < 2 * MAX_ORIENTATION;) {
        at = memmem(at, size - (gsize)(at - bytes), ORIENTATION, sizeof ORIENTATION - 1);
        if (at == NULL)
            break;
        at += sizeof ORIENTATION - 1;
        g_string_append_printf(found, "%u ", (guchar)*at);
    }
    return g_string_free(found, FALSE);
}

static void
assert_delivered(Rig *rig, StationVisit *visit, guint pages, const char *orientations)
{
    const StationDelivery *delivery = station_visit_get_delivery(visit);
    g_assert_no_error(station_visit_get_error(visit));
    g_assert_nonnull(delivery);
    g_assert_no_error(delivery->error);
    g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_DELIVERED);
    g_autoptr(OutboxItem) item = sealed_item(rig, visit);
    g_autofree char *found = orientations_of(item);
    g_assert_cmpint(item->state, ==, OUTBOX_STATE_DELIVERED);
    g_assert_cmpuint(item->capture->pages, ==, pages);
    g_assert_cmpstr(item->capture->scanner_device, ==, RIG_SCANNER);
    g_assert_cmpstr(found, ==, orientations);
    g_autoptr(Report) now = rig_ask(rig, RIG_REPORT);
    g_assert_cmpint(now->status, ==, REPORT_STATUS_VERIFYING);
    g_assert_cmpuint(now->originals, ==, 1);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_DELIVERED), ==, 1);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, 0);
    g_assert_cmpuint(central_count_uploads(rig->central), ==, 0);
}

/* ---- what is delivered ---- */

static void
test_two_scans_and_a_turn(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_with(rig, 2);
    const char *first = station_page_get_part(page_at(visit, 0));
    station_pages_rotate(pages_of(visit), page_at(visit, 0), 90);
    station_pages_move(pages_of(visit), page_at(visit, 0), 1);
    g_assert_cmpstr(station_page_get_part(page_at(visit, 1)), ==, first);
    visit_submit(visit);
    assert_delivered(rig, visit, 2, "1 6 ");
    visit_close(visit);
}

static void
test_one_page_turned(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_with(rig, 1);
    g_autofree char *part = g_strdup(station_page_get_part(page_at(visit, 0)));
    station_pages_rotate(pages_of(visit), page_at(visit, 0), -90);
    visit_submit(visit);
    assert_delivered(rig, visit, 1, "8 ");
    g_assert_cmpstr(station_visit_get_entry(visit), !=, part);
    visit_close(visit);
}

static void
test_one_page_cut(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_with(rig, 1);
    g_autofree char *bytes = NULL;
    gsize size = 0;
    station_pages_crop(pages_of(visit), page_at(visit, 0), &(StationCrop){10, 20, 100, 150});
    visit_submit(visit);
    assert_delivered(rig, visit, 1, "1 ");
    g_autoptr(OutboxItem) item = sealed_item(rig, visit);
    g_assert_true(g_file_get_contents(item->path, &bytes, &size, NULL));
    g_assert_nonnull(memmem(bytes, size, "Crop>10,20,100,150<", 19));
    visit_close(visit);
}

static void
test_pdf(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    rig->settings->format = SCAN_FORMAT_PDF;
    StationVisit *visit = visit_with(rig, 2);
    station_pages_rotate(pages_of(visit), page_at(visit, 1), 180);
    visit_submit(visit);
    assert_delivered(rig, visit, 2, "");
    g_autoptr(OutboxItem) item = sealed_item(rig, visit);
    g_assert_cmpstr(item->capture->media_type, ==, "application/pdf");
    visit_close(visit);
}

/* Nothing is put together that one scan wrote as it is. */
static void
test_turned_and_turned_back(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_with(rig, 1);
    g_autofree char *part = g_strdup(station_page_get_part(page_at(visit, 0)));
    for (guint i = 0; i < 4; i++)
        station_pages_rotate(pages_of(visit), page_at(visit, 0), 90);
    visit_submit(visit);
    assert_delivered(rig, visit, 1, "1 ");
    g_assert_cmpstr(station_visit_get_entry(visit), ==, part);
    visit_close(visit);
}

/* ---- the upload ahead ---- */

static void
test_upload_ahead_follows_the_turns(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_with(rig, 1);
    rig_until(central_count_uploads(rig->central) == 1);
    station_pages_rotate(pages_of(visit), page_at(visit, 0), 90);
    rig_until(central_count_uploads(rig->central) == 0);
    station_pages_undo(pages_of(visit));
    rig_until(central_count_uploads(rig->central) == 1);
    station_pages_crop(pages_of(visit), page_at(visit, 0), &(StationCrop){10, 20, 100, 150});
    rig_until(central_count_uploads(rig->central) == 0);
    visit_submit(visit);
    assert_delivered(rig, visit, 1, "1 ");
    visit_close(visit);
}

static void
submit_when_ready(StationVisit *visit, GParamSpec *pspec G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
    if (station_visit_get_state(visit) == STATION_VISIT_READY)
        station_visit_submit(visit);
}

/* The upload is still of the first page alone when the second one's scan ends. */
static void
test_submitted_before_the_upload_followed(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_with(rig, 1);
    rig_until(central_count_uploads(rig->central) == 1);
    g_signal_connect(visit, "notify::state", G_CALLBACK(submit_when_ready), NULL);
    station_visit_scan(visit, RIG_SCANNER, rig->settings, NULL);
    rig_until(station_visit_get_state(visit) == STATION_VISIT_ENDED);
    rig_until(central_count_uploads(rig->central) == 0);
    assert_delivered(rig, visit, 2, "1 1 ");
    visit_close(visit);
}

/* ---- what fails leaves the pages as they are ---- */

static void
assert_still_here(Rig *rig, StationVisit *visit, guint pages)
{
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_READY);
    g_assert_null(station_visit_get_entry(visit));
    g_assert_cmpuint(station_pages_get_n(pages_of(visit)), ==, pages);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, pages);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_READY), ==, 0);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_QUARANTINE), ==, 0);
}

/* Changes one byte in the middle and gives what stood there. */
static char
spoil(Rig *rig, StationPage *page, char value)
{
    g_autoptr(OutboxItem)
        item = outbox_find(station_get_outbox(rig->station), station_page_get_part(page), NULL);
    g_autofree char *bytes = NULL;
    gsize size = 0;
    g_assert_true(g_file_get_contents(item->path, &bytes, &size, NULL));
    char before = bytes[size / 2];
    bytes[size / 2] = value != 0 ? value : (char)(before ^ 0x55);
    g_assert_true(g_file_set_contents(item->path, bytes, (gssize)size, NULL));
    return before;
}

static void
test_damaged_part(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_with(rig, 2);
    char before = spoil(rig, page_at(visit, 1), 0);
    visit_submit(visit);
    g_assert_error(station_visit_get_error(visit), STATION_ERROR, STATION_ERROR_NOT_ASSEMBLED);
    assert_still_here(rig, visit, 2);
    spoil(rig, page_at(visit, 1), before);
    visit_submit(visit);
    assert_delivered(rig, visit, 2, "1 1 ");
    visit_close(visit);
}

static void
test_missing_part(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_with(rig, 2);
    g_autoptr(OutboxItem) item = outbox_find(station_get_outbox(rig->station),
                                             station_page_get_part(page_at(visit, 0)), NULL);
    g_autofree char *away = g_strconcat(item->path, ".away", NULL);
    g_assert_cmpint(g_rename(item->path, away), ==, 0);
    visit_submit(visit);
    g_assert_error(station_visit_get_error(visit), STATION_ERROR, STATION_ERROR_NOT_ASSEMBLED);
    assert_still_here(rig, visit, 2);
    visit_close(visit);
}

static void
test_no_helper(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *helper = g_strdup(g_getenv("SCAN_STATION_HELPER"));
    StationVisit *visit = visit_with(rig, 2);
    g_setenv("SCAN_STATION_HELPER", "/nonexistent", TRUE);
    visit_submit(visit);
    g_setenv("SCAN_STATION_HELPER", helper, TRUE);
    g_assert_error(station_visit_get_error(visit), STATION_ERROR, STATION_ERROR_NOT_ASSEMBLED);
    assert_still_here(rig, visit, 2);
    visit_close(visit);
}

/* Put together and then not sealed: there is no place for what is ready. */
static void
test_failed_seal(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_with(rig, 2);
    g_autoptr(OutboxItem) item = outbox_find(station_get_outbox(rig->station),
                                             station_page_get_part(page_at(visit, 0)), NULL);
    /* …/making/ID/original.part */
    g_autofree char *entry = g_path_get_dirname(item->path);
    g_autofree char *making = g_path_get_dirname(entry);
    g_autofree char *outbox = g_path_get_dirname(making);
    g_autofree char *ready = g_build_filename(outbox, "ready", NULL);
    g_autofree char *away = g_build_filename(outbox, "away", NULL);
    g_assert_cmpint(g_rename(ready, away), ==, 0);
    g_assert_true(g_file_set_contents(ready, "", 0, NULL));
    visit_submit(visit);
    g_assert_cmpint(g_unlink(ready), ==, 0);
    g_assert_cmpint(g_rename(away, ready), ==, 0);
    g_assert_error(station_visit_get_error(visit), OUTBOX_ERROR, OUTBOX_ERROR_UNUSABLE);
    assert_still_here(rig, visit, 2);
    visit_submit(visit);
    assert_delivered(rig, visit, 2, "1 1 ");
    visit_close(visit);
}

/* A person who cancels knows it, and may submit again. */
static void
test_cancelled(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_with(rig, 2);
    for (guint turns = 0; turns < 3; turns++) {
        station_visit_submit(visit);
        for (guint i = 0; i < turns; i++)
            g_main_context_iteration(NULL, TRUE);
        g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_SAVING);
        station_visit_cancel(visit);
        rig_until(station_visit_get_state(visit) != STATION_VISIT_SAVING);
        g_assert_no_error(station_visit_get_error(visit));
        assert_still_here(rig, visit, 2);
    }
    visit_submit(visit);
    assert_delivered(rig, visit, 2, "1 1 ");
    visit_close(visit);
}

/* One document has one format: that of its first page. */
static void
test_another_format_meanwhile(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_with(rig, 1);
    rig->settings->format = SCAN_FORMAT_PDF;
    visit_scan(visit, rig, NULL);
    visit_submit(visit);
    assert_delivered(rig, visit, 2, "1 1 ");
    visit_close(visit);
}

/* ---- pages that make no original ---- */

static void
assert_no_original(Rig *rig, StationPages *pages, GPtrArray *parts)
{
    GAsyncResult *slot = NULL;
    g_autoptr(Report) report = rig_ask(rig, RIG_REPORT);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;
    station_saving_run_async(rig->station, report, pages, parts, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    g_assert_null(station_saving_run_finish(rig->station, result, &path, &error));
    g_assert_error(error, STATION_ERROR, STATION_ERROR_PAGES);
    g_assert_null(path);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, 0);
}

static StationPart *
part_new(Rig *rig, const char *entry)
{
    ScanResult *scanned = g_new0(ScanResult, 1);
    scanned->device = scan_device_new(RIG_SCANNER, "", "", "", "");
    return station_part_new(entry, rig->settings, scanned);
}

static void
add_pages(StationPages *pages, const char *part, guint n)
{
    g_autoptr(GPtrArray) fresh = g_ptr_array_new_with_free_func(g_object_unref);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(fresh, station_page_new(part, i, 10, 10, 1, 1));
    station_pages_add(pages, fresh, NULL);
}

static void
test_no_page_and_too_many(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationPages) pages = station_pages_new();
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)station_part_free);
    assert_no_original(rig, pages, parts);
    g_ptr_array_add(parts, part_new(rig, "a-part"));
    add_pages(pages, "a-part", STATION_PAGES_MAX + 1);
    assert_no_original(rig, pages, parts);
}

static void
test_two_formats_and_no_part(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationPages) pages = station_pages_new();
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)station_part_free);
    add_pages(pages, "a-part", 1);
    add_pages(pages, "b-part", 1);
    assert_no_original(rig, pages, parts);
    g_ptr_array_add(parts, part_new(rig, "a-part"));
    assert_no_original(rig, pages, parts);
    rig->settings->format = SCAN_FORMAT_PDF;
    g_ptr_array_add(parts, part_new(rig, "b-part"));
    assert_no_original(rig, pages, parts);
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    rig_add("/station-saving/two-scans-and-a-turn", test_two_scans_and_a_turn);
    rig_add("/station-saving/one-page-turned", test_one_page_turned);
    rig_add("/station-saving/one-page-cut", test_one_page_cut);
    rig_add("/station-saving/pdf", test_pdf);
    rig_add("/station-saving/turned-back", test_turned_and_turned_back);
    rig_add("/station-saving/upload-ahead", test_upload_ahead_follows_the_turns);
    rig_add("/station-saving/submitted-at-once", test_submitted_before_the_upload_followed);
    rig_add("/station-saving/damaged-part", test_damaged_part);
    rig_add("/station-saving/missing-part", test_missing_part);
    rig_add("/station-saving/no-helper", test_no_helper);
    rig_add("/station-saving/failed-seal", test_failed_seal);
    rig_add("/station-saving/cancelled", test_cancelled);
    rig_add("/station-saving/another-format", test_another_format_meanwhile);
    rig_add("/station-saving/no-page-and-too-many", test_no_page_and_too_many);
    rig_add("/station-saving/two-formats", test_two_formats_and_no_part);
    return rig_run();
}
