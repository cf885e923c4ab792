#include "visit-rig.h"

static void
count_begun(StationVisit *visit G_GNUC_UNUSED, StationPage *page, guint *count)
{
    g_assert_false(station_page_is_finished(page));
    (*count)++;
}

static void
test_scan(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    g_autoptr(GString) states = g_string_new(NULL);
    guint begun = 0;
    visit_note_states(visit, states);
    g_signal_connect(visit, "page-begun", G_CALLBACK(count_begun), &begun);
    visit_scan(visit, rig, NULL);
    g_assert_cmpstr(states->str, ==, "scanning ready ");
    g_assert_cmpuint(begun, ==, 1);
    g_assert_cmpuint(visit_count_pages(visit), ==, 1);
    StationPage *page = visit_page_at(visit, 0);
    g_assert_true(station_page_is_finished(page));
    g_assert_cmpuint(station_page_get_width(page), ==, 160);
    g_assert_cmpuint(station_page_get_height(page), ==, 200);
    g_assert_cmpuint(station_page_get_picture_rows(page), >, 0);
    g_assert_nonnull(station_page_get_findings(page));
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, 1);
    visit_scan(visit, rig, NULL);
    g_assert_cmpuint(visit_count_pages(visit), ==, 2);
    g_assert_true(visit_page_at(visit, 0) == page);
    visit_close(visit);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, 0);
}

static void
test_no_scanner(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    station_visit_scan(visit, "", rig->settings, NULL);
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_READY);
    g_assert_error(station_visit_get_error(visit), STATION_ERROR, STATION_ERROR_NO_SCANNER);
    visit_close(visit);
}

/* It costs nothing that was there before, and the next scan may go well. */
static void
test_failed_scan(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    g_autoptr(ScanSettings) bad = scan_settings_copy(rig->settings);
    visit_scan(visit, rig, NULL);
    g_ptr_array_add(bad->options, g_strdup("no-such-option=1"));
    station_visit_scan(visit, RIG_SCANNER, bad, visit_page_at(visit, 0));
    rig_until(station_visit_get_state(visit) != STATION_VISIT_SCANNING);
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_READY);
    g_assert_true(station_visit_get_error(visit)->domain == SCAN_ERROR);
    g_assert_cmpuint(visit_count_pages(visit), ==, 1);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, 1);
    station_visit_scan(visit, RIG_SCANNER, rig->settings, NULL);
    g_assert_no_error(station_visit_get_error(visit)); /* past as soon as something else begins */
    rig_until(station_visit_get_state(visit) == STATION_VISIT_READY);
    g_assert_no_error(station_visit_get_error(visit));
    g_assert_cmpuint(visit_count_pages(visit), ==, 2);
    visit_close(visit);
}

static void
cancel_at(StationVisit *visit, gpointer what G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
    station_visit_cancel(visit);
}

static void
test_cancelled_scan(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const moments[] = {"scan-started", "page-begun"};
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    rig->settings->pages = 100;
    for (guint i = 0; i < G_N_ELEMENTS(moments); i++) {
        gulong handler = g_signal_connect(visit, moments[i], G_CALLBACK(cancel_at), NULL);
        visit_scan(visit, rig, NULL);
        g_signal_handler_disconnect(visit, handler);
        g_assert_no_error(station_visit_get_error(visit));
        g_assert_cmpuint(visit_count_pages(visit), ==, 0);
        g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, 0);
    }
    rig->settings->pages = 1;
    visit_scan(visit, rig, NULL);
    g_assert_cmpuint(visit_count_pages(visit), ==, 1);
    visit_close(visit);
}

static void
test_scan_again(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    visit_scan(visit, rig, NULL);
    g_autofree char *first = g_strdup(station_page_get_part(visit_page_at(visit, 0)));
    rig_lay(rig, 2);
    visit_scan(visit, rig, visit_page_at(visit, 0));
    g_autofree char *second = g_strdup(station_page_get_part(visit_page_at(visit, 0)));
    g_assert_cmpuint(visit_count_pages(visit), ==, 1);
    g_assert_cmpstr(first, !=, second);
    visit_submit(visit);
    g_assert_cmpstr(station_visit_get_entry(visit), ==, second);
    visit_close(visit);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, 0);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_DELIVERED), ==, 1);
}

static void
note_format(StationVisit *visit G_GNUC_UNUSED, StationScan *scan, ScanFormat *format)
{
    *format = station_scan_get_settings(scan)->format;
}

/* One document has one format: that of the page that came first. */
static void
test_one_format(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    ScanFormat format = SCAN_FORMAT_TIFF;
    g_signal_connect(visit, "scan-started", G_CALLBACK(note_format), &format);
    rig->settings->format = SCAN_FORMAT_PDF;
    visit_scan(visit, rig, NULL);
    g_assert_cmpint(format, ==, SCAN_FORMAT_PDF);
    rig->settings->format = SCAN_FORMAT_TIFF;
    visit_scan(visit, rig, NULL);
    g_assert_cmpint(format, ==, SCAN_FORMAT_PDF);
    visit_close(visit);
}

/* ---- a preview of the glass ---- */

static void
visit_preview(StationVisit *visit, Rig *rig)
{
    station_visit_preview(visit, RIG_SCANNER, rig->settings);
    rig_until(station_visit_get_state(visit) != STATION_VISIT_SCANNING);
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_READY);
}

static void
note_asked(StationVisit *visit G_GNUC_UNUSED, StationScan *scan, GString *asked)
{
    const ScanSettings *settings = station_scan_get_settings(scan);
    g_string_append_printf(asked, "%u:%s:%u:%g ", settings->resolution,
                           scan_format_code(settings->format), settings->pages,
                           settings->area.width);
}

