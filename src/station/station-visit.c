#include "station-visit-private.h"

G_DEFINE_FINAL_TYPE(StationVisit, station_visit, G_TYPE_OBJECT)

enum {
    SCAN_STARTED,
    PAGE_BEGUN,
    SAVED,
    UPLOADING,
    SIGNAL_COUNT
};
static guint signals[SIGNAL_COUNT];

enum {
    PROP_0,
    PROP_STATE,
    PROP_ERROR,
    PROP_COUNT
};
static GParamSpec *properties[PROP_COUNT];

void
station_visit_set_state(StationVisit *self, StationVisitState state)
{
    static const char *const names[] = {"opening", "barred",  "ready", "scanning",
                                        "saving",  "sending", "ended", "closed"};
    g_debug("visit: %s → %s", names[self->state], names[state]);
    self->state = state;
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_STATE]);
}

void
station_visit_set_error(StationVisit *self, GError *error)
{
    if (self->error == NULL && error == NULL)
        return;
    g_clear_error(&self->error);
    self->error = error;
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_ERROR]);
}

static void
station_visit_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    StationVisit *self = STATION_VISIT(object);
    if (id == PROP_STATE)
        g_value_set_uint(value, self->state);
    else if (id == PROP_ERROR)
        g_value_set_boxed(value, self->error);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
station_visit_finalize(GObject *object)
{
    StationVisit *self = STATION_VISIT(object);
    g_clear_object(&self->ahead);
    g_clear_object(&self->claim);
    g_clear_object(&self->sender);
    g_clear_object(&self->station);
    g_clear_object(&self->pages);
    g_clear_object(&self->replaced);
    g_clear_object(&self->preview);
    g_clear_object(&self->cancellable);
    g_clear_pointer(&self->parts, g_ptr_array_unref);
    g_clear_pointer(&self->growing, g_ptr_array_unref);
    g_clear_pointer(&self->settings, scan_settings_free);
    g_free(self->scanner);
    g_clear_pointer(&self->report, report_unref);
    g_clear_pointer(&self->capture, outbox_capture_free);
    g_clear_pointer(&self->delivery, station_delivery_unref);
    g_clear_error(&self->error);
    G_OBJECT_CLASS(station_visit_parent_class)->finalize(object);
}

