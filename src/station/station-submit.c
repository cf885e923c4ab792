#include "station-submit.h"

#include "station-lookup.h"
#include "station-visit.h"

struct _StationSubmit {
    GObject parent_instance;
    Station *station;
    StationSender *sender;
    char *report_id;
    char *scanner;
    ScanSettings *settings;
    GTask *task; /* of the run; NULL before and after */
    gulong cancelled;
    StationVisit *visit; /* NULL until the look-up is answered */
    GError *error;       /* why nothing was saved */
};

G_DEFINE_FINAL_TYPE(StationSubmit, station_submit, G_TYPE_OBJECT)

enum {
    REPORT,
    SCAN_STARTED,
    SAVED,
    UPLOADING,
    SIGNAL_COUNT
};
static guint signals[SIGNAL_COUNT];

static void
station_submit_finalize(GObject *object)
{
    StationSubmit *self = STATION_SUBMIT(object);
    g_clear_object(&self->visit);
    g_clear_object(&self->sender);
    g_clear_object(&self->station);
    g_clear_pointer(&self->settings, scan_settings_free);
    g_clear_error(&self->error);
    g_free(self->report_id);
    g_free(self->scanner);
    G_OBJECT_CLASS(station_submit_parent_class)->finalize(object);
}

static void
station_submit_class_init(StationSubmitClass *klass)
{
    GType type = STATION_TYPE_SUBMIT;
    G_OBJECT_CLASS(klass)->finalize = station_submit_finalize;
    signals[REPORT] = g_signal_new("report", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_BOOLEAN, G_TYPE_INT64);
    signals[SCAN_STARTED] = g_signal_new("scan-started", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, STATION_TYPE_SCAN);
    signals[SAVED] = g_signal_new("saved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
    signals[UPLOADING] = g_signal_new("uploading", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_UINT64, G_TYPE_UINT64);
}

static void
station_submit_init(StationSubmit *self G_GNUC_UNUSED)
{
}

StationSubmit *
station_submit_new(Station *station, StationSender *sender, const char *report_id,
                   const char *scanner, const ScanSettings *settings)
{
    StationSubmit *self = g_object_new(STATION_TYPE_SUBMIT, NULL);
    self->station = g_object_ref(station);
    self->sender = g_object_ref(sender);
    self->report_id = g_strdup(report_id);
    self->scanner = g_strdup(scanner);
    self->settings = scan_settings_copy(settings);
    return self;
}

static void
finish(StationSubmit *self)
{
    g_autoptr(GTask) task = g_steal_pointer(&self->task);
    g_cancellable_disconnect(g_task_get_cancellable(task), self->cancelled);
    if (self->error != NULL)
        g_task_return_error(task, g_steal_pointer(&self->error));
    else
        g_task_return_pointer(task, station_delivery_ref(station_visit_get_delivery(self->visit)),
                              (GDestroyNotify)station_delivery_unref);
}

static void
on_closed(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationSubmit) self = user_data;
    station_visit_close_finish(STATION_VISIT(source), result);
    finish(self);
}

/* The visit has come to its end; takes the error, NULL if the original was saved. */
static void
close_visit(StationSubmit *self, GError *error)
{
    self->error = error;
    g_signal_handlers_disconnect_by_data(self->visit, self);
    station_visit_close_async(self->visit, on_closed, g_object_ref(self));
}

/* Ready once at first, to be scanned; ready again with pages, or with the reason why there are
 * none. */
static void
go_on(StationSubmit *self)
{
    const GError *failed = station_visit_get_error(self->visit);
    GError *error = NULL;
    if (failed != NULL)
        close_visit(self, g_error_copy(failed));
    else if (g_cancellable_set_error_if_cancelled(g_task_get_cancellable(self->task), &error))
        close_visit(self, error);
    else if (station_pages_get_n(station_visit_get_pages(self->visit)) > 0)
        station_visit_submit(self->visit);
    else
        station_visit_scan(self->visit, self->scanner, self->settings, NULL);
}

