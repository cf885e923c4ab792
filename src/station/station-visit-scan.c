/* What a visit asks of the scanner: pages, and a preview of the whole glass. */
#include "station-visit-private.h"

#include "station-scanner.h"
#include "station-scratch.h"

#define PREVIEW_DPI 100 /* enough to see where a paper lies, and as quick as flatbeds get */
#define MM_INCH     25.4

/* A StationScanOpen: a worker thread's, one call at a time. */
static gboolean
open_part(guint64 reserve, int *ret_fd, int *ret_scratch_fd, gpointer user_data, GError **error)
{
    StationVisit *self = user_data;
    Outbox *outbox = station_get_outbox(self->station);
    if (self->begun && !outbox_abandon(outbox, self->part, error))
        return FALSE;
    self->begun = outbox_begin(outbox, self->part, reserve, ret_fd, ret_scratch_fd, error);
    return self->begun;
}

static void
on_page_started(StationScan *scan G_GNUC_UNUSED, guint page, guint width, guint height,
                guint picture_width, guint picture_height, StationVisit *self)
{
    StationPage *fresh = station_page_new(self->part, page - 1, width, height, picture_width,
                                          picture_height);
    g_ptr_array_add(self->growing, fresh);
    g_signal_emit_by_name(self, "page-begun", fresh);
}

static StationPage *
growing_page(StationVisit *self, guint page)
{
    return page >= 1 && page <= self->growing->len ? g_ptr_array_index(self->growing, page - 1)
                                                   : NULL;
}

static void
on_preview_rows(StationScan *scan G_GNUC_UNUSED, guint page, guint first, GBytes *rows,
                StationVisit *self)
{
    StationPage *growing = growing_page(self, page);
    if (growing != NULL)
        station_page_add_rows(growing, first, rows);
}

static void
on_page_done(StationScan *scan, guint page, guint width, guint height, guint dpi,
             StationVisit *self)
{
    StationPage *growing = growing_page(self, page);
    const PageFindings *findings = station_scan_get_findings(scan, page);
    if (growing == NULL)
        return;
    if (findings != NULL)
        station_page_set_findings(growing, findings);
    station_page_finish(growing, width, height, dpi);
}

/* ---- how it ends ---- */

/* Whoever cancels knows it. A scan that was cancelled at the device did fail. */
static gboolean
was_cancelled_here(StationVisit *self, const GError *error)
{
    return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
           (g_error_matches(error, SCAN_ERROR, SCAN_ERROR_CANCELLED) &&
            g_cancellable_is_cancelled(self->cancellable));
}

static void
end_scan(StationVisit *self, GError *error)
{
    g_clear_pointer(&self->settings, scan_settings_free);
    g_clear_pointer(&self->scanner, g_free);
    g_clear_object(&self->replaced);
    g_ptr_array_set_size(self->growing, 0);
    self->begun = FALSE;
    if (was_cancelled_here(self, error))
        g_clear_error(&error);
    station_visit_set_error(self, error);
    station_visit_set_state(self, STATION_VISIT_READY);
    /* Whoever submits as soon as it is ready needs no upload ahead. */
    if (self->state == STATION_VISIT_READY)
        station_visit_follow_with_ahead(self);
}

static void
on_part_abandoned(GObject *source, GAsyncResult *result, gpointer error)
{
    g_task_propagate_boolean(G_TASK(result), NULL);
    end_scan(STATION_VISIT(source), error);
}

static void
fail(StationVisit *self, GError *error)
{
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    if (self->begun)
        g_ptr_array_add(ids, g_strdup(self->part));
    station_visit_abandon(self, ids, on_part_abandoned, error);
}

/* A device that takes no area has scanned all of its glass. The preview says how large that is:
 * such a device need not mean what it says of resolutions. */
static void
cut_pages(StationVisit *self)
{
    for (guint i = 0; self->cut.width > 0 && i < self->growing->len; i++) {
        StationPage *page = g_ptr_array_index(self->growing, i);
        double across = station_page_get_width(page) / self->glass_width;
        double down = station_page_get_height(page) / self->glass_height;
        StationCrop crop = {(guint)(self->cut.x * across), (guint)(self->cut.y * down),
                            (guint)(self->cut.width * across), (guint)(self->cut.height * down)};
        station_page_set_crop(page, &crop);
    }
}

static void
keep_preview(StationVisit *self)
{
    StationPage *page = g_ptr_array_index(self->growing, 0);
    double dots = station_page_get_dpi(page) / MM_INCH;
    g_set_object(&self->preview, page);
    self->glass_width = station_page_get_width(page) / dots;
    self->glass_height = station_page_get_height(page) / dots;
}