static void
station_visit_class_init(StationVisitClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS(klass);
    GType type = STATION_TYPE_VISIT;
    object_class->finalize = station_visit_finalize;
    object_class->get_property = station_visit_get_property;
    properties[PROP_STATE] = g_param_spec_uint("state", NULL, NULL, STATION_VISIT_OPENING,
                                               STATION_VISIT_CLOSED, STATION_VISIT_OPENING,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
    properties[PROP_ERROR] = g_param_spec_boxed("error", NULL, NULL, G_TYPE_ERROR,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties(object_class, PROP_COUNT, properties);
    signals[SCAN_STARTED] = g_signal_new("scan-started", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, STATION_TYPE_SCAN);
    signals[PAGE_BEGUN] = g_signal_new("page-begun", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, STATION_TYPE_PAGE);
    signals[SAVED] = g_signal_new("saved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
    signals[UPLOADING] = g_signal_new("uploading", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
}

static void
station_visit_init(StationVisit *self)
{
    self->parts = g_ptr_array_new_with_free_func((GDestroyNotify)station_part_free);
    self->growing = g_ptr_array_new_with_free_func(g_object_unref);
    self->cancellable = g_cancellable_new();
}

StationVisitState
station_visit_get_state(StationVisit *visit)
{
    return visit->state;
}

Report *
station_visit_get_report(StationVisit *visit)
{
    return visit->report;
}

StationPage *
station_visit_get_preview(StationVisit *visit)
{
    return visit->state == STATION_VISIT_READY ? visit->preview : NULL;
}

StationPages *
station_visit_get_pages(StationVisit *visit)
{
    return visit->pages;
}

const GError *
station_visit_get_error(StationVisit *visit)
{
    return visit->error;
}

StationDelivery *
station_visit_get_delivery(StationVisit *visit)
{
    return visit->delivery;
}

const char *
station_visit_get_entry(StationVisit *visit)
{
    return visit->capture != NULL ? visit->capture->id : NULL;
}

void
station_visit_begin(StationVisit *self, StationVisitState state)
{
    g_object_unref(self->cancellable);
    self->cancellable = g_cancellable_new();
    g_clear_object(&self->preview);
    station_visit_set_error(self, NULL);
    station_visit_set_state(self, state);
}

/* ---- the upload ahead of the decision ---- */

static void
drop_ahead(StationVisit *self)
{
    if (self->ahead == NULL)
        return;
    g_signal_handlers_disconnect_by_data(self->ahead, self);
    station_ahead_drop(self->ahead);
    g_clear_object(&self->ahead);
    self->ahead_part = NULL;
}

void
station_visit_follow_with_ahead(StationVisit *self)
{
    const StationPart *whole = station_saving_whole_part(self->pages, self->parts);
    if (whole == self->ahead_part)
        return;
    drop_ahead(self);
    if (whole == NULL || station_get_session(self->station, NULL) == NULL)
        return;
    Outbox *outbox = station_get_outbox(self->station);
    g_autoptr(OutboxItem) item = outbox_find(outbox, whole->entry, NULL);
    if (item == NULL)
        return;
    self->ahead = station_ahead_new(self->station, item->path, whole->scanned->bytes,
                                    station_part_media_type(whole));
    self->ahead_part = whole;
}

static void
on_pages_changed(StationVisit *self)
{
    if (self->state == STATION_VISIT_READY)
        station_visit_follow_with_ahead(self);
}

/* ---- opening ---- */

static void
on_claimed(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationVisit) self = user_data;
    GError *error = NULL;
    gboolean taken = station_claim_take_finish(STATION_CLAIM(source), result, &error);
    if (self->state != STATION_VISIT_OPENING) { /* closed meanwhile */
        station_claim_release_async(self->claim, NULL, NULL);
        g_clear_error(&error);
        return;
    }
    /* A server that went away since the look-up keeps nobody from scanning: the commit decides. */
    if (taken || client_error_may_pass(error)) {
        g_clear_error(&error);
        station_visit_set_state(self, STATION_VISIT_READY);
        return;
    }
    station_visit_set_error(self, error);
    station_visit_set_state(self, STATION_VISIT_BARRED);
}

StationVisit *
station_visit_new(Station *station, StationSender *sender, Report *report, gboolean remembered)
{
    StationVisit *self = g_object_new(STATION_TYPE_VISIT, NULL);
    self->station = g_object_ref(station);
    self->sender = g_object_ref(sender);
    self->report = report_ref(report);
    self->pages = station_pages_new();
    self->claim = station_claim_new(station, report->id);
    g_signal_connect_object(self->pages, "changed", G_CALLBACK(on_pages_changed), self,
                            G_CONNECT_SWAPPED);
    if (remembered)
        station_visit_set_state(self, STATION_VISIT_READY);
    else
        station_claim_take_async(self->claim, self->cancellable, on_claimed, g_object_ref(self));
    return self;
}

static void
abandon_thread(GTask *task, gpointer source, gpointer task_data,
               GCancellable *cancellable G_GNUC_UNUSED)
{
    StationVisit *self = source;
    GPtrArray *ids = task_data;
    for (guint i = 0; i < ids->len; i++)
        outbox_abandon(station_get_outbox(self->station), g_ptr_array_index(ids, i), NULL);
    g_task_return_boolean(task, TRUE);
}

void
station_visit_abandon(StationVisit *self, GPtrArray *ids, GAsyncReadyCallback callback,
                      gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(self, NULL, callback, user_data);
    g_task_set_task_data(task, ids, (GDestroyNotify)g_ptr_array_unref);
    g_task_run_in_thread(task, abandon_thread);
}

/* ---- saving and sending ---- */

static void
on_sender_uploading(StationSender *sender G_GNUC_UNUSED, const char *id, guint64 sent,
                    guint64 total, StationVisit *self)
{
    if (g_strcmp0(id, self->capture->id) == 0)
        g_signal_emit(self, signals[UPLOADING], 0, sent, total);
}

static void
on_sent(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationVisit) self = user_data;
    GError *error = NULL;
    g_signal_handlers_disconnect_by_data(source, self);
    self->delivery = station_sender_send_finish(STATION_SENDER(source), result, &error);
    if (self->delivery == NULL) { /* as safe as one that was tried */
        self->delivery = station_delivery_new(self->capture->id, self->report->id);
        self->delivery->error = error;
    }
    station_visit_set_state(self, STATION_VISIT_ENDED);
}

static void
send_entry(StationVisit *self)
{
    g_signal_connect(self->sender, "uploading", G_CALLBACK(on_sender_uploading), self);
    station_sender_send_async(self->sender, self->capture->id, self->cancellable, on_sent,
                              g_object_ref(self));
}

static void
note_thread(GTask *task, gpointer source, gpointer upload, GCancellable *cancellable G_GNUC_UNUSED)
{
    StationVisit *self = source;
    outbox_note_upload(station_get_outbox(self->station), self->capture->id, upload, NULL);
    g_task_return_boolean(task, TRUE);
}

static void
on_noted(GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
    g_task_propagate_boolean(G_TASK(result), NULL);
    send_entry(STATION_VISIT(source));
}

static void
on_ahead_settled(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationVisit) self = user_data;
    char *upload = station_ahead_settle_finish(STATION_AHEAD(source), result);
    g_signal_handlers_disconnect_by_data(source, self);
    g_clear_object(&self->ahead);
    if (upload == NULL) {
        send_entry(self);
        return;
    }
    g_autoptr(GTask) task = g_task_new(self, NULL, on_noted, NULL);
    g_task_set_task_data(task, upload, g_free);
    g_task_run_in_thread(task, note_thread);
}

static void
on_ahead_uploading(StationAhead *ahead G_GNUC_UNUSED, guint64 sent, guint64 total,
                   StationVisit *self)
{
    g_signal_emit(self, signals[UPLOADING], 0, sent, total);
}

static void
on_saved(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationVisit) self = user_data;
    GError *error = NULL;
    g_autofree char *path = NULL;
    self->capture = station_saving_run_finish(STATION_STATION(source), result, &path, &error);
    if (self->capture == NULL) {
        if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            g_clear_error(&error);
        station_visit_set_error(self, error);
        station_visit_set_state(self, STATION_VISIT_READY);
        return;
    }
    station_visit_set_state(self, STATION_VISIT_SENDING);
    g_signal_emit(self, signals[SAVED], 0, self->capture, path);
    if (self->ahead == NULL) {
        send_entry(self);
        return;
    }
    g_signal_connect(self->ahead, "uploading", G_CALLBACK(on_ahead_uploading), self);
    station_ahead_settle_async(self->ahead, self->cancellable, on_ahead_settled,
                               g_object_ref(self));
}

