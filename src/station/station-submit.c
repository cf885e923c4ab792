#include "station-submit.h"

#include "base-id.h"
#include "station-claim.h"
#include "station-lookup.h"
#include "station-scanner.h"
#include "station-settings.h"

struct _StationSubmit {
    GObject parent_instance;
    StationSubmitState state;
    Station *station;
    StationSender *sender;
    char *report_id;
    char *scanner;
    ScanSettings *settings;
    GTask *task; /* of the run; NULL before and after */
    StationClaim *claim;
    char id[BASE_UUID_SIZE]; /* of the capture */
    gboolean begun;          /* the entry lies in making: the open callback's own */
    /* the values of the stages, each made once */
    Report *report;
    ScanResult *scanned;
    OutboxCapture *capture;
    StationDelivery *delivery;
    GError *error; /* why nothing was saved */
};

G_DEFINE_FINAL_TYPE(StationSubmit, station_submit, G_TYPE_OBJECT)

enum {
    REPORT,
    SCAN_STARTED,
    SAVED,
    QUEUED,
    UPLOADING,
    SIGNAL_COUNT
};
static guint signals[SIGNAL_COUNT];

enum {
    PROP_0,
    PROP_STATE,
    PROP_COUNT
};
static GParamSpec *properties[PROP_COUNT];

static const char *const state_names[] = {"idle",   "looking-up", "claiming", "scanning",
                                          "saving", "queued",     "sending",  "releasing",
                                          "done",   "failed"};

static void
set_state(StationSubmit *self, StationSubmitState state)
{
    g_debug("submit: %s → %s", state_names[self->state], state_names[state]);
    self->state = state;
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_STATE]);
}

static void
station_submit_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    if (id == PROP_STATE)
        g_value_set_uint(value, STATION_SUBMIT(object)->state);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
station_submit_finalize(GObject *object)
{
    StationSubmit *self = STATION_SUBMIT(object);
    g_clear_object(&self->claim);
    g_clear_object(&self->sender);
    g_clear_object(&self->station);
    g_clear_pointer(&self->settings, scan_settings_free);
    g_clear_pointer(&self->report, report_unref);
    g_clear_pointer(&self->scanned, scan_result_free);
    g_clear_pointer(&self->capture, outbox_capture_free);
    g_clear_pointer(&self->delivery, station_delivery_unref);
    g_clear_error(&self->error);
    g_free(self->report_id);
    g_free(self->scanner);
    G_OBJECT_CLASS(station_submit_parent_class)->finalize(object);
}

