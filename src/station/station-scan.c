#include "station-scan.h"

#include <unistd.h>

#define A4_WIDTH  210.0
#define A4_HEIGHT 297.0
#define MM_INCH   25.4
/* Headers, colour profile and metadata; and what an incompressible page costs more. */
#define DOCUMENT_OVERHEAD (256 * 1024)

struct _StationScan {
    GObject parent_instance;
    StationScanState state;
    char *device;
    ScanDevice *known; /* or NULL */
    ScanSettings *settings;
    StationScanOpen open;
    gpointer open_data;
    char *report_id, *station, *capture_uuid;
    ScanJob *job; /* the last try's, or NULL */
    GTask *task;  /* of the run; NULL before and after */
    int fd, scratch_fd;
    guint tries;
    guint seconds_left;
    guint timer;
};

G_DEFINE_FINAL_TYPE(StationScan, station_scan, G_TYPE_OBJECT)

enum {
    PAGE_STARTED,
    PROGRESS,
    PREVIEW_ROWS,
    PAGE_DONE,
    ADJUSTED,
    BUSY,
    SIGNAL_COUNT
};
static guint signals[SIGNAL_COUNT];

static void start_try(StationScan *self);

static void
set_state(StationScan *self, StationScanState state)
{
    static const char *const names[] = {"idle", "opening", "scanning", "busy", "ended"};
    g_debug("scan: %s → %s", names[self->state], names[state]);
    self->state = state;
}

static void
close_files(StationScan *self)
{
    if (self->fd >= 0)
        close(self->fd);
    if (self->scratch_fd >= 0)
        close(self->scratch_fd);
    self->fd = self->scratch_fd = -1;
}

static void
station_scan_finalize(GObject *object)
{
    StationScan *self = STATION_SCAN(object);
    close_files(self);
    g_clear_object(&self->job);
    g_free(self->device);
    g_clear_pointer(&self->known, scan_device_free);
    g_free(self->report_id);
    g_free(self->station);
    g_free(self->capture_uuid);
    g_clear_pointer(&self->settings, scan_settings_free);
    G_OBJECT_CLASS(station_scan_parent_class)->finalize(object);
}

