#include "client-server.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE (10 * G_TIME_SPAN_SECOND)

typedef struct {
    char *bytes;
    ServerThen then;
} Answer;

typedef struct {
    GString *head;
    GString *body;
} Request;

struct Server {
    char *url;
    int listener;
    int wake[2]; /* written to when the server shall end */
    GThread *thread;
    GMutex mutex; /* guards what follows */
    GCond came;
    GQueue script; /* of Answer */
    GPtrArray *requests;
    guint connections;
};

static void
answer_free(Answer *answer)
{
    g_free(answer->bytes);
    g_free(answer);
}

static void
request_free(Request *request)
{
    g_string_free(request->head, TRUE);
    g_string_free(request->body, TRUE);
    g_free(request);
}

/* FALSE when the server shall end, or when nothing came within `timeout` milliseconds (-1: none).
 */
static gboolean
wait_for_input(Server *server, int fd, int timeout)
{
    GPollFD fds[] = {{.fd = server->wake[0], .events = G_IO_IN}, {.fd = fd, .events = G_IO_IN}};
    int ready;

    do
        ready = g_poll(fds, 2, timeout);
    while (ready < 0 && errno == EINTR);
    return ready > 0 && fds[0].revents == 0;
}

static gboolean
send_bytes(int fd, const char *bytes, gsize size)
{
    for (gsize sent = 0; sent < size;) {
        ssize_t n = send(fd, bytes + sent, size - sent, MSG_NOSIGNAL);

        if (n <= 0)
            return FALSE;
        sent += (gsize)n;
    }
    return TRUE;
}

/* Takes what the client sends until it goes. */
static void
hold(Server *server, int fd)
{
    char buffer[4096];

    while (wait_for_input(server, fd, -1) && recv(fd, buffer, sizeof buffer, 0) > 0)
        continue;
}

static void
trickle(Server *server, int fd, const char *bytes)
{
    for (gsize i = 0; bytes[i] != '\0'; i++) {
        GPollFD wake = {.fd = server->wake[0], .events = G_IO_IN};

        if (!send_bytes(fd, bytes + i, 1) || g_poll(&wake, 1, 40) != 0)
            return;
    }
}

/* The head, byte by byte up to its empty line. */
static gboolean
read_head(Server *server, int fd, GString *head)
{
    char byte;

    while (!g_str_has_suffix(head->str, "\r\n\r\n")) {
        if (!wait_for_input(server, fd, -1) || recv(fd, &byte, 1, 0) != 1)
            return FALSE;
        g_string_append_c(head, byte);
    }
    return TRUE;
}

static void
read_body(Server *server, int fd, Request *request)
{
    const char *field = strstr(request->head->str, "\r\nContent-Length: ");
    gsize size = field != NULL ? (gsize)g_ascii_strtoull(field + 18, NULL, 10) : 0;
    char buffer[4096];

    while (request->body->len < size && wait_for_input(server, fd, -1)) {
        ssize_t n = recv(fd, buffer, sizeof buffer, 0);

        if (n <= 0)
            return;
        g_string_append_len(request->body, buffer, n);
    }
}

/* TRUE if the connection goes on. */
static gboolean
serve_request(Server *server, int fd)
{
    Request *request = g_new0(Request, 1);
    Answer *answer;
    gboolean keep;

    request->head = g_string_new(NULL);
    request->body = g_string_new(NULL);
    if (!read_head(server, fd, request->head)) {
        request_free(request);
        return FALSE;
    }
    g_mutex_lock(&server->mutex);
    answer = g_queue_pop_head(&server->script);
    g_mutex_unlock(&server->mutex);
    if (answer != NULL && answer->then != SERVER_NO_BODY)
        read_body(server, fd, request);
    g_mutex_lock(&server->mutex);
    g_ptr_array_add(server->requests, request);
    g_cond_broadcast(&server->came);
    g_mutex_unlock(&server->mutex);
    if (answer == NULL)
        return FALSE;
    if (answer->then == SERVER_TRICKLE)
        trickle(server, fd, answer->bytes);
    else
        send_bytes(fd, answer->bytes, strlen(answer->bytes));
    if (answer->then == SERVER_HOLD)
        hold(server, fd);
    keep = answer->then == SERVER_KEEP;
    answer_free(answer);
    return keep;
}

static gpointer
serve(gpointer data)
{
    Server *server = data;

    while (wait_for_input(server, server->listener, -1)) {
        int fd = accept(server->listener, NULL, NULL);

        if (fd < 0)
            continue;
        g_mutex_lock(&server->mutex);
        server->connections++;
        g_mutex_unlock(&server->mutex);
        while (serve_request(server, fd))
            continue;
        close(fd);
    }
    return NULL;
}

