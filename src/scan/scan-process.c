#include "scan-process.h"

#include "scan-error.h"
#include "scan-spawn.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHUNK (64 * 1024)
/* Of what a driver prints, this much goes to the debug log; the rest is read and dropped. */
#define MAX_PRINTED (64 * 1024)
/* What an orphan of the helper may still have written when the helper has ended. */
#define MAX_REST (8 * 1024 * 1024)

struct ScanProcess {
    const ScanProcessClient *client;
    gpointer user_data;
    GPid pid; /* 0 when reaped */
    int socket;
    int printed_fd;
    GSource *in_source;
    GSource *out_source;
    GSource *printed_source;
    GSource *child_source;
    ScanWireParser *parser;
    GByteArray *out;
    gsize printed;
    gboolean broken;
    gboolean dispatching;
    gboolean freed;
};

static void
clear_source(GSource **source)
{
    if (*source)
        g_source_destroy(*source);
    g_clear_pointer(source, g_source_unref);
}

static void
process_destroy(ScanProcess *process)
{
    close(process->socket);
    close(process->printed_fd);
    scan_wire_parser_free(process->parser);
    g_byte_array_unref(process->out);
    g_free(process);
}

static void
ignore_end(GPid pid, int status, gpointer user_data)
{
    (void)pid;
    (void)status;
    (void)user_data;
}

void
scan_process_free(ScanProcess *process)
{
    if (!process || process->freed)
        return;
    process->freed = TRUE;
    clear_source(&process->in_source);
    clear_source(&process->out_source);
    clear_source(&process->printed_source);
    scan_process_kill(process);
    if (process->pid) {
        /* Somebody has to reap it; nobody needs to hear of it. */
        clear_source(&process->child_source);
        g_child_watch_add(process->pid, ignore_end, NULL);
    }
    if (!process->dispatching)
        process_destroy(process);
}

void
scan_process_kill(ScanProcess *process)
{
    if (!process->pid)
        return;
    /* The helper leads a group of its own as soon as it runs; before that there is none. */
    kill(-process->pid, SIGKILL);
    kill(process->pid, SIGKILL);
}

/* Callbacks may free the process; FALSE if one has. */
static gboolean
give_out_messages(ScanProcess *process)
{
    while (!process->freed && !process->broken) {
        ScanWireType type;
        g_autoptr(GBytes) body = NULL;
        ScanWireResult result = scan_wire_parser_next(process->parser, &type, &body);
        if (result == SCAN_WIRE_NONE)
            break;
        if (result == SCAN_WIRE_MESSAGE) {
            process->client->message(type, body, process->user_data);
        } else {
            process->broken = TRUE;
            process->client->broken(process->user_data);
        }
    }
    return !process->freed;
}

/* Reads once; FALSE when there is nothing (more) to read. */
static gboolean
receive(ScanProcess *process)
{
    guint8 chunk[CHUNK];
    ssize_t n = recv(process->socket, chunk, sizeof(chunk), MSG_DONTWAIT);
    if (n < 0 && errno == EINTR)
        return TRUE;
    if (n <= 0)
        return FALSE;
    scan_wire_parser_add(process->parser, chunk, (gsize)n);
    return TRUE;
}

