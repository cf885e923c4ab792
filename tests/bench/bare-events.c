/* The least that can stand behind an event stream: an epoll loop that writes ready-made bytes.
 *
 *   bare-events
 *
 * Prints its port on 127.0.0.1. Who asks with GET has joined and gets the bytes of a first event;
 * when somebody asks with POST, all who have joined get the bytes of a second one. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_JOINED 20000
#define BATCH      256

static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
/* As long as central-server's. */
static const char event[] = "event: status\nid: 10001\ndata: {\"report_id\":\"103-2-000001\","
                            "\"status\":\"verifying\",\"status_label\":\"查證中\","
                            "\"at\":\"2026-11-23T00:00:00.000000Z\"}\n\n";
static const char done[] = "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n";

static int joined[MAX_JOINED];
static int n_joined;

static void
fail(const char *what)
{
    perror(what);
    exit(1);
}

static void
say(int fd, const char *bytes, size_t size)
{
    if (write(fd, bytes, size) != (ssize_t)size)
        fail("write");
}

static int
open_listening(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
        listen(fd, 4096) != 0 || getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        fail("listen");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void
forget(int fd)
{
    for (int i = 0; i < n_joined; i++) {
        if (joined[i] == fd)
            joined[i--] = joined[--n_joined];
    }
    close(fd);
}

/* Requests are small enough to come whole. */
static void
answer(int fd)
{
    char request[1024];
    ssize_t n = read(fd, request, sizeof request);

    if (n <= 0) {
        forget(fd);
    } else if (request[0] == 'G' && n_joined < MAX_JOINED) {
        joined[n_joined++] = fd;
        say(fd, head, sizeof head - 1);
        say(fd, event, sizeof event - 1);
    } else {
        for (int i = 0; i < n_joined; i++)
            say(joined[i], event, sizeof event - 1);
        say(fd, done, sizeof done - 1);
    }
}

static void
watch(int epoll, int fd)
{
    struct epoll_event wanted = {.events = EPOLLIN, .data = {.fd = fd}};

    if (fd < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted) != 0)
        fail("watch");
}

int
main(void)
{
    struct epoll_event events[BATCH];
    int listening = open_listening(), epoll = epoll_create1(EPOLL_CLOEXEC);

    watch(epoll, listening);
    for (;;) {
        int n = epoll_wait(epoll, events, BATCH, -1);

        for (int i = 0; i < n; i++) {
            if (events[i].data.fd == listening)
                watch(epoll, accept4(listening, NULL, NULL, SOCK_CLOEXEC));
            else
                answer(events[i].data.fd);
        }
    }
}
