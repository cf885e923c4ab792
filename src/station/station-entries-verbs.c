#include "station-entries-private.h"
#include "station-viewing.h"

#include <string.h>

/* What a verb works on, for its task. */
typedef struct {
    Station *station;
    Outbox *outbox;
    char *id;
    char *why;
    char *who;
} Order;

static void
order_free(gpointer data)
{
    Order *order = data;
    g_object_unref(order->station);
    g_free(order->id);
    g_free(order->why);
    g_free(order->who);
    g_free(order);
}

/* NULL, and the task has failed, where the outbox is not open. */
static Order *
order_new(StationEntries *self, GTask *task, const char *id)
{
    Station *station = station_entries_get_station(self);
    Outbox *outbox = station_get_outbox(station);
    if (outbox == NULL) {
        g_task_return_new_error(task, OUTBOX_ERROR, OUTBOX_ERROR_UNUSABLE,
                                "the outbox is not open");
        return NULL;
    }
    Order *order = g_new0(Order, 1);
    order->station = g_object_ref(station);
    order->outbox = outbox;
    order->id = g_strdup(id);
    g_task_set_task_data(task, order, order_free);
    return order;
}

static void
on_sent_one(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    GError *error = NULL;
    g_autoptr(StationDelivery)
        delivery = station_sender_send_finish(STATION_SENDER(source), result, &error);
    if (delivery != NULL)
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
}

static void
on_sent_all(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    GError *error = NULL;
    g_autoptr(GPtrArray)
        ends = station_sender_send_all_finish(STATION_SENDER(source), result, &error);
    if (ends != NULL)
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
}

static void
retry_thread(GTask *task, gpointer source G_GNUC_UNUSED, gpointer task_data,
             GCancellable *cancellable G_GNUC_UNUSED)
{
    const Order *order = task_data;
    GError *error = NULL;
    if (outbox_retry(order->outbox, order->id, &error))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
}

static void
on_retried(GObject *source, GAsyncResult *result, gpointer user_data)
{
    StationEntries *self = STATION_ENTRIES(source);
    g_autoptr(GTask) task = user_data;
    GError *error = NULL;
    if (!g_task_propagate_boolean(G_TASK(result), &error)) {
        g_task_return_error(task, error);
        return;
    }
    const Order *order = g_task_get_task_data(task);
    GCancellable *cancellable = g_task_get_cancellable(task);
    station_sender_send_async(station_entries_get_sender(self), order->id, cancellable, on_sent_one,
                              g_steal_pointer(&task));
}

static void
retry_and_send(StationEntries *self, GTask *task, const char *id)
{
    g_autoptr(GTask) retry = g_task_new(self, NULL, on_retried, g_object_ref(task));
    if (order_new(self, retry, id) != NULL)
        g_task_run_in_thread(retry, retry_thread);
}

void
station_entries_send_async(StationEntries *entries, const char *id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(entries, cancellable, callback, user_data);
    StationEntry *entry = id != NULL ? station_entries_find(entries, id) : NULL;
    if (order_new(entries, task, id) == NULL)
        return;
    if (id == NULL)
        station_sender_send_all_async(station_entries_get_sender(entries), TRUE, cancellable,
                                      on_sent_all, g_steal_pointer(&task));
    else if (entry != NULL && station_entry_get_item(entry)->state == OUTBOX_STATE_REFUSED)
        retry_and_send(entries, task, id);
    else
        station_sender_send_async(station_entries_get_sender(entries), id, cancellable, on_sent_one,
                                  g_steal_pointer(&task));
}

gboolean
station_entries_send_finish(StationEntries *entries, GAsyncResult *result, GError **error)
{
    station_entries_refresh(entries);
    return g_task_propagate_boolean(G_TASK(result), error);
}

static void
discard_thread(GTask *task, gpointer source G_GNUC_UNUSED, gpointer task_data,
               GCancellable *cancellable G_GNUC_UNUSED)
{
    const Order *order = task_data;
    GError *error = NULL;
    if (outbox_discard(order->outbox, order->id, order->who, order->why, &error))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
}

void
station_entries_discard_async(StationEntries *entries, const char *id, const char *why,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(entries, cancellable, callback, user_data);
    g_autofree char *words = g_strstrip(g_strdup(why));
    GError *error = NULL;
    const StationSession *session = station_get_session(station_entries_get_station(entries),
                                                        &error);
    if (session == NULL) {
        g_task_return_error(task, error);
        return;
    }
    if (*words == '\0') {
        g_task_return_new_error(task, STATION_ERROR, STATION_ERROR_NO_REASON,
                                "no reason is given for %s", id);
        return;
    }
    Order *order = order_new(entries, task, id);
    if (order == NULL)
        return;
    order->why = g_steal_pointer(&words);
    order->who = g_strdup(session->ksuid);
    g_task_run_in_thread(task, discard_thread);
}

gboolean
station_entries_discard_finish(StationEntries *entries, GAsyncResult *result, GError **error)
{
    station_entries_refresh(entries);
    return g_task_propagate_boolean(G_TASK(result), error);
}

static void
view_thread(GTask *task, gpointer source G_GNUC_UNUSED, gpointer task_data,
            GCancellable *cancellable G_GNUC_UNUSED)
{
    const Order *order = task_data;
    GError *error = NULL;
    g_autoptr(OutboxItem) item = outbox_find(order->outbox, order->id, &error);
    char *path = NULL;
    if (item != NULL)
        path = station_viewing_copy(station_get_profile(order->station), item, &error);
    if (path != NULL)
        g_task_return_pointer(task, path, g_free);
    else
        g_task_return_error(task, error);
}

void
station_entries_view_async(StationEntries *entries, const char *id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(entries, cancellable, callback, user_data);
    if (order_new(entries, task, id) != NULL)
        g_task_run_in_thread(task, view_thread);
}

char *
station_entries_view_finish(StationEntries *entries G_GNUC_UNUSED, GAsyncResult *result,
                            GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