/* Seen like a page, and nothing of it is kept: not in the outbox, not among the pages. */
static void
test_preview(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    g_autoptr(GString) asked = g_string_new(NULL);
    guint begun = 0;
    g_signal_connect(visit, "page-begun", G_CALLBACK(count_begun), &begun);
    g_signal_connect(visit, "scan-started", G_CALLBACK(note_asked), asked);
    visit_scan(visit, rig, NULL);
    g_assert_null(station_visit_get_preview(visit));
    rig->settings->format = SCAN_FORMAT_PDF;
    rig->settings->pages = 3;
    rig->settings->area = (ScanArea){1, 1, 5, 5};
    visit_preview(visit, rig);
    g_assert_cmpstr(asked->str, ==, "300:tiff:1:0 100:tiff:1:0 ");
    g_assert_cmpuint(begun, ==, 2);
    StationPage *preview = station_visit_get_preview(visit);
    g_assert_nonnull(preview);
    g_assert_true(station_page_is_finished(preview));
    g_assert_cmpuint(station_page_get_dpi(preview), ==, 100);
    g_assert_cmpuint(station_page_get_picture_rows(preview), >, 0);
    g_assert_nonnull(station_page_get_findings(preview));
    g_assert_cmpuint(visit_count_pages(visit), ==, 1);
    g_assert_true(visit_page_at(visit, 0) != preview);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, 1);
    visit_submit(visit); /* of the page alone */
    g_assert_null(station_visit_get_preview(visit));
    g_assert_cmpint(station_visit_get_delivery(visit)->end, ==, STATION_DELIVERY_DELIVERED);
    visit_close(visit);
}

static void
test_preview_that_ends_early(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    gulong handler = g_signal_connect(visit, "page-begun", G_CALLBACK(cancel_at), NULL);
    visit_preview(visit, rig);
    g_signal_handler_disconnect(visit, handler);
    g_assert_null(station_visit_get_preview(visit));
    g_assert_no_error(station_visit_get_error(visit));
    station_visit_preview(visit, "", rig->settings);
    g_assert_error(station_visit_get_error(visit), STATION_ERROR, STATION_ERROR_NO_SCANNER);
    g_ptr_array_add(rig->settings->options, g_strdup("no-such-option=1"));
    visit_preview(visit, rig);
    g_assert_true(station_visit_get_error(visit)->domain == SCAN_ERROR);
    g_assert_null(station_visit_get_preview(visit));
    g_ptr_array_set_size(rig->settings->options, rig->settings->options->len - 1);
    visit_preview(visit, rig);
    g_assert_nonnull(station_visit_get_preview(visit));
    g_assert_no_error(station_visit_get_error(visit));
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, 0);
    visit_close(visit);
}

/* Neither resolution can be done: it is told as such, and tried no third time. */
static void
test_preview_in_another_resolution(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    g_autoptr(GString) asked = g_string_new(NULL);
    g_signal_connect(visit, "scan-started", G_CALLBACK(note_asked), asked);
    rig->settings->resolution = 2400;
    visit_preview(visit, rig);
    g_assert_cmpstr(asked->str, ==, "100:tiff:1:0 ");
    rig->settings->resolution = 20;
    visit_preview(visit, rig);
    g_assert_cmpstr(asked->str, ==, "100:tiff:1:0 20:tiff:1:0 20:tiff:1:0 ");
    g_assert_error(station_visit_get_error(visit), SCAN_ERROR, SCAN_ERROR_RESOLUTION);
    visit_close(visit);
}

/* SANE's pnm has no area. Where the glass was seen, all of it is scanned, and the page is cut to
 * what was chosen. */
static void
test_device_without_area(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    StationCrop crop;
    rig->settings->area = (ScanArea){2, 3, 5, 6};
    visit_scan(visit, rig, NULL);
    g_assert_error(station_visit_get_error(visit), SCAN_ERROR, SCAN_ERROR_UNSUPPORTED);
    g_assert_cmpuint(visit_count_pages(visit), ==, 0);
    visit_preview(visit, rig); /* 160 dots at 100 dpi: 40.64 mm */
    rig->settings->area = (ScanArea){20.32, 25.4, 20, 25};
    visit_scan(visit, rig, NULL);
    g_assert_no_error(station_visit_get_error(visit));
    g_assert_cmpuint(station_page_get_width(visit_page_at(visit, 0)), ==, 160);
    g_assert_true(station_page_get_crop(visit_page_at(visit, 0), &crop));
    g_assert_cmpuint(crop.x, ==, 80);
    g_assert_cmpuint(crop.y, ==, 100);
    g_assert_cmpuint(crop.width, ==, 78);
    visit_close(visit);
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    rig_add("/station-visit-scan/scan", test_scan);
    rig_add("/station-visit-scan/no-scanner", test_no_scanner);
    rig_add("/station-visit-scan/failed-scan", test_failed_scan);
    rig_add("/station-visit-scan/cancelled-scan", test_cancelled_scan);
    rig_add("/station-visit-scan/scan-again", test_scan_again);
    rig_add("/station-visit-scan/one-format", test_one_format);
    rig_add("/station-visit-scan/preview", test_preview);
    rig_add("/station-visit-scan/preview-ends-early", test_preview_that_ends_early);
    rig_add("/station-visit-scan/preview-resolution", test_preview_in_another_resolution);
    rig_add("/station-visit-scan/no-area", test_device_without_area);
    return rig_run();
}
