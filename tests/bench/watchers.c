/* Many clients that watch one report, in one process, and when each of them heard.
 *
 *   watchers PORT TARGET TOKEN N
 *
 * Connects N times to 127.0.0.1, asks each time for the event stream TARGET and prints "ready" when
 * all have their first event. When all have the second one, prints the instants of the median, of
 * 99 in 100 and of the last: CLOCK_MONOTONIC, ns. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EVENT       "event: status"
#define BATCH       256
#define TIMEOUT_MS  60000
#define MAX_REQUEST 1024

typedef struct {
    int fd;
    size_t matched; /* characters of EVENT */
    unsigned events;
    long heard; /* the second one, ns */
} Watcher;

static void
fail(const char *what)
{
    perror(what);
    exit(1);
}

static long
now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void
open_watcher(Watcher *watcher, int port, const char *request, int epoll)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = watcher}};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    watcher->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (watcher->fd < 0 ||
        connect(watcher->fd, (const struct sockaddr *)&address, sizeof address) != 0)
        fail("connect");
    if (write(watcher->fd, request, strlen(request)) != (ssize_t)strlen(request))
        fail("ask");
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, watcher->fd, &event) != 0)
        fail("epoll_ctl");
}

/* Reads what has come; TRUE if that made the number of events reach `wanted`. */
static int
hear(Watcher *watcher, unsigned wanted)
{
    char bytes[4096];
    unsigned before = watcher->events;
    ssize_t n = read(watcher->fd, bytes, sizeof bytes);

    if (n <= 0)
        fail("a stream ended");
    for (ssize_t i = 0; i < n; i++) {
        watcher->matched = bytes[i] == EVENT[watcher->matched] ? watcher->matched + 1
                                                               : bytes[i] == EVENT[0];
        if (watcher->matched == strlen(EVENT)) {
            watcher->matched = 0;
            watcher->events++;
        }
    }
    if (before >= wanted || watcher->events < wanted)
        return 0;
    watcher->heard = now();
    return 1;
}

/* Until `n` more watchers have their `wanted`th event. */
static void
listen_until(int epoll, int n, unsigned wanted)
{
    struct epoll_event events[BATCH];

    while (n > 0) {
        int got = epoll_wait(epoll, events, BATCH, TIMEOUT_MS);

        if (got == 0)
            errno = ETIMEDOUT;
        if (got <= 0)
            fail("no event");
        for (int i = 0; i < got; i++)
            n -= hear(events[i].data.ptr, wanted);
    }
}

static int
compare(const void *a, const void *b)
{
    long first = ((const Watcher *)a)->heard, second = ((const Watcher *)b)->heard;

    return first < second ? -1 : first > second;
}

int
main(int argc, char **argv)
{
    char request[MAX_REQUEST];

    if (argc != 5)
        return 2;
    int n = (int)strtol(argv[4], NULL, 10), epoll = epoll_create1(EPOLL_CLOEXEC);
    Watcher *watchers = calloc((size_t)n, sizeof *watchers);
    if (epoll < 0 || watchers == NULL)
        fail("begin");
    snprintf(request, sizeof request,
             "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n", argv[2],
             argv[3]);
    for (int i = 0; i < n; i += BATCH) {
        int end = i + BATCH < n ? i + BATCH : n;

        for (int k = i; k < end; k++)
            open_watcher(&watchers[k], (int)strtol(argv[1], NULL, 10), request, epoll);
        listen_until(epoll, end - i, 1);
    }
    printf("ready\n");
    fflush(stdout);
    listen_until(epoll, n, 2);
    qsort(watchers, (size_t)n, sizeof *watchers, compare);
    printf("%ld %ld %ld\n", watchers[n / 2].heard, watchers[(size_t)n * 99 / 100].heard,
           watchers[n - 1].heard);
    free(watchers);
    return 0;
}
