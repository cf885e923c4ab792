#include "station-watch.h"

#include "base-id.h"

struct _StationWatch {
    GObject parent_instance;
    Station *station;
    char *report_id;
    int stopped; /* atomic */
};

G_DEFINE_FINAL_TYPE(StationWatch, station_watch, G_TYPE_OBJECT)

static guint status_signal;

/* An event on its way from the worker to the main context. */
typedef struct {
    StationWatch *watch;
    ApiEvent *event;
} News;

static void
news_free(News *news)
{
    g_object_unref(news->watch);
    api_event_free(news->event);
    g_free(news);
}

static void
station_watch_finalize(GObject *object)
{
    StationWatch *self = STATION_WATCH(object);
    g_clear_object(&self->station);
    g_free(self->report_id);
    G_OBJECT_CLASS(station_watch_parent_class)->finalize(object);
}

static void
station_watch_class_init(StationWatchClass *klass)
{
    G_OBJECT_CLASS(klass)->finalize = station_watch_finalize;
    status_signal = g_signal_new("status", STATION_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
station_watch_init(StationWatch *self)
{
    self->stopped = FALSE;
}

StationWatch *
station_watch_new(Station *station, const char *report_id)
{
    StationWatch *self = g_object_new(STATION_TYPE_WATCH, NULL);
    self->station = g_object_ref(station);
    self->report_id = g_strdup(report_id);
    return self;
}

static gboolean
tell(gpointer user_data)
{
    News *news = user_data;
    g_signal_emit(news->watch, status_signal, 0, news->event);
    return G_SOURCE_REMOVE;
}

static gboolean
on_event(const ApiEvent *event, gpointer user_data)
{
    GTask *task = user_data;
    StationWatch *self = g_task_get_source_object(task);
    News *news = g_new0(News, 1);
    news->watch = g_object_ref(self);
    news->event = g_new0(ApiEvent, 1);
    news->event->id = event->id;
    news->event->report_id = g_strdup(event->report_id);
    news->event->status = event->status;
    news->event->at = event->at;
    /* Not g_main_context_invoke: between two turns of the main loop that tells in this thread. */
    g_idle_add_full(G_PRIORITY_DEFAULT, tell, news, (GDestroyNotify)news_free);
    return !g_atomic_int_get(&self->stopped);
}

static void
watch_thread(GTask *task, gpointer source, gpointer task_data G_GNUC_UNUSED,
             GCancellable *cancellable)
{
    StationWatch *self = source;
    GError *error = NULL;
    Client *client = station_get_client(self->station, &error);
    if (client != NULL &&
        client_watch(client, self->report_id, 0, on_event, task, cancellable, &error))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
}

void
station_watch_run_async(StationWatch *watch, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(watch, cancellable, callback, user_data);
    GError *error = NULL;
    if (!base_id_is_safe(watch->report_id)) {
        g_task_return_new_error(task, STATION_ERROR, STATION_ERROR_BAD_NUMBER,
                                "“%.80s” has characters that no number has, or is too long",
                                watch->report_id);
        return;
    }
    if (station_get_session(watch->station, &error) == NULL) {
        g_task_return_error(task, error);
        return;
    }
    g_task_run_in_thread(task, watch_thread);
}

gboolean
station_watch_run_finish(StationWatch *watch G_GNUC_UNUSED, GAsyncResult *result, GError **error)
{
    return g_task_propagate_boolean(G_TASK(result), error);
}

void
station_watch_stop(StationWatch *watch)
{
    g_atomic_int_set(&watch->stopped, TRUE);
}