static void
on_state(StationSubmit *self)
{
    switch (station_visit_get_state(self->visit)) {
    case STATION_VISIT_READY:
        go_on(self);
        break;
    case STATION_VISIT_BARRED:
        close_visit(self, g_error_copy(station_visit_get_error(self->visit)));
        break;
    case STATION_VISIT_ENDED:
        close_visit(self, NULL);
        break;
    default:
        break;
    }
}

static void
on_scan_started(StationVisit *visit G_GNUC_UNUSED, StationScan *scan, StationSubmit *self)
{
    g_signal_emit(self, signals[SCAN_STARTED], 0, scan);
}

/* However many pages there are, nobody looks at them here. */
static void
on_page_begun(StationVisit *visit G_GNUC_UNUSED, StationPage *page)
{
    station_page_drop_picture(page);
}

static void
on_saved(StationVisit *visit G_GNUC_UNUSED, gpointer capture, const char *path, StationSubmit *self)
{
    g_signal_emit(self, signals[SAVED], 0, capture, path);
}

static void
on_uploading(StationVisit *visit, guint64 sent, guint64 total, StationSubmit *self)
{
    g_signal_emit(self, signals[UPLOADING], 0, station_visit_get_entry(visit), sent, total);
}

static void
start_visit(StationSubmit *self, Report *report, gboolean remembered)
{
    self->visit = station_visit_new(self->station, self->sender, report, remembered);
    g_signal_connect(self->visit, "scan-started", G_CALLBACK(on_scan_started), self);
    g_signal_connect(self->visit, "page-begun", G_CALLBACK(on_page_begun), NULL);
    g_signal_connect(self->visit, "saved", G_CALLBACK(on_saved), self);
    g_signal_connect(self->visit, "uploading", G_CALLBACK(on_uploading), self);
    g_signal_connect_swapped(self->visit, "notify::state", G_CALLBACK(on_state), self);
    on_state(self);
}

static void
on_looked_up(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationSubmit) self = user_data;
    g_autoptr(StationAnswer)
        answer = station_lookup_finish(STATION_STATION(source), result, &self->error);
    Report *report = answer != NULL ? g_ptr_array_index(answer->reports, 0) : NULL;
    if (report != NULL && !report_status_is_pending(report->status))
        self->error = g_error_new(STATION_ERROR, STATION_ERROR_NOT_PENDING, "%s: %s", report->id,
                                  report_status_code(report->status));
    if (self->error != NULL) {
        finish(self);
        return;
    }
    g_signal_emit(self, signals[REPORT], 0, report, answer->remembered, answer->asked_at);
    start_visit(self, report, answer->remembered);
}

static void
on_cancelled(GCancellable *cancellable G_GNUC_UNUSED, StationSubmit *self)
{
    if (self->visit != NULL)
        station_visit_cancel(self->visit);
}

void
station_submit_run_async(StationSubmit *submit, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
    g_assert(submit->task == NULL && submit->visit == NULL);
    g_assert(station_get_outbox(submit->station) != NULL);
    submit->task = g_task_new(submit, cancellable, callback, user_data);
    /* A cancel that came after the original was saved must not hide that it was. */
    g_task_set_check_cancellable(submit->task, FALSE);
    if (cancellable != NULL)
        submit->cancelled = g_cancellable_connect(cancellable, G_CALLBACK(on_cancelled), submit,
                                                  NULL);
    if (*submit->scanner == '\0') {
        submit->error = g_error_new(STATION_ERROR, STATION_ERROR_NO_SCANNER,
                                    "neither %s/station.conf nor the caller names a scanner",
                                    station_get_profile(submit->station));
        finish(submit);
        return;
    }
    station_lookup_report_async(submit->station, submit->report_id, cancellable, on_looked_up,
                                g_object_ref(submit));
}

StationDelivery *
station_submit_run_finish(StationSubmit *submit G_GNUC_UNUSED, GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
