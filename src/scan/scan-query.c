#include "scan-query.h"

#include "scan-run.h"

/* One of the two lists being made. */
typedef struct {
    GTask *task;
    GPtrArray *items;
} ScanQuery;

static void
on_event(const ScanWireEvent *event, gpointer user_data)
{
    ScanQuery *query = user_data;
    if (query->items->len >= SCAN_MAX_LISTED)
        return;
    if (event->device)
        g_ptr_array_add(query->items, scan_device_copy(event->device));
    else if (event->option)
        g_ptr_array_add(query->items, scan_option_copy(event->option));
}

static void
on_ended(const ScanWireEvent *done, const GError *error, gpointer user_data)
{
    (void)done;
    ScanQuery *query = user_data;
    if (error)
        g_task_return_error(query->task, g_error_copy(error));
    else
        g_task_return_pointer(query->task, g_ptr_array_ref(query->items),
                              (GDestroyNotify)g_ptr_array_unref);
    g_object_unref(query->task);
    g_ptr_array_unref(query->items);
    g_free(query);
}

static const ScanRunClient query_client = {.event = on_event, .ended = on_ended};

static void
query_start(ScanWireVerb verb, const char *device, GDestroyNotify free_item,
            const ScanDeadlines *deadlines, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
    ScanQuery *query = g_new0(ScanQuery, 1);
    query->task = g_task_new(NULL, cancellable, callback, user_data);
    /* The run ends by itself on a cancel, and says so in our own domain. */
    g_task_set_check_cancellable(query->task, FALSE);
    query->items = g_ptr_array_new_with_free_func(free_item);
    g_autoptr(ScanWireRequest) request = scan_wire_request_new(verb);
    request->device = g_strdup(device);
    scan_run_start(request, NULL, 0, deadlines ? deadlines : &scan_deadlines_default, cancellable,
                   &query_client, query);
}

void
scan_devices_async(const ScanDeadlines *deadlines, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
    query_start(SCAN_WIRE_VERB_LIST, "", (GDestroyNotify)scan_device_free, deadlines, cancellable,
                callback, user_data);
}

GPtrArray *
scan_devices_finish(GAsyncResult *result, GError **error)
{
    g_return_val_if_fail(g_task_is_valid(result, NULL), NULL);
    return g_task_propagate_pointer(G_TASK(result), error);
}

void
scan_options_async(const char *device, const ScanDeadlines *deadlines, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
    query_start(SCAN_WIRE_VERB_OPTIONS, device, (GDestroyNotify)scan_option_free, deadlines,
                cancellable, callback, user_data);
}

GPtrArray *
scan_options_finish(GAsyncResult *result, GError **error)
{
    g_return_val_if_fail(g_task_is_valid(result, NULL), NULL);
    return g_task_propagate_pointer(G_TASK(result), error);
}
