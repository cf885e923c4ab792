#include "helper-link.h"

#include "scan-wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define NUDGE_US  (G_USEC_PER_SEC)
#define ORPHAN_US (3 * G_USEC_PER_SEC)

/* Drivers use the ordinary signals, and their children inherit what we block. */
#define PARENT_SIGNAL (SIGRTMIN + 5)

static struct {
    int signal_fd;
    ScanWireParser *parser;
    GMutex mutex;
    GCond cancelled_cond;
    gboolean cancelled;
    gboolean orphaned;
    gint64 cancelled_at;
    SANE_Handle handle; /* of the call under way, or NULL */
    GMutex sending;
} helper_link;

void
helper_link_open(void)
{
    for (int fd = SCAN_WIRE_FD; fd < SCAN_WIRE_FD_PARTS + SCAN_PLAN_MAX_PAGES; fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, PARENT_SIGNAL);
    sigprocmask(SIG_SETMASK, &set, NULL);
    helper_link.signal_fd = signalfd(-1, &set, SFD_CLOEXEC);
    prctl(PR_SET_PDEATHSIG, PARENT_SIGNAL);
    helper_link.parser = scan_wire_parser_new();
}

/* FALSE when the station is gone. */
static gboolean
receive(void)
{
    guint8 chunk[4096];
    ssize_t n = read(SCAN_WIRE_FD, chunk, sizeof(chunk));
    if (n < 0 && errno == EINTR)
        return TRUE;
    if (n <= 0)
        return FALSE;
    scan_wire_parser_add(helper_link.parser, chunk, (gsize)n);
    return TRUE;
}

static void
cancel(gboolean orphaned)
{
    g_mutex_lock(&helper_link.mutex);
    if (!helper_link.cancelled)
        helper_link.cancelled_at = g_get_monotonic_time();
    helper_link.cancelled = TRUE;
    helper_link.orphaned |= orphaned;
    g_cond_broadcast(&helper_link.cancelled_cond);
    g_mutex_unlock(&helper_link.mutex);
}

/* A call that does not notice the cancel by itself gets SANE's own, once, which the standard allows
 * at any time; the main thread waits in helper_link_leave until it has returned. */
static void
nudge_driver(void)
{
    g_mutex_lock(&helper_link.mutex);
    if (helper_link.handle)
        sane_cancel(helper_link.handle);
    g_mutex_unlock(&helper_link.mutex);
}

static int
wait_time(gboolean nudged)
{
    if (!helper_link.cancelled)
        return -1;
    gint64 since = g_get_monotonic_time() - helper_link.cancelled_at;
    gint64 left = !nudged ? NUDGE_US - since : helper_link.orphaned ? ORPHAN_US - since : -1;
    if (nudged && !helper_link.orphaned)
        return -1;
    return (int)(MAX(left, 0) / 1000) + 1;
}

static void
take_messages(void)
{
    ScanWireType type;
    GBytes *body;
    ScanWireResult result;
    while ((result = scan_wire_parser_next(helper_link.parser, &type, &body)) ==
           SCAN_WIRE_MESSAGE) {
        g_bytes_unref(body);
        cancel(FALSE); /* the station sends nothing else than a cancel after its request */
    }
    if (result == SCAN_WIRE_BROKEN)
        cancel(TRUE);
}

static gpointer
listen_thread(gpointer data)
{
    (void)data;
    gboolean nudged = FALSE;
    struct pollfd fds[] = {{.fd = SCAN_WIRE_FD, .events = POLLIN},
                           {.fd = helper_link.signal_fd, .events = POLLIN}};
    for (;;) {
        poll(fds, G_N_ELEMENTS(fds), wait_time(nudged));
        if (fds[1].revents || (fds[0].revents && !receive())) {
            cancel(TRUE);
            fds[0].fd = fds[1].fd = -1;
        } else if (fds[0].revents) {
            take_messages();
        }
        fds[0].revents = fds[1].revents = 0;
        if (!helper_link.cancelled)
            continue;
        gint64 since = g_get_monotonic_time() - helper_link.cancelled_at;
        if (helper_link.orphaned && since >= ORPHAN_US)
            _exit(1);
        if (!nudged && since >= NUDGE_US) {
            nudged = TRUE;
            nudge_driver();
        }
    }
    return NULL;
}

