#include "scan-assembly.h"

#include "scan-run.h"

static void
on_event(const ScanWireEvent *event, gpointer user_data)
{
    /* Signs of life; scan-run has restarted the deadline. */
    (void)event;
    (void)user_data;
}

static void
on_ended(const ScanWireEvent *done, const GError *error, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    GError *failed = error ? g_error_copy(error) : NULL;
    ScanResult *result = failed ? NULL : scan_run_result_new(done, &failed);
    if (failed)
        g_task_return_error(task, failed);
    else
        g_task_return_pointer(task, result, (GDestroyNotify)scan_result_free);
}

static const ScanRunClient assembly_client = {.event = on_event, .ended = on_ended};

static ScanWireRequest *
request_new(const ScanPlan *plan, const ScanDevice *scanner, const ScanProvenance *provenance)
{
    ScanWireRequest *request = scan_wire_request_new(SCAN_WIRE_VERB_ASSEMBLE);
    request->known = scanner ? scan_device_copy(scanner) : scan_device_new("", "", "", "", "");
    request->plan = scan_plan_copy(plan);
    request->report_id = g_strdup(provenance->report_id);
    request->station = g_strdup(provenance->station);
    request->capture_uuid = g_strdup(provenance->capture_uuid);
    return request;
}

void
scan_assembly_run_async(const ScanPlan *plan, const ScanDevice *scanner,
                        const ScanProvenance *provenance, int fd, const int *part_fds,
                        const ScanDeadlines *deadlines, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);
    GError *error = NULL;
    /* The run ends by itself on a cancel, and says so in our own domain. */
    g_task_set_check_cancellable(task, FALSE);
    if (!scan_plan_check(plan, &error)) {
        g_task_return_error(task, error);
        return;
    }
    g_autoptr(ScanWireRequest) request = request_new(plan, scanner, provenance);
    int fds[1 + SCAN_PLAN_MAX_PAGES] = {fd};
    for (guint i = 0; i < plan->parts->len; i++)
        fds[1 + i] = part_fds[i];
    scan_run_start(request, fds, 1 + plan->parts->len,
                   deadlines ? deadlines : &scan_deadlines_default, cancellable, &assembly_client,
                   g_steal_pointer(&task));
}

ScanResult *
scan_assembly_run_finish(GAsyncResult *result, GError **error)
{
    g_return_val_if_fail(g_task_is_valid(result, NULL), NULL);
    return g_task_propagate_pointer(G_TASK(result), error);
}
