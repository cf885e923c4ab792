#include "scan-job.h"

#include "scan-run.h"

#include <string.h>
#include <unistd.h>

struct _ScanJob {
    GObject parent_instance;
    ScanDeadlines deadlines;
    ScanDevice *known;
    GPtrArray *findings; /* of PageFindings, a page each */
    GTask *task;         /* while it runs */
    int fd;              /* the document; borrowed while it runs */
    ScanDigest *digest;  /* once it is written */
};

G_DEFINE_FINAL_TYPE(ScanJob, scan_job, G_TYPE_OBJECT)

enum {
    PAGE_STARTED,
    PROGRESS,
    PREVIEW_ROWS,
    PAGE_DONE,
    ADJUSTED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- what the helper says ---- */

static void
page_done(ScanJob *job, const ScanWireEvent *event)
{
    /* Pages come in their order; another one's findings would be told as this one's. */
    if (event->page == job->findings->len + 1)
        g_ptr_array_add(job->findings, g_memdup2(event->findings, sizeof(*event->findings)));
    g_signal_emit(job, signals[PAGE_DONE], 0, event->page, event->width, event->height, event->dpi);
}

static void
on_event(const ScanWireEvent *event, gpointer user_data)
{
    ScanJob *job = user_data;
    if (event->kind == SCAN_WIRE_PAGE_STARTED)
        g_signal_emit(job, signals[PAGE_STARTED], 0, event->page, event->width, event->height,
                      event->preview_width, event->preview_height);
    else if (event->kind == SCAN_WIRE_PROGRESS)
        g_signal_emit(job, signals[PROGRESS], 0, event->page, event->percent);
    else if (event->kind == SCAN_WIRE_PAGE_DONE)
        page_done(job, event);
    else if (event->kind == SCAN_WIRE_ADJUSTED)
        g_signal_emit(job, signals[ADJUSTED], 0, event->name, event->asked, event->became);
    else if (event->kind == SCAN_WIRE_WRITTEN && job->digest == NULL)
        job->digest = scan_digest_start(job->fd);
}

static void
on_preview(guint page, guint first_row, GBytes *rows, gpointer user_data)
{
    g_signal_emit(user_data, signals[PREVIEW_ROWS], 0, page, first_row, rows);
}

static void
on_ended(const ScanWireEvent *done, const GError *error, gpointer user_data)
{
    ScanJob *job = user_data;
    g_autoptr(GTask) task = g_steal_pointer(&job->task);
    GError *failed = error ? g_error_copy(error) : NULL;
    ScanResult *result = failed ? NULL : scan_run_result_new(done, &failed);
    g_autoptr(ScanDigest) digest = g_steal_pointer(&job->digest);
    if (result)
        result->digest = g_steal_pointer(&digest);
    if (failed)
        g_task_return_error(task, failed);
    else
        g_task_return_pointer(task, result, (GDestroyNotify)scan_result_free);
    g_object_unref(job);
}

static const ScanRunClient job_client = {
    .event = on_event,
    .preview = on_preview,
    .ended = on_ended,
};

/* ---- the object ---- */

static void
scan_job_finalize(GObject *object)
{
    ScanJob *job = SCAN_JOB(object);
    scan_device_free(job->known);
    g_ptr_array_unref(job->findings);
    G_OBJECT_CLASS(scan_job_parent_class)->finalize(object);
}

static void
scan_job_class_init(ScanJobClass *class)
{
    GType type = G_TYPE_FROM_CLASS(class);
    G_OBJECT_CLASS(class)->finalize = scan_job_finalize;
    signals[PAGE_STARTED] = g_signal_new("page-started", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 5, G_TYPE_UINT, G_TYPE_UINT,
                                         G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
    signals[PROGRESS] = g_signal_new("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
    signals[PREVIEW_ROWS] = g_signal_new("preview-rows", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT,
                                         G_TYPE_BYTES);
    signals[PAGE_DONE] = g_signal_new("page-done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 4, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT,
                                      G_TYPE_UINT);
    signals[ADJUSTED] = g_signal_new("adjusted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
}

static void
scan_job_init(ScanJob *job)
{
    job->deadlines = scan_deadlines_default;
    job->findings = g_ptr_array_new_with_free_func(g_free);
}

ScanJob *
scan_job_new(const ScanDeadlines *deadlines)
{
    ScanJob *job = g_object_new(SCAN_TYPE_JOB, NULL);
    if (deadlines)
        job->deadlines = *deadlines;
    return job;
}

void
scan_job_set_known(ScanJob *job, const ScanDevice *known)
{
    g_clear_pointer(&job->known, scan_device_free);
    job->known = known ? scan_device_copy(known) : NULL;
}

/* ---- running ---- */

static gboolean
check_settings(const char *device, const ScanSettings *settings, GError **error)
{
    if (!*device || !g_utf8_validate(device, -1, NULL)) {
        g_set_error_literal(error, SCAN_ERROR, SCAN_ERROR_ABSENT, "that is no device's name");
        return FALSE;
    }
    if (settings->resolution < 1 || settings->resolution > SCAN_MAX_RESOLUTION) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_RESOLUTION, "%u dpi is not 1 to %d",
                    settings->resolution, SCAN_MAX_RESOLUTION);
        return FALSE;
    }
    if (settings->pages < 1 || settings->pages > SCAN_MAX_PAGES) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_BAD_VALUE, "%u pages are not 1 to %d",
                    settings->pages, SCAN_MAX_PAGES);
        return FALSE;
    }
    if (settings->options->len > SCAN_MAX_OPTIONS) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_BAD_VALUE, "more than %d options",
                    SCAN_MAX_OPTIONS);
        return FALSE;
    }
    for (guint i = 0; i < settings->options->len; i++) {
        const char *option = settings->options->pdata[i];
        if (strlen(option) > SCAN_MAX_OPTION || !g_utf8_validate(option, -1, NULL)) {
            g_set_error(error, SCAN_ERROR, SCAN_ERROR_BAD_VALUE,
                        "option %u is longer than %d bytes or not UTF-8", i + 1, SCAN_MAX_OPTION);
            return FALSE;
        }
    }
    return TRUE;
}