ScanWireRequest *
helper_link_read_request(GError **error)
{
    helper_link_send_kind(SCAN_WIRE_READY);
    for (;;) {
        ScanWireType type = SCAN_WIRE_CANCEL;
        g_autoptr(GBytes) body = NULL;
        ScanWireResult result = scan_wire_parser_next(helper_link.parser, &type, &body);
        if (result == SCAN_WIRE_NONE && receive())
            continue;
        if (result != SCAN_WIRE_MESSAGE || type != SCAN_WIRE_REQUEST) {
            g_set_error_literal(error, SCAN_ERROR, SCAN_ERROR_HELPER, "no request came");
            return NULL;
        }
        gsize size;
        const char *text = g_bytes_get_data(body, &size);
        return scan_wire_request_parse(text ? text : "", size, error);
    }
}

gboolean
helper_link_listen(GError **error)
{
    g_autoptr(GThread) thread = g_thread_try_new("listener", listen_thread, NULL, error);
    return thread != NULL;
}

gboolean
helper_link_is_cancelled(void)
{
    g_mutex_lock(&helper_link.mutex);
    gboolean cancelled = helper_link.cancelled;
    g_mutex_unlock(&helper_link.mutex);
    return cancelled;
}

gboolean
helper_link_check(GError **error)
{
    if (!helper_link_is_cancelled())
        return TRUE;
    g_set_error_literal(error, SCAN_ERROR, SCAN_ERROR_CANCELLED, "cancelled");
    return FALSE;
}

void
helper_link_wait(guint milliseconds)
{
    gint64 until = g_get_monotonic_time() + (gint64)milliseconds * 1000;
    g_mutex_lock(&helper_link.mutex);
    while (!helper_link.cancelled &&
           g_cond_wait_until(&helper_link.cancelled_cond, &helper_link.mutex, until))
        ;
    g_mutex_unlock(&helper_link.mutex);
}

void
helper_link_enter(SANE_Handle handle)
{
    g_mutex_lock(&helper_link.mutex);
    helper_link.handle = handle;
    g_mutex_unlock(&helper_link.mutex);
}

void
helper_link_leave(void)
{
    helper_link_enter(NULL);
}

static void
send_message(ScanWireType type, const void *body, gsize size)
{
    g_autoptr(GByteArray) message = scan_wire_message_new(type, body, size);
    g_mutex_lock(&helper_link.sending);
    for (gsize sent = 0; sent < message->len;) {
        ssize_t n = send(SCAN_WIRE_FD, message->data + sent, message->len - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        sent += (gsize)n;
    }
    g_mutex_unlock(&helper_link.sending);
}

void
helper_link_send(const ScanWireEvent *event)
{
    g_autofree char *text = scan_wire_event_to_text(event);
    send_message(SCAN_WIRE_EVENT, text, strlen(text));
}

void
helper_link_send_kind(ScanWireKind kind)
{
    ScanWireEvent event = {.kind = kind};
    helper_link_send(&event);
}

void
helper_link_send_phase(ScanWirePhase phase, guint64 bytes)
{
    ScanWireEvent event = {.kind = SCAN_WIRE_PHASE, .phase = phase, .bytes = bytes};
    helper_link_send(&event);
}

void
helper_link_send_adjusted(const char *name, const char *asked, const char *became)
{
    g_autoptr(ScanWireEvent) event = scan_wire_event_new(SCAN_WIRE_ADJUSTED);
    event->name = g_strdup(name);
    event->asked = g_strdup(asked);
    event->became = g_strdup(became);
    helper_link_send(event);
}

void
helper_link_send_preview(guint page, guint first_row, const guint8 *rows, gsize size)
{
    g_autoptr(GByteArray)
        body = g_byte_array_sized_new((guint)size + SCAN_WIRE_PREVIEW_HEADER_SIZE);
    guint8 header[SCAN_WIRE_PREVIEW_HEADER_SIZE];
    scan_wire_put_u32(header, page);
    scan_wire_put_u32(header + 4, first_row);
    g_byte_array_append(body, header, sizeof(header));
    g_byte_array_append(body, rows, (guint)size);
    send_message(SCAN_WIRE_PREVIEW, body->data, body->len);
}
