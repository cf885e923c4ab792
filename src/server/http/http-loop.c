#include "http-loop.h"

#include "http-server.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

/* Until it is tried again to take a connection for which something was lacking. */
#define REST_MS 50

/* One of them, with the connections that it took. */
typedef struct {
    HttpLoop *loop;
    struct MHD_Daemon *daemon;
    gint connections; /* this and the next: atomic */
    gint woken;       /* what waits in `wake` has not been read */
    int wake;         /* an eventfd */
    GThread *thread;
} Lane;

struct HttpLoop {
    GSocket *listening;
    guint limit; /* of each lane */
    gint taking; /* this and the next: atomic */
    gint running;
    guint n_lanes;
    Lane lanes[HTTP_LOOP_MAX_LANES];
};

static GSocketAddress *
parse_address(const char *listen, GError **error)
{
    g_autoptr(GSocketConnectable) parsed = g_network_address_parse(listen, 0, NULL);
    const char *host = parsed != NULL ? g_network_address_get_hostname(G_NETWORK_ADDRESS(parsed))
                                      : NULL;
    g_autoptr(GInetAddress) address = host != NULL ? g_inet_address_new_from_string(host) : NULL;

    if (address == NULL) {
        g_set_error(error, HTTP_SERVER_ERROR, HTTP_SERVER_ERROR_ADDRESS,
                    "“%s” is not an address and port such as 127.0.0.1:8080", listen);
        return NULL;
    }
    if (!g_inet_address_get_is_loopback(address)) {
        g_set_error(error, HTTP_SERVER_ERROR, HTTP_SERVER_ERROR_ADDRESS,
                    "“%s” can be reached from outside, and this program speaks no TLS: listen on "
                    "127.0.0.1 and put a web server with TLS in front",
                    listen);
        return NULL;
    }
    return g_inet_socket_address_new(address,
                                     g_network_address_get_port(G_NETWORK_ADDRESS(parsed)));
}

GSocket *
http_loop_listen(const char *listen, GError **error)
{
    g_autoptr(GSocketAddress) address = parse_address(listen, error);
    g_autoptr(GSocket) listening = NULL;
    g_autoptr(GError) cause = NULL;

    if (address == NULL)
        return NULL;
    listening = g_socket_new(g_socket_address_get_family(address), G_SOCKET_TYPE_STREAM,
                             G_SOCKET_PROTOCOL_TCP, &cause);
    if (listening != NULL) {
        g_socket_set_listen_backlog(listening, SOMAXCONN);
        if (g_socket_bind(listening, address, TRUE, &cause) && g_socket_listen(listening, &cause))
            return g_steal_pointer(&listening);
    }
    g_set_error(error, HTTP_SERVER_ERROR, HTTP_SERVER_ERROR_LISTEN, "cannot listen on %s: %s",
                listen, cause->message);
    return NULL;
}

static void
wake(Lane *lane)
{
    if (g_atomic_int_compare_and_exchange(&lane->woken, FALSE, TRUE))
        eventfd_write(lane->wake, 1);
}

/* Whoever wakes after this wakes again; whoever has before is served by the next MHD_run(). */
static void
clear_wake(Lane *lane)
{
    guint64 times;

    if (read(lane->wake, &times, sizeof times) > 0)
        g_atomic_int_set(&lane->woken, FALSE);
}

static void
count_connections(Lane *lane)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(lane->daemon,
                                                           MHD_DAEMON_INFO_CURRENT_CONNECTIONS);

    g_atomic_int_set(&lane->connections, (gint)info->num_connections);
}

/* Who has more than another leaves the next one to it. */
static gboolean
may_take(Lane *lane)
{
    HttpLoop *loop = lane->loop;
    gint connections = g_atomic_int_get(&lane->connections);

    for (guint i = 0; i < loop->n_lanes; i++) {
        if (g_atomic_int_get(&loop->lanes[i].connections) < connections)
            return FALSE;
    }
    return g_atomic_int_get(&loop->taking) && (guint)connections < loop->limit;
}