Server *
server_new(void)
{
    Server *server = g_new0(Server, 1);
    g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new(loopback, 0);
    g_autoptr(GSocket) socket = NULL;
    g_autoptr(GSocketAddress) address = NULL;
    g_autoptr(GError) error = NULL;

    socket = g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                          &error);
    g_assert_no_error(error);
    g_assert_true(g_socket_bind(socket, wanted, TRUE, &error));
    g_assert_true(g_socket_listen(socket, &error));
    address = g_socket_get_local_address(socket, &error);
    g_assert_no_error(error);
    server->listener = dup(g_socket_get_fd(socket));
    server->url = g_strdup_printf("http://127.0.0.1:%u",
                                  g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(address)));
    g_assert_true(g_unix_open_pipe(server->wake, FD_CLOEXEC, &error));
    g_mutex_init(&server->mutex);
    g_cond_init(&server->came);
    g_queue_init(&server->script);
    server->requests = g_ptr_array_new_with_free_func((GDestroyNotify)request_free);
    server->thread = g_thread_new("server", serve, server);
    return server;
}

void
server_free(Server *server)
{
    g_assert_cmpint(write(server->wake[1], "", 1), ==, 1);
    g_thread_join(server->thread);
    close(server->listener);
    close(server->wake[0]);
    close(server->wake[1]);
    g_queue_clear_full(&server->script, (GDestroyNotify)answer_free);
    g_ptr_array_unref(server->requests);
    g_mutex_clear(&server->mutex);
    g_cond_clear(&server->came);
    g_free(server->url);
    g_free(server);
}

const char *
server_url(Server *server)
{
    return server->url;
}

void
server_raw(Server *server, const char *bytes, ServerThen then)
{
    Answer *answer = g_new0(Answer, 1);

    answer->bytes = g_strdup(bytes);
    answer->then = then;
    g_mutex_lock(&server->mutex);
    g_queue_push_tail(&server->script, answer);
    g_mutex_unlock(&server->mutex);
}

void
server_http(Server *server, guint status, const char *headers, const char *body, ServerThen then)
{
    g_autofree char *length = status != 204
                                  ? g_strdup_printf("Content-Length: %zu\r\n", strlen(body))
                                  : g_strdup("");
    g_autofree char *bytes = g_strdup_printf("HTTP/1.1 %u Said\r\n%s%s%s\r\n%s", status, length,
                                             then == SERVER_KEEP ? "" : "Connection: close\r\n",
                                             headers, body);

    server_raw(server, bytes, then);
}

void
server_json(Server *server, guint status, const char *body)
{
    server_http(server, status, "Content-Type: application/json\r\n", body, SERVER_CLOSE);
}

void
server_offset(Server *server, const char *offset)
{
    g_autofree char *header = g_strdup_printf("Upload-Offset: %s\r\n", offset);

    server_http(server, 204, header, "", SERVER_CLOSE);
}

void
server_await(Server *server, guint count)
{
    gint64 end = g_get_monotonic_time() + PATIENCE;
    gboolean in_time = TRUE;

    g_mutex_lock(&server->mutex);
    while (in_time && server->requests->len < count)
        in_time = g_cond_wait_until(&server->came, &server->mutex, end);
    g_mutex_unlock(&server->mutex);
    g_assert_true(in_time);
}

guint
server_count(Server *server)
{
    guint count;

    g_mutex_lock(&server->mutex);
    count = server->requests->len;
    g_mutex_unlock(&server->mutex);
    return count;
}

guint
server_connections(Server *server)
{
    guint connections;

    g_mutex_lock(&server->mutex);
    connections = server->connections;
    g_mutex_unlock(&server->mutex);
    return connections;
}

static const Request *
request_at(Server *server, guint n)
{
    const Request *request;

    g_mutex_lock(&server->mutex);
    g_assert_cmpuint(n, <, server->requests->len);
    request = g_ptr_array_index(server->requests, n);
    g_mutex_unlock(&server->mutex);
    return request;
}

const char *
server_head(Server *server, guint n)
{
    return request_at(server, n)->head->str;
}

const GString *
server_body(Server *server, guint n)
{
    return request_at(server, n)->body;
}

Client *
server_client(Server *server)
{
    return server_client_with(server, 5000, 5000);
}

Client *
server_client_with(Server *server, guint answer, guint stall)
{
    const ClientLimits limits = {
        .connect = 2000, .answer = answer, .stall = stall, .chunk_size = 4};
    g_autoptr(GError) error = NULL;
    Client *client = client_new(server->url, NULL, &limits, &error);

    g_assert_no_error(error);
    return client;
}

int
server_file(const char *bytes, gsize size)
{
    int fd = memfd_create("original", MFD_CLOEXEC);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, bytes, size), ==, (gssize)size);
    return fd;
}
