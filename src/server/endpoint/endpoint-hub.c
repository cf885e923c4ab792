#include "endpoint-private.h"

#include "base-clock.h"
#include "base-json.h"

#include <string.h>

#define MAX_RESUMED 100 /* events that one resume may bring */

/* One open stream. It lives until libmicrohttpd says that its client is gone. */
typedef struct {
    EndpointHub *hub;
    HttpStream *stream; /* its reference is the answer's; NULL until it is open */
    char *report_id;
    gint64 last_id;
    gint64 expires_at;
} Watcher;

struct EndpointHub {
    GMutex mutex;
    GHashTable *watchers; /* report id → GHashTable, a set of Watcher */
    guint count;
};

EndpointHub *
endpoint_hub_new(void)
{
    EndpointHub *hub = g_new0(EndpointHub, 1);

    g_mutex_init(&hub->mutex);
    hub->watchers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify)g_hash_table_unref);
    return hub;
}

void
endpoint_hub_free(EndpointHub *hub)
{
    g_hash_table_unref(hub->watchers);
    g_mutex_clear(&hub->mutex);
    g_free(hub);
}

/* With the mutex held. */
static void
add_watcher(EndpointHub *hub, Watcher *watcher)
{
    GHashTable *set = g_hash_table_lookup(hub->watchers, watcher->report_id);

    if (set == NULL) {
        set = g_hash_table_new(NULL, NULL);
        g_hash_table_insert(hub->watchers, g_strdup(watcher->report_id), set);
    }
    g_hash_table_add(set, watcher);
    hub->count++;
}

static void
forget_watcher(HttpStream *stream, gpointer data)
{
    Watcher *watcher = data;
    EndpointHub *hub = watcher->hub;
    GHashTable *set;

    (void)stream;
    g_mutex_lock(&hub->mutex);
    set = g_hash_table_lookup(hub->watchers, watcher->report_id);
    if (set != NULL && g_hash_table_remove(set, watcher)) {
        hub->count--;
        if (g_hash_table_size(set) == 0)
            g_hash_table_remove(hub->watchers, watcher->report_id);
    }
    g_mutex_unlock(&hub->mutex);
    g_free(watcher->report_id);
    g_free(watcher);
}

static GBytes *
event_bytes(const ApiEvent *event)
{
    g_autoptr(json_t) json = api_event_to_json(event);
    g_autofree char *data = base_json_to_string(json);
    char *text = g_strdup_printf("event: status\nid: %" G_GINT64_FORMAT "\ndata: %s\n\n", event->id,
                                 data);

    return g_bytes_new_take(text, strlen(text));
}

static void
push_event(Watcher *watcher, const ApiEvent *event, GBytes *bytes)
{
    http_stream_push(watcher->stream, bytes);
    watcher->last_id = MAX(watcher->last_id, event->id);
}

/* What the watcher has missed, out of the database: the present state for a new one, and for one
 * whose last event is not known here, since the database was restored from an older copy: the ids
 * begin again below it, and it would wait for ever. */
static GPtrArray *
missed_events(Store *store, const char *report_id, gint64 *last_id, GError **error)
{
    ApiEvent *now = store_event_now(store, report_id, error);
    GPtrArray *events;

    if (now == NULL)
        return NULL;
    if (*last_id > 0 && *last_id <= now->id) {
        api_event_free(now);
        return store_events(store, report_id, *last_id, MAX_RESUMED, error);
    }
    *last_id = 0;
    events = g_ptr_array_new_with_free_func((GDestroyNotify)api_event_free);
    g_ptr_array_add(events, now);
    return events;
}

HttpStream *
endpoint_hub_watch(EndpointHub *hub, Store *store, const char *report_id, gint64 last_id,
                   gint64 expires_at, GError **error)
{
    g_autoptr(GPtrArray) events = NULL;
    Watcher *watcher;

    /* Read and join under the lock: an event is in what was read, or will be published to us. */
    g_mutex_lock(&hub->mutex);
    events = missed_events(store, report_id, &last_id, error);
    if (events == NULL) {
        g_mutex_unlock(&hub->mutex);
        return NULL;
    }
    watcher = g_new0(Watcher, 1);
    watcher->hub = hub;
    watcher->report_id = g_strdup(report_id);
    watcher->last_id = last_id;
    watcher->expires_at = expires_at;
    watcher->stream = http_stream_new(forget_watcher, watcher);
    for (guint i = 0; i < events->len; i++) {
        g_autoptr(GBytes) bytes = event_bytes(g_ptr_array_index(events, i));

        push_event(watcher, g_ptr_array_index(events, i), bytes);
    }
    add_watcher(hub, watcher);
    g_mutex_unlock(&hub->mutex);
    return watcher->stream;
}

void
endpoint_hub_publish(EndpointHub *hub, const ApiEvent *event)
{
    g_autoptr(GBytes) bytes = event_bytes(event);
    GHashTableIter iterator;
    GHashTable *set;
    gpointer watcher;

    g_mutex_lock(&hub->mutex);
    set = g_hash_table_lookup(hub->watchers, event->report_id);
    if (set != NULL) {
        g_hash_table_iter_init(&iterator, set);
        while (g_hash_table_iter_next(&iterator, &watcher, NULL)) {
            if (((Watcher *)watcher)->last_id < event->id)
                push_event(watcher, event, bytes);
        }
    }
    g_mutex_unlock(&hub->mutex);
}

static void
for_all(EndpointHub *hub, void (*each)(Watcher *watcher, gpointer data), gpointer data)
{
    GHashTableIter reports, set;
    gpointer watchers, watcher;

    g_mutex_lock(&hub->mutex);
    g_hash_table_iter_init(&reports, hub->watchers);
    while (g_hash_table_iter_next(&reports, NULL, &watchers)) {
        g_hash_table_iter_init(&set, watchers);
        while (g_hash_table_iter_next(&set, &watcher, NULL))
            each(watcher, data);
    }
    g_mutex_unlock(&hub->mutex);
}

static void
beat(Watcher *watcher, gpointer bytes)
{
    if (watcher->expires_at <= base_clock_now())
        http_stream_end(watcher->stream);
    else
        http_stream_push(watcher->stream, bytes);
}

void
endpoint_hub_beat(EndpointHub *hub)
{
    g_autoptr(GBytes) comment = g_bytes_new_static(":\n\n", 3);

    for_all(hub, beat, comment);
}

static void
end(Watcher *watcher, gpointer data)
{
    (void)data;
    http_stream_end(watcher->stream);
}

void
endpoint_hub_end(EndpointHub *hub)
{
    for_all(hub, end, NULL);
}

guint
endpoint_hub_count(EndpointHub *hub)
{
    guint count;

    g_mutex_lock(&hub->mutex);
    count = hub->count;
    g_mutex_unlock(&hub->mutex);
    return count;
}
