#include "station-ahead.h"

#include <fcntl.h>
#include <unistd.h>

#define TELL_EVERY_US 50000 /* between two progress signals */

struct _StationAhead {
    GObject parent_instance;
    Station *station;
    char *path;
    char *media_type;
    guint64 bytes;
    GCancellable *creating; /* of asking for the UID: cut off, nobody could delete it */
    GCancellable *sending;
    GTask *settling; /* who waits for the end, or NULL */
    gulong settling_cancelled;
    char *upload; /* UID; the worker's while it runs */
    gboolean ended;
    gboolean dropped;
    gint64 told_at; /* the worker's */
};

G_DEFINE_FINAL_TYPE(StationAhead, station_ahead, G_TYPE_OBJECT)

static guint uploading_signal;

/* Progress on its way to the main context. */
typedef struct {
    StationAhead *ahead;
    guint64 sent;
    guint64 total;
} News;

static void
station_ahead_finalize(GObject *object)
{
    StationAhead *self = STATION_AHEAD(object);
    g_clear_object(&self->station);
    g_clear_object(&self->creating);
    g_clear_object(&self->sending);
    g_free(self->path);
    g_free(self->media_type);
    g_free(self->upload);
    G_OBJECT_CLASS(station_ahead_parent_class)->finalize(object);
}

static void
station_ahead_class_init(StationAheadClass *klass)
{
    G_OBJECT_CLASS(klass)->finalize = station_ahead_finalize;
    uploading_signal = g_signal_new("uploading", STATION_TYPE_AHEAD, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
}

static void
station_ahead_init(StationAhead *self)
{
    self->creating = g_cancellable_new();
    self->sending = g_cancellable_new();
}

static gboolean
tell_news(gpointer user_data)
{
    News *news = user_data;
    if (!news->ahead->dropped)
        g_signal_emit(news->ahead, uploading_signal, 0, news->sent, news->total);
    g_object_unref(news->ahead);
    g_free(news);
    return G_SOURCE_REMOVE;
}

static void
on_progress(guint64 sent, guint64 total, gpointer user_data)
{
    StationAhead *self = user_data;
    gint64 now = g_get_monotonic_time();
    if (sent < total && now - self->told_at < TELL_EVERY_US)
        return;
    self->told_at = now;
    News *news = g_new(News, 1);
    *news = (News){.ahead = g_object_ref(self), .sent = sent, .total = total};
    g_idle_add_full(G_PRIORITY_DEFAULT, tell_news, news, NULL);
}

static void
send_thread(GTask *task, gpointer source, gpointer task_data G_GNUC_UNUSED,
            GCancellable *cancellable G_GNUC_UNUSED)
{
    StationAhead *self = source;
    Client *client = station_get_client(self->station, NULL);
    g_autoptr(GError) error = NULL;
    int fd = open(self->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && client != NULL)
        self->upload = client_upload_create(client, self->bytes, self->media_type, self->creating,
                                            &error);
    if (self->upload != NULL)
        client_upload_send(client, self->upload, fd, self->bytes, on_progress, self, self->sending,
                           &error);
    if (error != NULL)
        g_debug("ahead: %s", error->message);
    else if (self->upload != NULL)
        g_debug("ahead: uploaded");
    if (fd >= 0)
        close(fd);
    g_task_return_boolean(task, TRUE);
}

static void
delete_thread(GTask *task, gpointer source, gpointer task_data G_GNUC_UNUSED,
              GCancellable *cancellable G_GNUC_UNUSED)
{
    StationAhead *self = source;
    client_upload_delete(station_get_client(self->station, NULL), self->upload, NULL, NULL);
    g_task_return_boolean(task, TRUE);
}

static void
delete_upload(StationAhead *self)
{
    if (self->upload == NULL)
        return;
    g_autoptr(GTask) task = g_task_new(self, NULL, NULL, NULL);
    g_task_run_in_thread(task, delete_thread);
}

static void
settle(StationAhead *self)
{
    g_autoptr(GTask) task = g_steal_pointer(&self->settling);
    if (task == NULL)
        return;
    if (self->settling_cancelled != 0)
        g_cancellable_disconnect(g_task_get_cancellable(task), self->settling_cancelled);
    self->settling_cancelled = 0;
    g_task_return_pointer(task, g_strdup(self->upload), g_free);
}

static void
on_sent(GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
    StationAhead *self = STATION_AHEAD(source);
    g_task_propagate_boolean(G_TASK(result), NULL);
    self->ended = TRUE;
    if (self->dropped)
        delete_upload(self);
    settle(self);
}

StationAhead *
station_ahead_new(Station *station, const char *path, guint64 bytes, const char *media_type)
{
    StationAhead *self = g_object_new(STATION_TYPE_AHEAD, NULL);
    self->station = g_object_ref(station);
    self->path = g_strdup(path);
    self->bytes = bytes;
    self->media_type = g_strdup(media_type);
    g_autoptr(GTask) task = g_task_new(self, NULL, on_sent, NULL);
    g_task_run_in_thread(task, send_thread);
    return self;
}

static void
on_settling_cancelled(GCancellable *cancellable G_GNUC_UNUSED, StationAhead *self)
{
    g_cancellable_cancel(self->creating);
    g_cancellable_cancel(self->sending);
}

void
station_ahead_settle_async(StationAhead *ahead, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
    g_assert(ahead->settling == NULL && !ahead->dropped);
    ahead->settling = g_task_new(ahead, cancellable, callback, user_data);
    /* The upload stays where it is after a cancel, and its UID is of use. */
    g_task_set_check_cancellable(ahead->settling, FALSE);
    if (ahead->ended)
        settle(ahead);
    else if (cancellable != NULL)
        ahead->settling_cancelled = g_cancellable_connect(
            cancellable, G_CALLBACK(on_settling_cancelled), ahead, NULL);
}

char *
station_ahead_settle_finish(StationAhead *ahead G_GNUC_UNUSED, GAsyncResult *result)
{
    return g_task_propagate_pointer(G_TASK(result), NULL);
}

void
station_ahead_drop(StationAhead *ahead)
{
    if (ahead->dropped)
        return;
    ahead->dropped = TRUE;
    g_cancellable_cancel(ahead->sending);
    if (ahead->ended)
        delete_upload(ahead);
}
