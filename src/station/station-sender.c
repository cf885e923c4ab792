#include "station-sender.h"

#include "base-clock.h"

#define LOOK_SECONDS 5 /* between two looks for entries that have become due */

struct _StationSender {
    GObject parent_instance;
    Station *station;
    GQueue *waiting; /* of GTask: requests whose turn has not come */
    GTask *present;  /* the request under way, or NULL */
    guint timer;     /* not 0 between start and stop */
};

G_DEFINE_FINAL_TYPE(StationSender, station_sender, G_TYPE_OBJECT)

enum {
    STARTED,
    UPLOADING,
    ENDED,
    SIGNAL_COUNT
};
static guint signals[SIGNAL_COUNT];

/* What a caller asked for: one entry, or all that are due. Lives as long as its task. */
typedef struct {
    char *id; /* NULL for all */
    gboolean now;
    StationDelivery *ended; /* what an earlier request came to meanwhile; or NULL */
    /* Progress on its way from the worker to the main context: only the newest counts. */
    GMutex lock;
    gboolean posted;
    char *sending;
    guint64 sent;
    guint64 total;
} Request;

/* A signal on its way to the main context. */
typedef struct {
    GTask *task;
    char *started;
    StationDelivery *ended;
} News;

static void
request_free(Request *request)
{
    g_mutex_clear(&request->lock);
    g_clear_pointer(&request->ended, station_delivery_unref);
    g_free(request->id);
    g_free(request->sending);
    g_free(request);
}

static void
news_free(News *news)
{
    g_clear_object(&news->task);
    g_free(news->started);
    g_clear_pointer(&news->ended, station_delivery_unref);
    g_free(news);
}

static void
station_sender_dispose(GObject *object)
{
    StationSender *self = STATION_SENDER(object);
    g_clear_handle_id(&self->timer, g_source_remove);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(station_sender_parent_class)->dispose(object);
}

static void
station_sender_finalize(GObject *object)
{
    g_queue_free_full(STATION_SENDER(object)->waiting, g_object_unref);
    G_OBJECT_CLASS(station_sender_parent_class)->finalize(object);
}