static gboolean
on_readable(int fd, GIOCondition condition, gpointer user_data)
{
    (void)fd;
    ScanProcess *process = user_data;
    process->dispatching = TRUE;
    gboolean more = receive(process);
    gboolean alive = give_out_messages(process);
    process->dispatching = FALSE;
    if (!alive) {
        process_destroy(process);
        return G_SOURCE_REMOVE;
    }
    return more || !(condition & (G_IO_HUP | G_IO_ERR)) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
read_printed(ScanProcess *process)
{
    char chunk[4096];
    ssize_t n = read(process->printed_fd, chunk, sizeof(chunk) - 1);
    if (n < 0 && errno == EINTR)
        return TRUE;
    if (n <= 0)
        return FALSE;
    if (process->printed < MAX_PRINTED) {
        g_autofree char *text = g_utf8_make_valid(chunk, n);
        g_debug("driver: %s", g_strchomp(text));
    }
    process->printed += (gsize)n;
    return TRUE;
}

static gboolean
on_printed(int fd, GIOCondition condition, gpointer user_data)
{
    (void)fd;
    ScanProcess *process = user_data;
    gboolean more = read_printed(process);
    return more || !(condition & (G_IO_HUP | G_IO_ERR)) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
on_child_end(GPid pid, int status, gpointer user_data)
{
    ScanProcess *process = user_data;
    /* What its drivers have forked must not outlive it with the document's descriptor. */
    kill(-pid, SIGKILL);
    process->pid = 0;
    clear_source(&process->child_source);
    process->dispatching = TRUE;
    gboolean alive = TRUE;
    for (gsize n = 0; alive && n < MAX_REST && receive(process); n += CHUNK)
        alive = give_out_messages(process);
    for (gsize n = 0; alive && n < MAX_PRINTED && read_printed(process); n += 4096)
        ;
    if (alive)
        process->client->ended(status, process->user_data);
    process->dispatching = FALSE;
    if (process->freed)
        process_destroy(process);
}

static gboolean
send_now(ScanProcess *process)
{
    while (process->out->len > 0) {
        ssize_t n = send(process->socket, process->out->data, process->out->len,
                         MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return FALSE;
        if (n < 0) {
            /* A helper that cannot be told anything is of no use; its end will be reported. */
            g_byte_array_set_size(process->out, 0);
            scan_process_kill(process);
        } else {
            g_byte_array_remove_range(process->out, 0, (guint)n);
        }
    }
    return TRUE;
}

static gboolean
on_writable(int fd, GIOCondition condition, gpointer user_data)
{
    (void)fd;
    (void)condition;
    ScanProcess *process = user_data;
    if (!send_now(process))
        return G_SOURCE_CONTINUE;
    clear_source(&process->out_source);
    return G_SOURCE_REMOVE;
}

static GSource *
watch(int fd, GIOCondition condition, GUnixFDSourceFunc callback, ScanProcess *process)
{
    GSource *source = g_unix_fd_source_new(fd, condition);
    g_source_set_callback(source, G_SOURCE_FUNC(callback), process, NULL);
    g_source_attach(source, g_main_context_get_thread_default());
    return source;
}

void
scan_process_send(ScanProcess *process, ScanWireType type, const void *body, gsize size)
{
    g_autoptr(GByteArray) message = scan_wire_message_new(type, body, size);
    g_byte_array_append(process->out, message->data, message->len);
    if (!process->out_source && !send_now(process))
        process->out_source = watch(process->socket, G_IO_OUT, on_writable, process);
}

static const char *
helper_path(void)
{
    const char *path = g_getenv("SCAN_STATION_HELPER");
    return path && *path ? path : SCAN_HELPER_PATH;
}

static gboolean
spawn(int remote, const int *fds, guint n_fds, GPid *ret_pid, int *ret_printed, GError **error)
{
    g_autofree int *all = g_new(int, n_fds + 1);

    all[0] = remote;
    for (guint i = 0; i < n_fds; i++)
        all[i + 1] = fds[i];
    return scan_spawn(helper_path(), all, n_fds + 1, ret_pid, ret_printed, error);
}

ScanProcess *
scan_process_spawn(const int *fds, guint n_fds, const ScanProcessClient *client, gpointer user_data,
                   GError **error)
{
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_HELPER, "no socket for the helper: %s",
                    g_strerror(errno));
        return NULL;
    }
    GPid pid;
    int printed_fd;
    gboolean spawned = spawn(sockets[1], fds, n_fds, &pid, &printed_fd, error);
    close(sockets[1]);
    if (!spawned) {
        close(sockets[0]);
        return NULL;
    }
    g_unix_set_fd_nonblocking(printed_fd, TRUE, NULL);
    ScanProcess *process = g_new0(ScanProcess, 1);
    process->client = client;
    process->user_data = user_data;
    process->pid = pid;
    process->socket = sockets[0];
    process->printed_fd = printed_fd;
    process->parser = scan_wire_parser_new();
    process->out = g_byte_array_new();
    process->in_source = watch(process->socket, G_IO_IN | G_IO_HUP, on_readable, process);
    process->printed_source = watch(printed_fd, G_IO_IN | G_IO_HUP, on_printed, process);
    process->child_source = g_child_watch_source_new(pid);
    g_source_set_callback(process->child_source, G_SOURCE_FUNC(on_child_end), process, NULL);
    g_source_attach(process->child_source, g_main_context_get_thread_default());
    return process;
}