static ScanWireRequest *
request_new(const ScanJob *job, const char *device, const ScanSettings *settings,
            const ScanProvenance *provenance)
{
    ScanWireRequest *request = scan_wire_request_new(SCAN_WIRE_VERB_SCAN);
    request->device = g_strdup(device);
    request->known = job->known ? scan_device_copy(job->known) : NULL;
    request->settings = scan_settings_copy(settings);
    if (provenance) {
        request->report_id = g_strdup(provenance->report_id);
        request->station = g_strdup(provenance->station);
        request->capture_uuid = g_strdup(provenance->capture_uuid);
    }
    return request;
}

void
scan_job_run_async(ScanJob *job, const char *device, const ScanSettings *settings,
                   const ScanProvenance *provenance, int fd, int scratch_fd,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
    g_return_if_fail(!job->task);
    g_autoptr(GTask) task = g_task_new(job, cancellable, callback, user_data);
    /* The run ends by itself on a cancel, and says so in our own domain. */
    g_task_set_check_cancellable(task, FALSE);
    GError *error = NULL;
    if (!check_settings(device, settings, &error)) {
        g_task_return_error(task, error);
        return;
    }
    job->task = g_steal_pointer(&task);
    job->fd = fd;
    g_autoptr(ScanWireRequest) request = request_new(job, device, settings, provenance);
    const int fds[] = {fd, scratch_fd};
    scan_run_start(request, fds, G_N_ELEMENTS(fds), &job->deadlines, cancellable, &job_client,
                   g_object_ref(job));
}

const PageFindings *
scan_job_get_findings(ScanJob *job, guint page)
{
    return page >= 1 && page <= job->findings->len ? job->findings->pdata[page - 1] : NULL;
}

ScanResult *
scan_job_run_finish(ScanJob *job, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail(g_task_is_valid(result, job), NULL);
    return g_task_propagate_pointer(G_TASK(result), error);
}

void
scan_result_free(ScanResult *result)
{
    if (!result)
        return;
    scan_device_free(result->device);
    scan_digest_unref(result->digest);
    g_free(result);
}