/* FALSE if there was no descriptor or no memory for it. */
static gboolean
take(Lane *lane)
{
    HttpLoop *loop = lane->loop;
    struct sockaddr_storage peer = {0};
    socklen_t size = sizeof peer;
    int connection = accept4(g_socket_get_fd(loop->listening), (struct sockaddr *)&peer, &size,
                             SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (connection < 0) /* the first three: whoever knocked has gone again, or to another lane */
        return errno == EAGAIN || errno == EINTR || errno == ECONNABORTED;
    /* It closes what it cannot have. */
    MHD_add_connection(lane->daemon, connection, (struct sockaddr *)&peer, size);
    count_connections(lane);
    for (guint i = 0; i < loop->n_lanes; i++) { /* it may be their turn now */
        if (&loop->lanes[i] != lane)
            wake(&loop->lanes[i]);
    }
    return TRUE;
}

/* In milliseconds; -1 for ever. */
static int
patience(Lane *lane, gboolean resting)
{
    MHD_UNSIGNED_LONG_LONG next = 0;
    guint64 most = resting ? REST_MS : G_MAXINT;

    if (MHD_get_timeout(lane->daemon, &next) == MHD_YES)
        return (int)MIN(next, most);
    return resting ? REST_MS : -1;
}

static gpointer
run(gpointer data)
{
    Lane *lane = data;
    HttpLoop *loop = lane->loop;
    enum {
        EVENTS,
        WAKE,
        LISTENING,
        N_FDS
    };
    GPollFD fds[N_FDS] = {
        [EVENTS] = {MHD_get_daemon_info(lane->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd, G_IO_IN,
                    0},
        [WAKE] = {lane->wake, G_IO_IN, 0},
        [LISTENING] = {g_socket_get_fd(loop->listening), G_IO_IN, 0},
    };
    gboolean resting = FALSE;

    while (g_atomic_int_get(&loop->running)) {
        gboolean listening = !resting && may_take(lane);

        fds[WAKE].revents = fds[LISTENING].revents = 0;
        g_poll(fds, listening ? N_FDS : LISTENING, patience(lane, resting));
        if (fds[WAKE].revents != 0)
            clear_wake(lane);
        resting = fds[LISTENING].revents != 0 && g_atomic_int_get(&loop->taking) && !take(lane);
        MHD_run(lane->daemon);
        count_connections(lane);
    }
    return NULL;
}

HttpLoop *
http_loop_new(GSocket *listening, guint limit)
{
    HttpLoop *loop = g_new0(HttpLoop, 1);

    loop->listening = g_object_ref(listening);
    loop->limit = limit;
    loop->taking = loop->running = TRUE;
    return loop;
}

gboolean
http_loop_add(HttpLoop *loop, struct MHD_Daemon *daemon)
{
    Lane *lane = &loop->lanes[loop->n_lanes];

    g_return_val_if_fail(loop->n_lanes < HTTP_LOOP_MAX_LANES, FALSE);
    lane->loop = loop;
    lane->daemon = daemon;
    lane->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->n_lanes++;
    return lane->wake >= 0;
}

void
http_loop_start(HttpLoop *loop)
{
    for (guint i = 0; i < loop->n_lanes; i++)
        loop->lanes[i].thread = g_thread_new("sockets", run, &loop->lanes[i]);
}

void
http_loop_resume(HttpLoop *loop, struct MHD_Connection *connection)
{
    const struct MHD_Daemon *daemon =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_DAEMON)->daemon;

    MHD_resume_connection(connection); /* it may be gone now */
    for (guint i = 0; i < loop->n_lanes; i++) {
        if (loop->lanes[i].daemon == daemon)
            wake(&loop->lanes[i]);
    }
}

void
http_loop_take_no_more(HttpLoop *loop)
{
    g_atomic_int_set(&loop->taking, FALSE);
}

void
http_loop_free(HttpLoop *loop)
{
    g_atomic_int_set(&loop->running, FALSE);
    for (guint i = 0; i < loop->n_lanes; i++) {
        Lane *lane = &loop->lanes[i];

        wake(lane);
        if (lane->thread != NULL)
            g_thread_join(lane->thread);
        MHD_stop_daemon(lane->daemon);
        if (lane->wake >= 0)
            close(lane->wake);
    }
    g_object_unref(loop->listening);
    g_free(loop);
}