static void
station_submit_class_init(StationSubmitClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS(klass);
    GType type = STATION_TYPE_SUBMIT;
    object_class->finalize = station_submit_finalize;
    object_class->get_property = station_submit_get_property;
    properties[PROP_STATE] = g_param_spec_uint("state", NULL, NULL, STATION_SUBMIT_IDLE,
                                               STATION_SUBMIT_FAILED, STATION_SUBMIT_IDLE,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties(object_class, PROP_COUNT, properties);
    signals[REPORT] = g_signal_new("report", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_BOOLEAN, G_TYPE_INT64);
    signals[SCAN_STARTED] = g_signal_new("scan-started", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, STATION_TYPE_SCAN);
    signals[SAVED] = g_signal_new("saved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
    signals[QUEUED] = g_signal_new("queued", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
    signals[UPLOADING] = g_signal_new("uploading", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
}

static void
station_submit_init(StationSubmit *self)
{
    self->state = STATION_SUBMIT_IDLE;
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
    base_id_new_uuid(self->id);
    return self;
}

StationSubmitState
station_submit_get_state(StationSubmit *submit)
{
    return submit->state;
}

const char *
station_submit_get_id(StationSubmit *submit)
{
    return submit->id;
}

static GCancellable *
cancellable_of(StationSubmit *self)
{
    return g_task_get_cancellable(self->task);
}

/* releasing ─▶ done | failed */

static void
finish(StationSubmit *self)
{
    g_autoptr(GTask) task = g_steal_pointer(&self->task);
    g_clear_object(&self->claim);
    if (self->error != NULL) {
        set_state(self, STATION_SUBMIT_FAILED);
        g_task_return_error(task, g_steal_pointer(&self->error));
        return;
    }
    set_state(self, STATION_SUBMIT_DONE);
    g_task_return_pointer(task, station_delivery_ref(self->delivery),
                          (GDestroyNotify)station_delivery_unref);
}

static void
on_released(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationSubmit) self = user_data;
    station_claim_release_finish(STATION_CLAIM(source), result);
    finish(self);
}

static void
release(StationSubmit *self)
{
    const GError *failed = self->delivery != NULL ? self->delivery->error : self->error;
    set_state(self, STATION_SUBMIT_RELEASING);
    /* A server that is away now cannot be told; nobody waits for it, the claim ends by itself. */
    if (failed != NULL && client_error_may_pass(failed))
        finish(self);
    else
        station_claim_release_async(self->claim, on_released, g_object_ref(self));
}

static void
abandon_thread(GTask *task, gpointer source, gpointer task_data G_GNUC_UNUSED,
               GCancellable *cancellable G_GNUC_UNUSED)
{
    StationSubmit *self = source;
    if (self->begun)
        outbox_abandon(station_get_outbox(self->station), self->id, NULL);
    g_task_return_boolean(task, TRUE);
}

static void
on_abandoned(GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
    g_task_propagate_boolean(G_TASK(result), NULL);
    release(STATION_SUBMIT(source));
}

/* Ends the run with nothing saved; takes the error. */
static void
fail(StationSubmit *self, GError *error)
{
    self->error = error;
    g_autoptr(GTask) task = g_task_new(self, NULL, on_abandoned, NULL);
    g_task_run_in_thread(task, abandon_thread);
}

/* queued ─▶ sending ─▶ releasing */

static void
on_sender_uploading(StationSender *sender G_GNUC_UNUSED, const char *id, guint64 sent,
                    guint64 total, StationSubmit *self)
{
    if (g_strcmp0(id, self->id) == 0)
        g_signal_emit(self, signals[UPLOADING], 0, sent, total);
}

/* For an entry that could not be tried: it is as safe as one that was. */
static StationDelivery *
waiting_delivery(StationSubmit *self, GError *error)
{
    StationDelivery *delivery = station_delivery_new(self->id, self->report_id);
    delivery->end = STATION_DELIVERY_WAITING;
    delivery->error = error;
    return delivery;
}

static void
on_sent(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationSubmit) self = user_data;
    GError *error = NULL;
    g_signal_handlers_disconnect_by_data(source, self);
    self->delivery = station_sender_send_finish(STATION_SENDER(source), result, &error);
    if (self->delivery == NULL)
        self->delivery = waiting_delivery(self, error);
    release(self);
}

static void
send_entry(StationSubmit *self)
{
    set_state(self, STATION_SUBMIT_SENDING);
    g_signal_connect(self->sender, "uploading", G_CALLBACK(on_sender_uploading), self);
    station_sender_send_async(self->sender, self->id, cancellable_of(self), on_sent,
                              g_object_ref(self));
}

/* scanning ─▶ saving ─▶ queued */

static OutboxCapture *
make_capture(StationSubmit *self)
{
    OutboxCapture *capture = outbox_capture_new();
    const ScanResult *scanned = self->scanned;
    const StationConfig *config = station_get_config(self->station);
    const StationSession *session = station_get_session(self->station, NULL);
    struct {
        char **field;
        const char *text;
    } texts[] = {
        {&capture->id, self->id},
        {&capture->report_id, self->report->id},
        {&capture->student_id, self->report->student_id},
        {&capture->student_name, self->report->student_name},
        {&capture->certificate_name, self->report->certificate_name},
        {&capture->operator_id, session != NULL ? session->ksuid : ""},
        {&capture->server, client_base_url(station_get_client(self->station, NULL))},
        {&capture->station, config->name},
        {&capture->scanner_vendor, scanned->device->vendor},
        {&capture->scanner_model, scanned->device->model},
        {&capture->scanner_device, scanned->device->name},
        {&capture->media_type,
         api_media_type(self->settings->format == SCAN_FORMAT_PDF ? API_MEDIA_PDF
                                                                  : API_MEDIA_TIFF)},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(*texts[i].field);
        *texts[i].field = g_strdup(texts[i].text);
    }
    g_free(capture->settings);
    capture->settings = station_settings_to_line(self->settings);
    capture->pages = scanned->pages;
    capture->resolution_dpi = scanned->resolution;
    capture->captured_at = scanned->captured_at;
    capture->bytes = scanned->bytes;
    g_strlcpy(capture->sha256, scanned->sha256, sizeof capture->sha256);
    return capture;
}

static void
seal_thread(GTask *task, gpointer source, gpointer task_data G_GNUC_UNUSED,
            GCancellable *cancellable G_GNUC_UNUSED)
{
    StationSubmit *self = source;
    GError *error = NULL;
    char *path = NULL;
    if (!outbox_seal(station_get_outbox(self->station), self->capture, &path, &error)) {
        g_task_return_error(task, error);
        return;
    }
    station_scanner_remember(station_get_profile(self->station), self->scanned->device);
    g_task_return_pointer(task, path, g_free);
}

static void
on_sealed(GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
    StationSubmit *self = STATION_SUBMIT(source);
    GError *error = NULL;
    g_autofree char *path = g_task_propagate_pointer(G_TASK(result), &error);
    if (error != NULL) {
        fail(self, error);
        return;
    }
    g_signal_emit(self, signals[SAVED], 0, self->capture, path);
    set_state(self, STATION_SUBMIT_QUEUED);
    g_signal_emit(self, signals[QUEUED], 0, self->id);
    send_entry(self);
}

static void
on_scanned(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationSubmit) self = user_data;
    GError *error = NULL;
    self->scanned = station_scan_run_finish(STATION_SCAN(source), result, &error);
    if (self->scanned == NULL) {
        fail(self, error);
        return;
    }
    set_state(self, STATION_SUBMIT_SAVING);
    self->capture = make_capture(self);
    g_autoptr(GTask) task = g_task_new(self, NULL, on_sealed, NULL);
    g_task_run_in_thread(task, seal_thread);
}

/* looking-up ─▶ claiming ─▶ scanning */

/* A StationScanOpen: a worker thread's, one call at a time. */
static gboolean
open_entry(guint64 reserve, int *ret_fd, int *ret_scratch_fd, gpointer user_data, GError **error)
{
    StationSubmit *self = user_data;
    Outbox *outbox = station_get_outbox(self->station);
    if (self->begun && !outbox_abandon(outbox, self->id, error))
        return FALSE;
    self->begun = outbox_begin(outbox, self->id, reserve, ret_fd, ret_scratch_fd, error);
    return self->begun;
}

static void
start_scan(StationSubmit *self)
{
    g_autoptr(StationScan) scan = station_scan_new(self->scanner, self->settings, open_entry, self);
    g_autoptr(ScanDevice)
        known = station_scanner_recall(station_get_profile(self->station), self->scanner);
    ScanProvenance provenance = {
        .report_id = self->report->id,
        .station = station_get_config(self->station)->name,
        .capture_uuid = self->id,
    };
    station_scan_set_known(scan, known);
    set_state(self, STATION_SUBMIT_SCANNING);
    g_signal_emit(self, signals[SCAN_STARTED], 0, scan);
    station_scan_run_async(scan, &provenance, cancellable_of(self), on_scanned, g_object_ref(self));
}

static void
on_claimed(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationSubmit) self = user_data;
    GError *error = NULL;
    /* A server that went away since the look-up keeps nobody from scanning: the commit decides. */
    if (!station_claim_take_finish(STATION_CLAIM(source), result, &error) &&
        !client_error_may_pass(error)) {
        fail(self, error);
        return;
    }
    g_clear_error(&error);
    if (g_cancellable_set_error_if_cancelled(cancellable_of(self), &error))
        fail(self, error);
    else
        start_scan(self);
}

