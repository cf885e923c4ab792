#include "scan-run.h"

#include "scan-process.h"

#include <string.h>
#include <sys/wait.h>

#define MB_100 (100 * 1000 * 1000)
/* A killed process may sit in the kernel, in a USB transfer: we do not wait for it for ever. */
#define KILLED_MS 1000

const ScanDeadlines scan_deadlines_default = {
    .start = 5000,
    .list = 15000,
    .open = 20000,
    .begin = 60000,
    .silence = 30000,
    .finish = 30000,
    .close = 5000,
    .cancel = 3000,
};

typedef enum {
    SCAN_RUN_STARTING,
    SCAN_RUN_FINDING,
    SCAN_RUN_OPENING,
    SCAN_RUN_BEGINNING,
    SCAN_RUN_READING,
    SCAN_RUN_FINISHING,
    SCAN_RUN_CLOSING,
    SCAN_RUN_CANCELLING,
    SCAN_RUN_KILLED,
    SCAN_RUN_ENDED,
} ScanRunState;

static const char *const state_names[] = {
    [SCAN_RUN_STARTING] = "starting", [SCAN_RUN_FINDING] = "finding",
    [SCAN_RUN_OPENING] = "opening",   [SCAN_RUN_BEGINNING] = "beginning",
    [SCAN_RUN_READING] = "reading",   [SCAN_RUN_FINISHING] = "finishing",
    [SCAN_RUN_CLOSING] = "closing",   [SCAN_RUN_CANCELLING] = "cancelling",
    [SCAN_RUN_KILLED] = "killed",     [SCAN_RUN_ENDED] = "ended",
};

static const ScanRunState phase_states[] = {
    [SCAN_WIRE_PHASE_FIND] = SCAN_RUN_FINDING,     [SCAN_WIRE_PHASE_OPEN] = SCAN_RUN_OPENING,
    [SCAN_WIRE_PHASE_BEGIN] = SCAN_RUN_BEGINNING,  [SCAN_WIRE_PHASE_READ] = SCAN_RUN_READING,
    [SCAN_WIRE_PHASE_FINISH] = SCAN_RUN_FINISHING, [SCAN_WIRE_PHASE_CLOSE] = SCAN_RUN_CLOSING,
};

typedef struct {
    ScanRunState state;
    ScanDeadlines deadlines;
    guint64 finish_bytes;
    GCancellable *cancellable;
    GSource *cancel_source;
    GSource *deadline_source;
    ScanProcess *process;
    const ScanRunClient *client;
    gpointer user_data;
    ScanWireEvent *done; /* once the helper has said so */
    GError *error;       /* the first thing that went wrong */
} ScanRun;

static guint64
state_deadline(const ScanRun *run)
{
    switch (run->state) {
    case SCAN_RUN_STARTING:
        return run->deadlines.start;
    case SCAN_RUN_FINDING:
        return run->deadlines.list;
    case SCAN_RUN_OPENING:
        return run->deadlines.open;
    case SCAN_RUN_BEGINNING:
        return run->deadlines.begin;
    case SCAN_RUN_READING:
        return run->deadlines.silence;
    case SCAN_RUN_FINISHING:
        return run->deadlines.finish * (1 + run->finish_bytes / MB_100);
    case SCAN_RUN_CLOSING:
        return run->deadlines.close;
    case SCAN_RUN_CANCELLING:
        return run->deadlines.cancel;
    case SCAN_RUN_KILLED:
    case SCAN_RUN_ENDED:
        break;
    }
    return KILLED_MS;
}

static void
restart_deadline(ScanRun *run)
{
    g_source_set_ready_time(run->deadline_source,
                            g_get_monotonic_time() + (gint64)state_deadline(run) * 1000);
}

static void
set_state(ScanRun *run, ScanRunState state)
{
    if (run->state != state)
        g_debug("scan: %s -> %s", state_names[run->state], state_names[state]);
    run->state = state;
    restart_deadline(run);
}

static void
clear_source(GSource **source)
{
    if (*source)
        g_source_destroy(*source);
    g_clear_pointer(source, g_source_unref);
}

static void
end(ScanRun *run)
{
    set_state(run, SCAN_RUN_ENDED);
    clear_source(&run->cancel_source);
    clear_source(&run->deadline_source);
    g_clear_pointer(&run->process, scan_process_free);
    run->client->ended(run->error ? NULL : run->done, run->error, run->user_data);
    scan_wire_event_free(run->done);
    g_clear_error(&run->error);
    g_clear_object(&run->cancellable);
    g_free(run);
}