static void
keep(StationVisit *self, ScanResult *scanned)
{
    if (*self->part == '\0') {
        keep_preview(self);
        scan_result_free(scanned);
    } else {
        cut_pages(self);
        g_ptr_array_add(self->parts, station_part_new(self->part, self->settings, scanned));
        station_pages_add(self->pages, self->growing, self->replaced);
    }
    end_scan(self, NULL);
}

/* ---- how it goes ---- */

static void run(StationVisit *self);

/* What one kind of device cannot do is done in another way, once. */
static gboolean
try_otherwise(StationVisit *self, const GError *error)
{
    ScanSettings *settings = self->settings;
    if (g_error_matches(error, SCAN_ERROR, SCAN_ERROR_RESOLUTION) && self->other_resolution > 0) {
        settings->resolution = self->other_resolution;
        self->other_resolution = 0;
    } else if (g_error_matches(error, SCAN_ERROR, SCAN_ERROR_UNSUPPORTED) &&
               settings->area.width > 0 && self->glass_width > 0) {
        self->cut = settings->area;
        settings->area = (ScanArea){0};
    } else {
        return FALSE;
    }
    g_ptr_array_set_size(self->growing, 0);
    run(self);
    return TRUE;
}

static void
on_scanned(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationVisit) self = user_data;
    GError *error = NULL;
    ScanResult *scanned = station_scan_run_finish(STATION_SCAN(source), result, &error);
    g_signal_handlers_disconnect_by_data(source, self);
    if (scanned != NULL && scanned->pages == self->growing->len) {
        keep(self, scanned);
        return;
    }
    g_clear_pointer(&scanned, scan_result_free);
    if (error == NULL)
        error = g_error_new_literal(SCAN_ERROR, SCAN_ERROR_HELPER,
                                    "the pages told and the pages written differ in number");
    if (try_otherwise(self, error))
        g_error_free(error);
    else
        fail(self, error);
}

static void
run(StationVisit *self)
{
    const char *profile = station_get_profile(self->station);
    gboolean preview = *self->part == '\0';
    char uuid[BASE_UUID_SIZE];
    base_id_new_uuid(uuid);
    g_autoptr(StationScan) scan = station_scan_new(self->scanner, self->settings,
                                                   preview ? station_scratch_open : open_part,
                                                   preview ? (gpointer)profile : self);
    g_autoptr(ScanDevice) known = station_scanner_recall(profile, self->scanner);
    ScanProvenance provenance = {
        .report_id = self->report->id,
        .station = station_get_config(self->station)->name,
        .capture_uuid = preview ? uuid : self->part,
    };
    station_scan_set_known(scan, known);
    g_signal_connect(scan, "page-started", G_CALLBACK(on_page_started), self);
    g_signal_connect(scan, "preview-rows", G_CALLBACK(on_preview_rows), self);
    g_signal_connect(scan, "page-done", G_CALLBACK(on_page_done), self);
    g_signal_emit_by_name(self, "scan-started", scan);
    station_scan_run_async(scan, &provenance, self->cancellable, on_scanned, g_object_ref(self));
}

/* Takes the settings. */
static void
begin(StationVisit *self, const char *scanner, ScanSettings *settings)
{
    self->scanner = g_strdup(scanner);
    self->settings = settings;
    self->cut = (ScanArea){0};
    station_visit_begin(self, STATION_VISIT_SCANNING);
    run(self);
}

static gboolean
has_scanner(StationVisit *self, const char *scanner)
{
    if (*scanner != '\0')
        return TRUE;
    station_visit_set_error(self, g_error_new(STATION_ERROR, STATION_ERROR_NO_SCANNER,
                                              "neither %s/station.conf nor the caller names a "
                                              "scanner",
                                              station_get_profile(self->station)));
    return FALSE;
}

void
station_visit_scan(StationVisit *visit, const char *scanner, const ScanSettings *settings,
                   StationPage *replaced)
{
    g_return_if_fail(visit->state == STATION_VISIT_READY);
    if (!has_scanner(visit, scanner))
        return;
    ScanSettings *own = scan_settings_copy(settings);
    if (visit->parts->len > 0) /* one document has one format */
        own->format = ((StationPart *)g_ptr_array_index(visit->parts, 0))->format;
    base_id_new_uuid(visit->part);
    visit->other_resolution = 0;
    g_set_object(&visit->replaced, replaced);
    begin(visit, scanner, own);
}

void
station_visit_preview(StationVisit *visit, const char *scanner, const ScanSettings *settings)
{
    g_return_if_fail(visit->state == STATION_VISIT_READY);
    if (!has_scanner(visit, scanner))
        return;
    ScanSettings *own = scan_settings_copy(settings);
    own->area = (ScanArea){0};
    own->pages = 1;
    own->format = SCAN_FORMAT_TIFF;
    own->resolution = MIN(PREVIEW_DPI, settings->resolution);
    *visit->part = '\0';
    visit->other_resolution = settings->resolution;
    begin(visit, scanner, own);
}