void
station_visit_submit(StationVisit *visit)
{
    g_return_if_fail(visit->state == STATION_VISIT_READY);
    g_return_if_fail(station_pages_get_n(visit->pages) > 0);
    /* Whoever submits in the moment when it is ready comes before the upload has followed. */
    if (station_saving_whole_part(visit->pages, visit->parts) != visit->ahead_part)
        drop_ahead(visit);
    station_visit_begin(visit, STATION_VISIT_SAVING);
    station_saving_run_async(visit->station, visit->report, visit->pages, visit->parts,
                             visit->cancellable, on_saved, g_object_ref(visit));
}

void
station_visit_cancel(StationVisit *visit)
{
    g_cancellable_cancel(visit->cancellable);
}

/* ---- closing ---- */

static void
on_released(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    station_claim_release_finish(STATION_CLAIM(source), result);
    g_task_return_boolean(task, TRUE);
}

static void
on_rest_abandoned(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    StationVisit *self = STATION_VISIT(source);
    const GError *failed = self->delivery != NULL ? self->delivery->error : NULL;
    g_task_propagate_boolean(G_TASK(result), NULL);
    /* A server that is away cannot be told; nobody waits for it, the claim ends by itself. */
    if (failed != NULL && client_error_may_pass(failed))
        g_task_return_boolean(task, TRUE);
    else
        station_claim_release_async(self->claim, on_released, g_steal_pointer(&task));
}

void
station_visit_close_async(StationVisit *visit, GAsyncReadyCallback callback, gpointer user_data)
{
    g_assert(visit->state != STATION_VISIT_SCANNING && visit->state != STATION_VISIT_SAVING &&
             visit->state != STATION_VISIT_SENDING && visit->state != STATION_VISIT_CLOSED);
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < visit->parts->len; i++) {
        const StationPart *part = g_ptr_array_index(visit->parts, i);
        if (g_strcmp0(part->entry, station_visit_get_entry(visit)) != 0)
            g_ptr_array_add(ids, g_strdup(part->entry));
    }
    drop_ahead(visit);
    /* A claim that is being asked for is let go when it is known; cut off, it would stay behind. */
    if (visit->state != STATION_VISIT_OPENING)
        g_cancellable_cancel(visit->cancellable);
    station_visit_set_state(visit, STATION_VISIT_CLOSED);
    station_visit_abandon(visit, ids, on_rest_abandoned,
                          g_task_new(visit, NULL, callback, user_data));
}

void
station_visit_close_finish(StationVisit *visit G_GNUC_UNUSED, GAsyncResult *result)
{
    g_task_propagate_boolean(G_TASK(result), NULL);
}