/* ---- what the helper says ---- */

static void
fail_contract(ScanRun *run, const char *what)
{
    if (!run->error && !run->done)
        g_set_error(&run->error, SCAN_ERROR, SCAN_ERROR_HELPER, "the helper broke its contract: %s",
                    what);
    scan_process_kill(run->process);
    set_state(run, SCAN_RUN_KILLED);
}

static void
take_event(ScanRun *run, ScanWireEvent *event)
{
    switch (event->kind) {
    case SCAN_WIRE_PHASE:
        run->finish_bytes = event->bytes;
        set_state(run, phase_states[event->phase]);
        break;
    case SCAN_WIRE_DONE:
        set_state(run, SCAN_RUN_CLOSING);
        scan_wire_event_free(run->done);
        run->done = event;
        return;
    case SCAN_WIRE_FAILED:
        set_state(run, SCAN_RUN_CLOSING);
        if (!run->error)
            g_set_error_literal(&run->error, SCAN_ERROR, (gint)event->error, event->message);
        break;
    case SCAN_WIRE_READY:
    case SCAN_WIRE_ALIVE:
    case SCAN_WIRE_PAGE_STARTED:
    case SCAN_WIRE_PROGRESS:
    case SCAN_WIRE_PAGE_DONE:
    case SCAN_WIRE_ADJUSTED:
    case SCAN_WIRE_DEVICE:
    case SCAN_WIRE_OPTION:
    case SCAN_WIRE_WRITTEN:
        if (run->state != SCAN_RUN_STARTING)
            restart_deadline(run);
        run->client->event(event, run->user_data);
        break;
    }
    scan_wire_event_free(event);
}

static void
take_preview(ScanRun *run, GBytes *body)
{
    gsize size;
    const guint8 *bytes = g_bytes_get_data(body, &size);
    if (!run->client->preview || size <= SCAN_WIRE_PREVIEW_HEADER_SIZE) {
        fail_contract(run, "a preview that nobody expects");
        return;
    }
    restart_deadline(run);
    g_autoptr(GBytes) rows = g_bytes_new_from_bytes(body, SCAN_WIRE_PREVIEW_HEADER_SIZE,
                                                    size - SCAN_WIRE_PREVIEW_HEADER_SIZE);
    run->client->preview(scan_wire_get_u32(bytes), scan_wire_get_u32(bytes + 4), rows,
                         run->user_data);
}

static void
on_message(ScanWireType type, GBytes *body, gpointer user_data)
{
    ScanRun *run = user_data;
    if (run->state >= SCAN_RUN_CLOSING) /* late news */
        return;
    if (type == SCAN_WIRE_PREVIEW) {
        take_preview(run, body);
        return;
    }
    if (type != SCAN_WIRE_EVENT) {
        fail_contract(run, "a message of a type that is ours");
        return;
    }
    gsize size;
    const char *text = g_bytes_get_data(body, &size);
    g_autoptr(GError) error = NULL;
    ScanWireEvent *event = scan_wire_event_parse(text ? text : "", size, &error);
    if (event)
        take_event(run, event);
    else
        fail_contract(run, error->message);
}

static void
on_broken(gpointer user_data)
{
    fail_contract(user_data, "bytes that are no message");
}

static void
on_process_end(int status, gpointer user_data)
{
    ScanRun *run = user_data;
    if (!run->error && !run->done) {
        if (WIFSIGNALED(status))
            g_set_error(&run->error, SCAN_ERROR, SCAN_ERROR_CRASHED,
                        "the driver crashed while %s: %s", state_names[run->state],
                        g_strsignal(WTERMSIG(status)));
        else
            g_set_error(&run->error, SCAN_ERROR,
                        run->state == SCAN_RUN_STARTING ? SCAN_ERROR_HELPER : SCAN_ERROR_CRASHED,
                        "the helper ended while %s without a result, with code %d",
                        state_names[run->state], WEXITSTATUS(status));
    }
    end(run);
}

static const ScanProcessClient process_client = {
    .message = on_message,
    .broken = on_broken,
    .ended = on_process_end,
};

/* ---- deadlines and cancelling ---- */

