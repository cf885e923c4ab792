#include "station-trial.h"

#include "base-id.h"
#include "station-scanner.h"
#include "station-scratch.h"

struct _StationTrial {
    GObject parent_instance;
    Station *station;
    StationPage *page; /* the first one, or NULL */
};

G_DEFINE_FINAL_TYPE(StationTrial, station_trial, G_TYPE_OBJECT)

enum {
    PAGE_BEGUN,
    PROGRESS,
    BUSY,
    SIGNAL_COUNT
};
static guint signals[SIGNAL_COUNT];

static void
station_trial_finalize(GObject *object)
{
    StationTrial *self = STATION_TRIAL(object);
    g_clear_object(&self->page);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(station_trial_parent_class)->finalize(object);
}

static void
station_trial_class_init(StationTrialClass *klass)
{
    GType type = STATION_TYPE_TRIAL;
    G_OBJECT_CLASS(klass)->finalize = station_trial_finalize;
    signals[PAGE_BEGUN] = g_signal_new("page-begun", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, STATION_TYPE_PAGE);
    signals[PROGRESS] = g_signal_new("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
    signals[BUSY] = g_signal_new("busy", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
}

static void
station_trial_init(StationTrial *self G_GNUC_UNUSED)
{
}

StationTrial *
station_trial_new(Station *station)
{
    StationTrial *self = g_object_new(STATION_TYPE_TRIAL, NULL);
    self->station = g_object_ref(station);
    return self;
}

/* ---- the scan ---- */

static void
on_page_started(StationScan *scan G_GNUC_UNUSED, guint page, guint width, guint height,
                guint picture_width, guint picture_height, StationTrial *self)
{
    if (self->page != NULL)
        return;
    self->page = station_page_new("", page - 1, width, height, picture_width, picture_height);
    g_signal_emit(self, signals[PAGE_BEGUN], 0, self->page);
}

static void
on_preview_rows(StationScan *scan G_GNUC_UNUSED, guint page G_GNUC_UNUSED, guint first,
                GBytes *rows, StationTrial *self)
{
    if (self->page != NULL)
        station_page_add_rows(self->page, first, rows);
}

static void
on_page_done(StationScan *scan, guint page, guint width, guint height, guint dpi,
             StationTrial *self)
{
    const PageFindings *findings = station_scan_get_findings(scan, page);
    if (self->page == NULL)
        return;
    if (findings != NULL)
        station_page_set_findings(self->page, findings);
    station_page_finish(self->page, width, height, dpi);
}

static void
on_progress(StationScan *scan G_GNUC_UNUSED, guint page, guint percent, StationTrial *self)
{
    g_signal_emit(self, signals[PROGRESS], 0, page, percent);
}

static void
on_busy(StationScan *scan G_GNUC_UNUSED, guint seconds, guint try, guint tries, StationTrial *self)
{
    g_signal_emit(self, signals[BUSY], 0, seconds, try, tries);
}

static void
on_scanned(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    StationTrial *self = g_task_get_source_object(task);
    GError *error = NULL;
    g_autoptr(ScanResult) scanned = station_scan_run_finish(STATION_SCAN(source), result, &error);
    if (scanned != NULL)
        station_scanner_remember(station_get_profile(self->station), scanned->device);
    if (scanned != NULL && self->page == NULL)
        error = g_error_new_literal(SCAN_ERROR, SCAN_ERROR_HELPER, "no page was told of");
    if (error != NULL)
        g_task_return_error(task, error);
    else
        g_task_return_pointer(task, g_object_ref(self->page), g_object_unref);
}

void
station_trial_run_async(StationTrial *trial, const char *scanner, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
    const StationConfig *config = station_get_config(trial->station);
    const char *profile = station_get_profile(trial->station);
    g_autoptr(GTask) task = g_task_new(trial, cancellable, callback, user_data);
    g_autoptr(StationScan)
        scan = station_scan_new(scanner, config->settings, station_scratch_open, (gpointer)profile);
    g_autoptr(ScanDevice) known = station_scanner_recall(profile, scanner);
    char uuid[BASE_UUID_SIZE];
    base_id_new_uuid(uuid);
    ScanProvenance provenance = {.station = config->name, .capture_uuid = uuid};
    g_clear_object(&trial->page);
    station_scan_set_known(scan, known);
    g_signal_connect_object(scan, "page-started", G_CALLBACK(on_page_started), trial, 0);
    g_signal_connect_object(scan, "preview-rows", G_CALLBACK(on_preview_rows), trial, 0);
    g_signal_connect_object(scan, "page-done", G_CALLBACK(on_page_done), trial, 0);
    g_signal_connect_object(scan, "progress", G_CALLBACK(on_progress), trial, 0);
    g_signal_connect_object(scan, "busy", G_CALLBACK(on_busy), trial, 0);
    station_scan_run_async(scan, &provenance, cancellable, on_scanned, g_steal_pointer(&task));
}

StationPage *
station_trial_run_finish(StationTrial *trial G_GNUC_UNUSED, GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
