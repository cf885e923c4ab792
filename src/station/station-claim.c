#include "station-claim.h"

struct _StationClaim {
    GObject parent_instance;
    Station *station;
    char *report_id;
    guint timer;     /* not 0 while the claim is held */
    gboolean unsure; /* it was asked for, and the answer did not come */

    /* One request at a time: a renewal that reached the server after the claim was let go would
     * take it again. */
    GMutex asking;
    gboolean let_go; /* under `asking` */
};

G_DEFINE_FINAL_TYPE(StationClaim, station_claim, G_TYPE_OBJECT)

static void
station_claim_dispose(GObject *object)
{
    StationClaim *self = STATION_CLAIM(object);
    g_clear_handle_id(&self->timer, g_source_remove);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(station_claim_parent_class)->dispose(object);
}

static void
station_claim_finalize(GObject *object)
{
    StationClaim *self = STATION_CLAIM(object);
    g_free(self->report_id);
    g_mutex_clear(&self->asking);
    G_OBJECT_CLASS(station_claim_parent_class)->finalize(object);
}

static void
station_claim_class_init(StationClaimClass *klass)
{
    G_OBJECT_CLASS(klass)->dispose = station_claim_dispose;
    G_OBJECT_CLASS(klass)->finalize = station_claim_finalize;
}

static void
station_claim_init(StationClaim *self)
{
    g_mutex_init(&self->asking);
}

StationClaim *
station_claim_new(Station *station, const char *report_id)
{
    StationClaim *self = g_object_new(STATION_TYPE_CLAIM, NULL);
    self->station = g_object_ref(station);
    self->report_id = g_strdup(report_id);
    return self;
}

static void
take_thread(GTask *task, gpointer source, gpointer task_data G_GNUC_UNUSED,
            GCancellable *cancellable)
{
    StationClaim *self = source;
    GError *error = NULL;
    Client *client = station_get_client(self->station, &error);
    if (client != NULL &&
        client_claim(client, self->report_id, station_get_config(self->station)->name, cancellable,
                     &error))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
}

static void
renew_thread(GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    StationClaim *self = source;
    g_mutex_lock(&self->asking);
    if (self->let_go)
        g_task_return_boolean(task, FALSE);
    else
        take_thread(task, source, task_data, cancellable);
    g_mutex_unlock(&self->asking);
}

static gboolean
on_renew(gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(user_data, NULL, NULL, NULL);
    g_task_run_in_thread(task, renew_thread);
    return G_SOURCE_CONTINUE;
}

void
station_claim_take_async(StationClaim *claim, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(claim, cancellable, callback, user_data);
    /* A claim that was granted in the moment of a cancel must be known, to be let go. */
    g_task_set_check_cancellable(task, FALSE);
    g_task_run_in_thread(task, take_thread);
}

/* The server may have granted it all the same. */
static gboolean
lost_the_answer(const GError *error)
{
    return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
           g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_TIMEOUT) ||
           g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_CUT);
}

gboolean
station_claim_take_finish(StationClaim *claim, GAsyncResult *result, GError **error)
{
    GError *failed = NULL;
    if (!g_task_propagate_boolean(G_TASK(result), &failed)) {
        claim->unsure = lost_the_answer(failed);
        g_propagate_error(error, failed);
        return FALSE;
    }
    if (claim->timer == 0)
        claim->timer = g_timeout_add_seconds(STATION_CLAIM_RENEW_SECONDS, on_renew, claim);
    return TRUE;
}

static void
release_thread(GTask *task, gpointer source, gpointer task_data G_GNUC_UNUSED,
               GCancellable *cancellable G_GNUC_UNUSED)
{
    StationClaim *self = source;
    Client *client = station_get_client(self->station, NULL);
    g_mutex_lock(&self->asking);
    self->let_go = TRUE;
    client_release(client, self->report_id, station_get_config(self->station)->name, NULL, NULL);
    g_mutex_unlock(&self->asking);
    g_debug("claim: let go");
    g_task_return_boolean(task, TRUE);
}

void
station_claim_release_async(StationClaim *claim, GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(claim, NULL, callback, user_data);
    if (claim->timer == 0 && !claim->unsure) {
        g_task_return_boolean(task, TRUE);
        return;
    }
    claim->unsure = FALSE;
    g_clear_handle_id(&claim->timer, g_source_remove);
    g_task_run_in_thread(task, release_thread);
}

void
station_claim_release_finish(StationClaim *claim G_GNUC_UNUSED, GAsyncResult *result)
{
    g_task_propagate_boolean(G_TASK(result), NULL);
}
