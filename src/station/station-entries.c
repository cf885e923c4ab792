#include "station-entries-private.h"
#include "station-today.h"
#include "station-viewing.h"

#include <string.h>

struct _StationEntries {
    GObject parent_instance;
    Station *station;
    StationSender *sender;
    StationEntriesScope scope;
    GListStore *store; /* of StationEntry */
    GError *error;
    gboolean reading;
    gboolean read_again; /* asked for while a reading was under way */
};

G_DEFINE_FINAL_TYPE(StationEntries, station_entries, G_TYPE_OBJECT)

static guint changed;

static void
station_entries_dispose(GObject *object)
{
    StationEntries *self = STATION_ENTRIES(object);
    if (self->station != NULL)
        station_viewing_clear(station_get_profile(self->station));
    g_clear_object(&self->sender);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(station_entries_parent_class)->dispose(object);
}

static void
station_entries_finalize(GObject *object)
{
    StationEntries *self = STATION_ENTRIES(object);
    g_object_unref(self->store);
    g_clear_error(&self->error);
    G_OBJECT_CLASS(station_entries_parent_class)->finalize(object);
}

static void
station_entries_class_init(StationEntriesClass *klass)
{
    G_OBJECT_CLASS(klass)->dispose = station_entries_dispose;
    G_OBJECT_CLASS(klass)->finalize = station_entries_finalize;
    changed = g_signal_new("changed", STATION_TYPE_ENTRIES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                           G_TYPE_NONE, 0);
}

static void
station_entries_init(StationEntries *self)
{
    self->store = g_list_store_new(STATION_TYPE_ENTRY);
}

/* ---- reading ---- */

static gboolean
is_stuck(const OutboxItem *item)
{
    return item->state == OUTBOX_STATE_REFUSED || item->state == OUTBOX_STATE_QUARANTINE;
}

static gint64
time_of(const OutboxItem *item)
{
    return item->capture != NULL ? item->capture->captured_at : item->changed_at;
}

static int
compare_open(gconstpointer a, gconstpointer b)
{
    const OutboxItem *first = *(OutboxItem *const *)a, *second = *(OutboxItem *const *)b;
    if (is_stuck(first) != is_stuck(second))
        return is_stuck(first) ? -1 : 1;
    if (time_of(first) != time_of(second))
        return time_of(first) < time_of(second) ? -1 : 1;
    return strcmp(first->id, second->id);
}

static int
compare_newest(gconstpointer a, gconstpointer b)
{
    const OutboxItem *first = *(OutboxItem *const *)a, *second = *(OutboxItem *const *)b;
    if (time_of(first) != time_of(second))
        return time_of(first) > time_of(second) ? -1 : 1;
    return strcmp(first->id, second->id);
}

static GPtrArray *
read_open(Outbox *outbox, GError **error)
{
    const guint states = 1u << OUTBOX_STATE_READY | 1u << OUTBOX_STATE_SENDING |
                         1u << OUTBOX_STATE_REFUSED | 1u << OUTBOX_STATE_QUARANTINE;
    GPtrArray *items = outbox_list(outbox, states, error);
    if (items != NULL)
        g_ptr_array_sort(items, compare_open);
    return items;
}

static GPtrArray *
read_today(Outbox *outbox, GError **error)
{
    gint64 begin = station_today_begin();
    const guint states = ~(1u << OUTBOX_STATE_MAKING);
    GPtrArray *items = outbox_list_changed(outbox, states, begin, G_MAXINT64, error);
    for (guint i = items != NULL ? items->len : 0; i > 0; i--) {
        if (time_of(g_ptr_array_index(items, i - 1)) < begin)
            g_ptr_array_remove_index(items, i - 1);
    }
    if (items != NULL)
        g_ptr_array_sort(items, compare_newest);
    return items;
}

static void
read_thread(GTask *task, gpointer source, gpointer task_data,
            GCancellable *cancellable G_GNUC_UNUSED)
{
    Outbox *outbox = station_get_outbox(source);
    GError *error = NULL;
    GPtrArray *items = GPOINTER_TO_INT(task_data) == STATION_ENTRIES_OPEN
                           ? read_open(outbox, &error)
                           : read_today(outbox, &error);
    if (items != NULL)
        g_task_return_pointer(task, items, (GDestroyNotify)g_ptr_array_unref);
    else
        g_task_return_error(task, error);
}

/* ---- what was read, into the list ---- */