static void
station_scan_class_init(StationScanClass *klass)
{
    GType type = STATION_TYPE_SCAN;
    G_OBJECT_CLASS(klass)->finalize = station_scan_finalize;
    signals[PAGE_STARTED] = g_signal_new("page-started", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 5, G_TYPE_UINT, G_TYPE_UINT,
                                         G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
    signals[PROGRESS] = g_signal_new("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
    signals[PREVIEW_ROWS] = g_signal_new("preview-rows", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT,
                                         G_TYPE_BYTES);
    signals[PAGE_DONE] = g_signal_new("page-done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 4, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT,
                                      G_TYPE_UINT);
    signals[ADJUSTED] = g_signal_new("adjusted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
    signals[BUSY] = g_signal_new("busy", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
}

static void
station_scan_init(StationScan *self)
{
    self->fd = self->scratch_fd = -1;
}

StationScan *
station_scan_new(const char *device, const ScanSettings *settings, StationScanOpen open,
                 gpointer user_data)
{
    StationScan *self = g_object_new(STATION_TYPE_SCAN, NULL);
    self->device = g_strdup(device);
    self->settings = scan_settings_copy(settings);
    self->open = open;
    self->open_data = user_data;
    return self;
}

void
station_scan_set_known(StationScan *scan, const ScanDevice *known)
{
    g_clear_pointer(&scan->known, scan_device_free);
    scan->known = known != NULL ? scan_device_copy(known) : NULL;
}

StationScanState
station_scan_get_state(StationScan *scan)
{
    return scan->state;
}

const ScanSettings *
station_scan_get_settings(StationScan *scan)
{
    return scan->settings;
}

/* Takes one of `error` and `result`. */
static void
end(StationScan *self, ScanResult *result, GError *error)
{
    g_autoptr(GTask) task = g_steal_pointer(&self->task);
    close_files(self);
    set_state(self, STATION_SCAN_ENDED);
    if (error != NULL)
        g_task_return_error(task, error);
    else
        g_task_return_pointer(task, result, (GDestroyNotify)scan_result_free);
}

static gboolean
on_second(gpointer user_data)
{
    StationScan *self = user_data;
    GError *error = NULL;
    if (g_cancellable_set_error_if_cancelled(g_task_get_cancellable(self->task), &error)) {
        self->timer = 0;
        end(self, NULL, error);
        return G_SOURCE_REMOVE;
    }
    self->seconds_left--;
    if (self->seconds_left > 0) {
        g_signal_emit(self, signals[BUSY], 0, self->seconds_left, self->tries,
                      (guint)STATION_SCAN_BUSY_TRIES);
        return G_SOURCE_CONTINUE;
    }
    self->timer = 0;
    start_try(self);
    return G_SOURCE_REMOVE;
}

static void
wait_for_device(StationScan *self)
{
    close_files(self);
    set_state(self, STATION_SCAN_BUSY);
    self->seconds_left = STATION_SCAN_BUSY_SECONDS;
    g_signal_emit(self, signals[BUSY], 0, self->seconds_left, self->tries,
                  (guint)STATION_SCAN_BUSY_TRIES);
    self->timer = g_timeout_add_seconds(1, on_second, self);
}

static void
on_job_ended(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationScan) self = user_data;
    GError *error = NULL;
    ScanResult *scanned = scan_job_run_finish(SCAN_JOB(source), result, &error);
    g_signal_handlers_disconnect_by_data(source, self);
    if (g_error_matches(error, SCAN_ERROR, SCAN_ERROR_BUSY) &&
        self->tries < STATION_SCAN_BUSY_TRIES) {
        g_clear_error(&error);
        wait_for_device(self);
        return;
    }
    end(self, scanned, error);
}

static void
on_page_started(ScanJob *job G_GNUC_UNUSED, guint page, guint width, guint height,
                guint preview_width, guint preview_height, StationScan *self)
{
    g_signal_emit(self, signals[PAGE_STARTED], 0, page, width, height, preview_width,
                  preview_height);
}

static void
on_progress(ScanJob *job G_GNUC_UNUSED, guint page, guint percent, StationScan *self)
{
    g_signal_emit(self, signals[PROGRESS], 0, page, percent);
}

static void
on_preview_rows(ScanJob *job G_GNUC_UNUSED, guint page, guint first_row, GBytes *rows,
                StationScan *self)
{
    g_signal_emit(self, signals[PREVIEW_ROWS], 0, page, first_row, rows);
}

static void
on_page_done(ScanJob *job G_GNUC_UNUSED, guint page, guint width, guint height, guint dpi,
             StationScan *self)
{
    g_signal_emit(self, signals[PAGE_DONE], 0, page, width, height, dpi);
}

static void
on_adjusted(ScanJob *job G_GNUC_UNUSED, const char *name, const char *asked, const char *became,
            StationScan *self)
{
    g_signal_emit(self, signals[ADJUSTED], 0, name, asked, became);
}

static void
start_job(StationScan *self)
{
    ScanJob *job = scan_job_new(NULL);
    ScanProvenance provenance = {
        .report_id = self->report_id,
        .station = self->station,
        .capture_uuid = self->capture_uuid,
    };
    g_signal_connect(job, "page-started", G_CALLBACK(on_page_started), self);
    g_signal_connect(job, "progress", G_CALLBACK(on_progress), self);
    g_signal_connect(job, "preview-rows", G_CALLBACK(on_preview_rows), self);
    g_signal_connect(job, "page-done", G_CALLBACK(on_page_done), self);
    g_signal_connect(job, "adjusted", G_CALLBACK(on_adjusted), self);
    if (self->known != NULL)
        scan_job_set_known(job, self->known);
    g_clear_object(&self->job);
    self->job = job;
    set_state(self, STATION_SCAN_SCANNING);
    scan_job_run_async(job, self->device, self->settings, &provenance, self->fd, self->scratch_fd,
                       g_task_get_cancellable(self->task), on_job_ended, g_object_ref(self));
}

static void
open_thread(GTask *task, gpointer source, gpointer task_data G_GNUC_UNUSED,
            GCancellable *cancellable G_GNUC_UNUSED)
{
    StationScan *self = source;
    GError *error = NULL;
    if (self->open(station_scan_estimate(self->settings), &self->fd, &self->scratch_fd,
                   self->open_data, &error))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
}

static void
on_opened(GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
    StationScan *self = STATION_SCAN(source);
    GError *error = NULL;
    if (!g_task_propagate_boolean(G_TASK(result), &error) ||
        g_cancellable_set_error_if_cancelled(g_task_get_cancellable(self->task), &error))
        end(self, NULL, error);
    else
        start_job(self);
}

static void
start_try(StationScan *self)
{
    self->tries++;
    set_state(self, STATION_SCAN_OPENING);
    g_autoptr(GTask) task = g_task_new(self, NULL, on_opened, NULL);
    g_task_run_in_thread(task, open_thread);
}

void
station_scan_run_async(StationScan *scan, const ScanProvenance *provenance,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    g_assert(scan->state == STATION_SCAN_IDLE);
    scan->report_id = g_strdup(provenance->report_id);
    scan->station = g_strdup(provenance->station);
    scan->capture_uuid = g_strdup(provenance->capture_uuid);
    scan->task = g_task_new(scan, cancellable, callback, user_data);
    /* What came of the device is told even if a cancel came too late to stop it. */
    g_task_set_check_cancellable(scan->task, FALSE);
    start_try(scan);
}

ScanResult *
station_scan_run_finish(StationScan *scan G_GNUC_UNUSED, GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}

const PageFindings *
station_scan_get_findings(StationScan *scan, guint page)
{
    return scan->job != NULL ? scan_job_get_findings(scan->job, page) : NULL;
}

static gboolean
asks_for_16_bit(const ScanSettings *settings)
{
    for (guint i = 0; i < settings->options->len; i++) {
        if (g_strcmp0(g_ptr_array_index(settings->options, i), "depth=16") == 0)
            return TRUE;
    }
    return FALSE;
}

guint64
station_scan_estimate(const ScanSettings *settings)
{
    double width = settings->area.width > 0 ? settings->area.width : A4_WIDTH;
    double height = settings->area.height > 0 ? settings->area.height : A4_HEIGHT;
    double columns = width / MM_INCH * settings->resolution + 1;
    double rows = height / MM_INCH * settings->resolution + 1;
    double bits = settings->mode == SCAN_MODE_COLOR ? 24 : settings->mode == SCAN_MODE_GRAY ? 8 : 1;
    if (settings->mode != SCAN_MODE_LINEART && asks_for_16_bit(settings))
        bits *= 2;
    double bytes = columns * rows * bits / 8 * settings->pages + DOCUMENT_OVERHEAD;
    return (guint64)(bytes * 1.01);
}