static void
station_sender_class_init(StationSenderClass *klass)
{
    GType type = STATION_TYPE_SENDER;
    G_OBJECT_CLASS(klass)->dispose = station_sender_dispose;
    G_OBJECT_CLASS(klass)->finalize = station_sender_finalize;
    signals[STARTED] = g_signal_new("started", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
    signals[UPLOADING] = g_signal_new("uploading", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_UINT64, G_TYPE_UINT64);
    signals[ENDED] = g_signal_new("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, STATION_TYPE_DELIVERY);
}

static void
station_sender_init(StationSender *self)
{
    self->waiting = g_queue_new();
}

StationSender *
station_sender_new(Station *station)
{
    StationSender *self = g_object_new(STATION_TYPE_SENDER, NULL);
    self->station = g_object_ref(station);
    return self;
}

/* A look for what is due may find an entry before the one who saved it asks for it: whose turn has
 * not come yet is told the same, for the entry cannot be sent again. */
static void
tell_waiting(StationSender *self, StationDelivery *delivery)
{
    if (delivery->end == STATION_DELIVERY_WAITING)
        return;
    for (GList *link = self->waiting->head; link != NULL; link = link->next) {
        Request *request = g_task_get_task_data(link->data);
        if (g_strcmp0(request->id, delivery->id) != 0)
            continue;
        g_clear_pointer(&request->ended, station_delivery_unref);
        request->ended = station_delivery_ref(delivery);
    }
}

static gboolean
tell_news(gpointer user_data)
{
    News *news = user_data;
    gpointer self = g_task_get_source_object(news->task);
    if (news->started != NULL) {
        g_signal_emit(self, signals[STARTED], 0, news->started);
    } else {
        static const char *const ends[] = {"delivered", "waiting", "refused", "damaged"};
        g_debug("sender: %s %s", ends[news->ended->end], news->ended->id);
        tell_waiting(self, news->ended);
        g_signal_emit(self, signals[ENDED], 0, news->ended);
    }
    return G_SOURCE_REMOVE;
}

static void
post_news(GTask *task, const char *started, StationDelivery *ended)
{
    News *news = g_new0(News, 1);
    news->task = g_object_ref(task);
    news->started = g_strdup(started);
    news->ended = ended != NULL ? station_delivery_ref(ended) : NULL;
    /* Not g_main_context_invoke: between two turns of the main loop it would tell in this thread.
     */
    g_idle_add_full(G_PRIORITY_DEFAULT, tell_news, news, (GDestroyNotify)news_free);
}

static gboolean
tell_progress(gpointer user_data)
{
    GTask *task = user_data;
    Request *request = g_task_get_task_data(task);
    g_mutex_lock(&request->lock);
    g_autofree char *id = g_steal_pointer(&request->sending);
    guint64 sent = request->sent;
    guint64 total = request->total;
    request->posted = FALSE;
    g_mutex_unlock(&request->lock);
    g_signal_emit(g_task_get_source_object(task), signals[UPLOADING], 0, id, sent, total);
    return G_SOURCE_REMOVE;
}

/* The one entry that a worker is sending, and the task that it works for. */
typedef struct {
    GTask *task;
    const char *id;
} Sending;

static void
on_progress(guint64 sent, guint64 total, gpointer user_data)
{
    const Sending *sending = user_data;
    Request *request = g_task_get_task_data(sending->task);
    g_mutex_lock(&request->lock);
    gboolean post = !request->posted;
    g_free(request->sending);
    request->sending = g_strdup(sending->id);
    request->sent = sent;
    request->total = total;
    request->posted = TRUE;
    g_mutex_unlock(&request->lock);
    if (post)
        g_idle_add_full(G_PRIORITY_DEFAULT, tell_progress, g_object_ref(sending->task),
                        g_object_unref);
}

static StationDelivery *
send_one(GTask *task, Station *station, const char *id, GError **error)
{
    Sending sending = {.task = task, .id = id};
    post_news(task, id, NULL);
    StationDelivery *delivery = station_delivery_run(station, id, on_progress, &sending,
                                                     g_task_get_cancellable(task), error);
    if (delivery != NULL)
        post_news(task, NULL, delivery);
    return delivery;
}

/* An entry that cannot be tried at all (another server's, damaged and now in quarantine) keeps no
 * other from being sent; the outbox shows it. */
static GPtrArray *
send_all(GTask *task, Station *station, gboolean now, GError **error)
{
    g_autoptr(GPtrArray)
        items = outbox_list(station_get_outbox(station), 1u << OUTBOX_STATE_READY, error);
    if (items == NULL)
        return NULL;
    GPtrArray *ends = g_ptr_array_new_with_free_func((GDestroyNotify)station_delivery_unref);
    for (guint i = 0; i < items->len; i++) {
        const OutboxItem *item = g_ptr_array_index(items, i);
        if ((!now && item->next_attempt > base_clock_now()) ||
            g_cancellable_is_cancelled(g_task_get_cancellable(task)))
            continue;
        StationDelivery *delivery = send_one(task, station, item->id, NULL);
        if (delivery == NULL)
            continue;
        g_ptr_array_add(ends, delivery);
        if (station_delivery_stops_others(delivery))
            break;
    }
    return ends;
}

static void
send_thread(GTask *task, gpointer source, gpointer task_data,
            GCancellable *cancellable G_GNUC_UNUSED)
{
    StationSender *self = source;
    const Request *request = task_data;
    GError *error = NULL;
    gpointer ended = NULL;
    GDestroyNotify destroy = (GDestroyNotify)station_delivery_unref;
    if (request->id != NULL) {
        ended = send_one(task, self->station, request->id, &error);
    } else {
        ended = send_all(task, self->station, request->now, &error);
        destroy = (GDestroyNotify)g_ptr_array_unref;
    }
    if (ended != NULL)
        g_task_return_pointer(task, ended, destroy);
    else
        g_task_return_error(task, error);
}

static void
start_next(StationSender *self)
{
    if (self->present == NULL)
        self->present = g_queue_pop_head(self->waiting);
    else
        return;
    if (self->present == NULL)
        return;
    Request *request = g_task_get_task_data(self->present);
    if (request->ended != NULL)
        g_task_return_pointer(self->present, g_steal_pointer(&request->ended),
                              (GDestroyNotify)station_delivery_unref);
    else
        g_task_run_in_thread(self->present, send_thread);
}

static void
on_request_completed(GTask *task, GParamSpec *pspec G_GNUC_UNUSED, StationSender *self)
{
    g_assert(task == self->present);
    g_clear_object(&self->present);
    start_next(self);
}

/* The session is looked at here, in the main context; workers only use the client. */
static void
request(StationSender *self, const char *id, gboolean now, GCancellable *cancellable,
        GAsyncReadyCallback callback, gpointer user_data)
{
    GTask *task = g_task_new(self, cancellable, callback, user_data);
    Request *data = g_new0(Request, 1);
    GError *error = NULL;
    g_mutex_init(&data->lock);
    data->id = g_strdup(id);
    data->now = now;
    g_task_set_task_data(task, data, (GDestroyNotify)request_free);
    /* What came of an entry is told even if a cancel came too late. */
    g_task_set_check_cancellable(task, FALSE);
    if (station_get_session(self->station, &error) == NULL) {
        g_task_return_error(task, error);
        g_object_unref(task);
        return;
    }
    g_signal_connect_object(task, "notify::completed", G_CALLBACK(on_request_completed), self, 0);
    g_queue_push_tail(self->waiting, task);
    start_next(self);
}

void
station_sender_send_async(StationSender *sender, const char *id, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
    request(sender, id, TRUE, cancellable, callback, user_data);
}

StationDelivery *
station_sender_send_finish(StationSender *sender G_GNUC_UNUSED, GAsyncResult *result,
                           GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}

void
station_sender_send_all_async(StationSender *sender, gboolean now, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
    request(sender, NULL, now, cancellable, callback, user_data);
}

GPtrArray *
station_sender_send_all_finish(StationSender *sender G_GNUC_UNUSED, GAsyncResult *result,
                               GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}

static void
on_looked(GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
    g_autoptr(GPtrArray)
        ends = station_sender_send_all_finish(STATION_SENDER(source), result, NULL);
    g_debug("sender: looked by itself, %u tried", ends != NULL ? ends->len : 0);
}

static gboolean
on_look(gpointer user_data)
{
    StationSender *self = user_data;
    if (self->present == NULL && station_get_outbox(self->station) != NULL)
        station_sender_send_all_async(self, FALSE, NULL, on_looked, NULL);
    return G_SOURCE_CONTINUE;
}

void
station_sender_start(StationSender *sender)
{
    if (sender->timer != 0)
        return;
    sender->timer = g_timeout_add_seconds(LOOK_SECONDS, on_look, sender);
    on_look(sender);
}

void
station_sender_stop(StationSender *sender)
{
    g_clear_handle_id(&sender->timer, g_source_remove);
}
