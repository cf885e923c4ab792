#include "station-link.h"

#include "base-clock.h"

#include <string.h>

struct _StationLink {
    GObject parent_instance;
    Station *station;
    StationSender *sender;
    char *server; /* that is asked */
    guint timer;
    gboolean asking;
    gboolean ask_again; /* asked for while a question was under way */
    gboolean stale;     /* which is to the server before */
    gboolean known;
    gboolean online;
    gint64 since;
    GError *error;
    guint waiting, stuck;
    GPtrArray *announcements;
};

G_DEFINE_FINAL_TYPE(StationLink, station_link, G_TYPE_OBJECT)

/* What one question found. */
typedef struct {
    GPtrArray *announcements; /* NULL: the server did not answer */
    GError *error;
    guint waiting, stuck;
} Finding;

enum {
    CHANGED,
    ANNOUNCEMENTS,
    SIGNAL_COUNT
};
static guint signals[SIGNAL_COUNT];

static void
finding_free(gpointer data)
{
    Finding *finding = data;
    g_clear_pointer(&finding->announcements, g_ptr_array_unref);
    g_clear_error(&finding->error);
    g_free(finding);
}

static void
station_link_dispose(GObject *object)
{
    StationLink *self = STATION_LINK(object);
    g_clear_handle_id(&self->timer, g_source_remove);
    g_clear_object(&self->sender);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(station_link_parent_class)->dispose(object);
}

static void
station_link_finalize(GObject *object)
{
    StationLink *self = STATION_LINK(object);
    g_free(self->server);
    g_clear_error(&self->error);
    g_clear_pointer(&self->announcements, g_ptr_array_unref);
    G_OBJECT_CLASS(station_link_parent_class)->finalize(object);
}

static void
station_link_class_init(StationLinkClass *klass)
{
    GType type = STATION_TYPE_LINK;
    G_OBJECT_CLASS(klass)->dispose = station_link_dispose;
    G_OBJECT_CLASS(klass)->finalize = station_link_finalize;
    signals[CHANGED] = g_signal_new("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
    signals[ANNOUNCEMENTS] = g_signal_new("announcements", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
station_link_init(StationLink *self)
{
    self->since = base_clock_now();
}

static void
count_entries(Station *station, Finding *finding)
{
    Outbox *outbox = station_get_outbox(station);
    guint counts[OUTBOX_STATE_COUNT];
    if (outbox == NULL || !outbox_count(outbox, counts, NULL))
        return;
    finding->waiting = counts[OUTBOX_STATE_READY] + counts[OUTBOX_STATE_SENDING];
    finding->stuck = counts[OUTBOX_STATE_REFUSED] + counts[OUTBOX_STATE_QUARANTINE];
}

static void
ask_thread(GTask *task, gpointer source, gpointer task_data G_GNUC_UNUSED,
           GCancellable *cancellable)
{
    Station *station = source;
    Finding *finding = g_new0(Finding, 1);
    Client *client = station_get_client(station, &finding->error);
    count_entries(station, finding);
    if (client != NULL)
        finding->announcements = client_announcements(client, cancellable, &finding->error);
    g_task_return_pointer(task, finding, finding_free);
}

static void start_asking(StationLink *self);

static gboolean
on_time(gpointer user_data)
{
    StationLink *self = user_data;
    self->timer = 0;
    start_asking(self);
    return G_SOURCE_REMOVE;
}

static void
on_sent_all(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationLink) self = user_data;
    g_autoptr(GPtrArray)
        ends = station_sender_send_all_finish(STATION_SENDER(source), result, NULL);
    if (ends != NULL && ends->len > 0)
        station_link_ask(self);
}

/* An answer of any kind but one that may pass means that the server is there. */
static gboolean
is_there(const Finding *finding)
{
    return finding->announcements != NULL ||
           (finding->error->domain == API_PROBLEM_ERROR && !client_error_may_pass(finding->error));
}

static void
take(StationLink *self, Finding *finding)
{
    gboolean online = is_there(finding);
    gboolean came_back = online && self->known && !self->online;

    if (!self->known || online != self->online) {
        self->since = base_clock_now();
        g_debug("link: %s", online ? "there" : "away");
    }
    self->known = TRUE;
    self->online = online;
    self->waiting = finding->waiting;
    self->stuck = finding->stuck;
    g_clear_error(&self->error);
    if (!online)
        self->error = g_steal_pointer(&finding->error);
    if (finding->announcements != NULL) {
        g_clear_pointer(&self->announcements, g_ptr_array_unref);
        self->announcements = g_steal_pointer(&finding->announcements);
        g_signal_emit(self, signals[ANNOUNCEMENTS], 0);
    }
    g_signal_emit(self, signals[CHANGED], 0);
    if (came_back && self->waiting > 0)
        station_sender_send_all_async(self->sender, TRUE, NULL, on_sent_all, g_object_ref(self));
}

static void
on_asked(GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationLink) self = user_data;
    Finding *finding = g_task_propagate_pointer(G_TASK(result), NULL);
    self->asking = FALSE;
    if (!self->stale)
        take(self, finding);
    self->stale = FALSE;
    finding_free(finding);
    if (self->ask_again)
        start_asking(self);
    else if (self->timer == 0)
        self->timer = g_timeout_add_seconds(self->online ? STATION_LINK_ASK_SECONDS
                                                         : STATION_LINK_ASK_AGAIN_SECONDS,
                                            on_time, self);
}

static void
start_asking(StationLink *self)
{
    g_clear_handle_id(&self->timer, g_source_remove);
    self->ask_again = self->asking;
    if (self->asking)
        return;
    self->asking = TRUE;
    /* The worker has the station alone: let go by a worker last, the link would end there while the
     * main context calls it by a signal. */
    g_autoptr(GTask) task = g_task_new(self->station, NULL, on_asked, g_object_ref(self));
    g_task_run_in_thread(task, ask_thread);
}

static void
on_config_changed(StationLink *self)
{
    if (strcmp(self->server, station_get_server(self->station)) == 0)
        return;
    g_free(self->server);
    self->server = g_strdup(station_get_server(self->station));
    self->known = FALSE;
    self->stale = self->asking;
    start_asking(self);
    g_signal_emit(self, signals[CHANGED], 0);
}

StationLink *
station_link_new(Station *station, StationSender *sender)
{
    StationLink *self = g_object_new(STATION_TYPE_LINK, NULL);
    self->station = g_object_ref(station);
    self->sender = g_object_ref(sender);
    self->server = g_strdup(station_get_server(station));
    g_signal_connect_object(station, "config-changed", G_CALLBACK(on_config_changed), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(sender, "ended", G_CALLBACK(station_link_ask), self, G_CONNECT_SWAPPED);
    return self;
}

void
station_link_ask(StationLink *link)
{
    start_asking(link);
}

gboolean
station_link_is_known(StationLink *link)
{
    return link->known;
}

gboolean
station_link_is_online(StationLink *link)
{
    return link->online;
}

gint64
station_link_get_since(StationLink *link)
{
    return link->since;
}

const GError *
station_link_get_error(StationLink *link)
{
    return link->error;
}

guint
station_link_get_waiting(StationLink *link)
{
    return link->waiting;
}

guint
station_link_get_stuck(StationLink *link)
{
    return link->stuck;
}

GPtrArray *
station_link_get_announcements(StationLink *link)
{
    return link->announcements;
}
