/* Preloaded into a helper that scans from the driver "pnm": says "half-way: stopped" on standard
 * error when half of the page has been read, and stops there until somebody sends SIGCONT. */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_MIN (1024 * 1024) /* bytes; a smaller file is something else */

typedef size_t Read(void *data, size_t size, size_t count, FILE *file);

Read fread;

static int
is_half_way(FILE *file)
{
    struct stat status;

    return fstat(fileno(file), &status) == 0 && status.st_size >= PAGE_MIN &&
           ftell(file) > status.st_size / 2;
}

size_t
fread(void *data, size_t size, size_t count, FILE *file)
{
    static int stopped;
    Read *next;
    size_t n;

    *(void **)&next = dlsym(RTLD_NEXT, "fread");
    n = next(data, size, count, file);
    if (!stopped && is_half_way(file)) {
        stopped = 1;
        fputs("half-way: stopped\n", stderr);
        kill(getpid(), SIGSTOP);
    }
    return n;
}
