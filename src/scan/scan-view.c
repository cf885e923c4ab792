#include "scan-view.h"

#include "scan-run.h"

typedef struct {
    GTask *task;
    gsize size; /* of all rows */
    GByteArray *rows;
    gboolean fits; /* nothing came that was not asked for */
} ScanView;

static void
on_event(const ScanWireEvent *event, gpointer user_data)
{
    /* Signs of life; scan-run has restarted the deadline. */
    (void)event;
    (void)user_data;
}

static void
on_rows(guint page, guint first_row, GBytes *rows, gpointer user_data)
{
    (void)page;
    (void)first_row;
    ScanView *view = user_data;
    gsize size = g_bytes_get_size(rows);
    view->fits = view->fits && size <= view->size - view->rows->len;
    if (view->fits)
        g_byte_array_append(view->rows, g_bytes_get_data(rows, NULL), (guint)size);
}

static void
on_ended(const ScanWireEvent *done, const GError *error, gpointer user_data)
{
    (void)done;
    ScanView *view = user_data;
    if (error)
        g_task_return_error(view->task, g_error_copy(error));
    else if (view->fits && view->rows->len == view->size)
        g_task_return_pointer(view->task, g_byte_array_free_to_bytes(g_steal_pointer(&view->rows)),
                              (GDestroyNotify)g_bytes_unref);
    else
        g_task_return_new_error(view->task, SCAN_ERROR, SCAN_ERROR_HELPER,
                                "the helper sent another number of pixels");
    g_object_unref(view->task);
    g_clear_pointer(&view->rows, g_byte_array_unref);
    g_free(view);
}

static const ScanRunClient view_client = {.event = on_event, .preview = on_rows, .ended = on_ended};

void
scan_view_run_async(const ScanRegion *region, int fd, const ScanDeadlines *deadlines,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);
    GError *error = NULL;
    /* The run ends by itself on a cancel, and says so in our own domain. */
    g_task_set_check_cancellable(task, FALSE);
    if (!scan_region_check(region, &error)) {
        g_task_return_error(task, error);
        return;
    }
    ScanView *view = g_new0(ScanView, 1);
    view->task = g_steal_pointer(&task);
    view->size = (gsize)region->width * region->height * 3;
    view->rows = g_byte_array_sized_new((guint)view->size);
    view->fits = TRUE;
    g_autoptr(ScanWireRequest) request = scan_wire_request_new(SCAN_WIRE_VERB_VIEW);
    request->region = g_memdup2(region, sizeof(*region));
    scan_run_start(request, &fd, 1, deadlines ? deadlines : &scan_deadlines_default, cancellable,
                   &view_client, view);
}

GBytes *
scan_view_run_finish(GAsyncResult *result, GError **error)
{
    g_return_val_if_fail(g_task_is_valid(result, NULL), NULL);
    return g_task_propagate_pointer(G_TASK(result), error);
}