static void
on_looked_up(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationSubmit) self = user_data;
    GError *error = NULL;
    g_autoptr(StationAnswer)
        answer = station_lookup_finish(STATION_STATION(source), result, &error);
    if (answer == NULL) {
        fail(self, error);
        return;
    }
    self->report = report_ref(g_ptr_array_index(answer->reports, 0));
    if (!report_status_is_pending(self->report->status)) {
        fail(self, g_error_new(STATION_ERROR, STATION_ERROR_NOT_PENDING, "%s: %s", self->report->id,
                               report_status_code(self->report->status)));
        return;
    }
    g_signal_emit(self, signals[REPORT], 0, self->report, answer->remembered, answer->asked_at);
    if (answer->remembered) {
        start_scan(self);
        return;
    }
    set_state(self, STATION_SUBMIT_CLAIMING);
    station_claim_take_async(self->claim, cancellable_of(self), on_claimed, g_object_ref(self));
}

void
station_submit_run_async(StationSubmit *submit, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
    g_assert(submit->state == STATION_SUBMIT_IDLE);
    g_assert(station_get_outbox(submit->station) != NULL);
    submit->task = g_task_new(submit, cancellable, callback, user_data);
    /* A cancel that came after the original was saved must not hide that it was. */
    g_task_set_check_cancellable(submit->task, FALSE);
    submit->claim = station_claim_new(submit->station, submit->report_id);
    if (*submit->scanner == '\0') {
        fail(submit, g_error_new(STATION_ERROR, STATION_ERROR_NO_SCANNER,
                                 "neither %s/station.conf nor the caller names a scanner",
                                 station_get_profile(submit->station)));
        return;
    }
    set_state(submit, STATION_SUBMIT_LOOKING_UP);
    station_lookup_report_async(submit->station, submit->report_id, cancellable, on_looked_up,
                                g_object_ref(submit));
}

StationDelivery *
station_submit_run_finish(StationSubmit *submit G_GNUC_UNUSED, GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