/* Most often it is where it was. */
static StationEntry *
find(StationEntries *self, const char *id, guint guess, guint *ret_position)
{
    guint count = g_list_model_get_n_items(G_LIST_MODEL(self->store));
    for (guint i = 0; i < count; i++) {
        guint at = (guess + i) % count;
        g_autoptr(StationEntry) entry = g_list_model_get_item(G_LIST_MODEL(self->store), at);
        if (strcmp(station_entry_get_item(entry)->id, id) == 0) {
            *ret_position = at;
            return entry; /* the store holds it */
        }
    }
    return NULL;
}

static void
drop_missing(StationEntries *self, GPtrArray *items)
{
    g_autoptr(GHashTable) there = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < items->len; i++)
        g_hash_table_add(there, ((OutboxItem *)g_ptr_array_index(items, i))->id);
    for (guint i = g_list_model_get_n_items(G_LIST_MODEL(self->store)); i > 0; i--) {
        g_autoptr(StationEntry) entry = g_list_model_get_item(G_LIST_MODEL(self->store), i - 1);
        if (!g_hash_table_contains(there, station_entry_get_item(entry)->id))
            g_list_store_remove(self->store, i - 1);
    }
}

/* An entry that becomes stuck, or is no longer, counts as moved, so that lists which show only one
 * kind look at it again. */
static void
put(StationEntries *self, guint position, OutboxItem *item)
{
    guint found = 0;
    StationEntry *known = find(self, item->id, position, &found);
    gboolean moves = known == NULL || found != position ||
                     station_entry_is_stuck(known) != is_stuck(item);
    g_autoptr(StationEntry) entry = NULL;
    if (known == NULL) {
        entry = station_entry_new(item);
    } else {
        entry = g_object_ref(known);
        if (moves)
            g_list_store_remove(self->store, found);
        station_entry_take(entry, item);
    }
    if (moves)
        g_list_store_insert(self->store, position, entry);
}

static void
take(StationEntries *self, GPtrArray *items)
{
    static const char *const names[] = {"open", "today"};
    drop_missing(self, items);
    for (guint i = 0; i < items->len; i++)
        put(self, i, g_steal_pointer(&g_ptr_array_index(items, i)));
    g_debug("entries: %s, %u", names[self->scope], items->len);
}

static void
on_read(GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationEntries) self = user_data;
    GError *error = NULL;
    g_autoptr(GPtrArray) items = g_task_propagate_pointer(G_TASK(result), &error);
    self->reading = FALSE;
    g_clear_error(&self->error);
    self->error = error;
    if (items != NULL)
        take(self, items);
    g_signal_emit(self, changed, 0);
    if (self->read_again)
        station_entries_refresh(self);
}

void
station_entries_refresh(StationEntries *entries)
{
    entries->read_again = entries->reading;
    if (entries->reading || station_get_outbox(entries->station) == NULL)
        return;
    entries->reading = TRUE;
    /* The worker has the station alone: let go by a worker last, the list would end there while the
     * main context calls it by a signal. */
    g_autoptr(GTask) task = g_task_new(entries->station, NULL, on_read, g_object_ref(entries));
    g_task_set_task_data(task, GINT_TO_POINTER(entries->scope), NULL);
    g_task_run_in_thread(task, read_thread);
}

StationEntry *
station_entries_find(StationEntries *entries, const char *id)
{
    guint position = 0;
    return find(entries, id, 0, &position);
}

static void
on_uploading(StationSender *sender G_GNUC_UNUSED, const char *id, guint64 sent, guint64 total,
             StationEntries *self)
{
    StationEntry *entry = station_entries_find(self, id);
    if (entry != NULL && total > 0)
        station_entry_set_sent(entry, (guint)(MIN(sent, total) * 100 / total));
}

StationEntries *
station_entries_new(Station *station, StationSender *sender, StationLink *link,
                    StationEntriesScope scope)
{
    StationEntries *self = g_object_new(STATION_TYPE_ENTRIES, NULL);
    self->station = g_object_ref(station);
    self->sender = g_object_ref(sender);
    self->scope = scope;
    g_signal_connect_object(sender, "started", G_CALLBACK(station_entries_refresh), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(sender, "ended", G_CALLBACK(station_entries_refresh), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(sender, "uploading", G_CALLBACK(on_uploading), self, 0);
    g_signal_connect_object(link, "changed", G_CALLBACK(station_entries_refresh), self,
                            G_CONNECT_SWAPPED);
    station_entries_refresh(self);
    return self;
}

GListModel *
station_entries_get_model(StationEntries *entries)
{
    return G_LIST_MODEL(entries->store);
}

const GError *
station_entries_get_error(StationEntries *entries)
{
    return entries->error;
}

Station *
station_entries_get_station(StationEntries *entries)
{
    return entries->station;
}

StationSender *
station_entries_get_sender(StationEntries *entries)
{
    return entries->sender;
}