static gboolean
on_deadline(gpointer user_data)
{
    ScanRun *run = user_data;
    if (!run->process || run->state == SCAN_RUN_KILLED) {
        end(run);
        return G_SOURCE_REMOVE;
    }
    if (!run->error && !run->done)
        g_set_error(&run->error, SCAN_ERROR, SCAN_ERROR_TIMEOUT,
                    "no answer within %" G_GUINT64_FORMAT " ms while %s", state_deadline(run),
                    state_names[run->state]);
    scan_process_kill(run->process);
    set_state(run, SCAN_RUN_KILLED);
    return G_SOURCE_CONTINUE;
}

static gboolean
on_cancelled(GCancellable *cancellable, gpointer user_data)
{
    (void)cancellable;
    ScanRun *run = user_data;
    clear_source(&run->cancel_source);
    if (run->state > SCAN_RUN_CLOSING)
        return G_SOURCE_REMOVE;
    if (run->state == SCAN_RUN_CLOSING) { /* it has nothing left to do that anybody waits for */
        scan_process_kill(run->process);
        set_state(run, SCAN_RUN_KILLED);
        return G_SOURCE_REMOVE;
    }
    if (!run->error)
        g_set_error_literal(&run->error, SCAN_ERROR, SCAN_ERROR_CANCELLED, "cancelled");
    scan_process_send(run->process, SCAN_WIRE_CANCEL, NULL, 0);
    set_state(run, SCAN_RUN_CANCELLING);
    return G_SOURCE_REMOVE;
}

static gboolean
deadline_dispatch(GSource *source, GSourceFunc callback, gpointer user_data)
{
    (void)source;
    return callback(user_data);
}

static GSourceFuncs deadline_funcs = {.dispatch = deadline_dispatch};

static void
watch_deadline(ScanRun *run)
{
    run->deadline_source = g_source_new(&deadline_funcs, sizeof(GSource));
    g_source_set_callback(run->deadline_source, on_deadline, run, NULL);
    /* After a stall of our own, what the helper has said meanwhile counts first. */
    g_source_set_priority(run->deadline_source, G_PRIORITY_DEFAULT + 10);
    g_source_attach(run->deadline_source, g_main_context_get_thread_default());
}

static void
watch_cancellable(ScanRun *run, GCancellable *cancellable)
{
    if (!cancellable)
        return;
    run->cancellable = g_object_ref(cancellable);
    run->cancel_source = g_cancellable_source_new(cancellable);
    g_source_set_callback(run->cancel_source, G_SOURCE_FUNC(on_cancelled), run, NULL);
    g_source_attach(run->cancel_source, g_main_context_get_thread_default());
}

void
scan_run_start(const ScanWireRequest *request, const int *fds, guint n_fds,
               const ScanDeadlines *deadlines, GCancellable *cancellable,
               const ScanRunClient *client, gpointer user_data)
{
    ScanRun *run = g_new0(ScanRun, 1);
    run->deadlines = *deadlines;
    run->client = client;
    run->user_data = user_data;
    watch_deadline(run);
    g_autofree char *text = scan_wire_request_to_text(request);
    if (strlen(text) > SCAN_WIRE_MAX_BODY)
        g_set_error_literal(&run->error, SCAN_ERROR, SCAN_ERROR_BAD_VALUE,
                            "the options are too long in all");
    else
        run->process = scan_process_spawn(fds, n_fds, &process_client, run, &run->error);
    if (!run->process) {
        g_source_set_ready_time(run->deadline_source, 0);
        return;
    }
    restart_deadline(run);
    watch_cancellable(run, cancellable);
    scan_process_send(run->process, SCAN_WIRE_REQUEST, text, strlen(text));
}

ScanResult *
scan_run_result_new(const ScanWireEvent *done, GError **error)
{
    if (!done->device) {
        g_set_error_literal(error, SCAN_ERROR, SCAN_ERROR_HELPER,
                            "the helper was done without a document");
        return NULL;
    }
    ScanResult *result = g_new0(ScanResult, 1);
    result->pages = done->pages;
    result->resolution = done->dpi;
    result->captured_at = done->captured_at;
    result->bytes = done->bytes;
    g_strlcpy(result->crc64, done->crc64, sizeof(result->crc64));
    result->device = scan_device_copy(done->device);
    return result;
}
