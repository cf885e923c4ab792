/* The page that the tests share, the descriptors that matter, and what happens at a point. */
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_FD 4096
/* Descriptors that a program may have been started with. */
#define INHERITED 16

static ShimPage *page;
static size_t root_length;
/* What lies behind a descriptor, from the root on; "" for what is not ours. */
static char names[MAX_FD][SHIM_NAME];

__attribute__((constructor)) static void
map_page(void)
{
    const char *folder = getenv("PROVE_CONTROL");
    char path[512], link[32], target[SHIM_ROOT + SHIM_NAME];

    if (folder == NULL)
        return;
    snprintf(path, sizeof(path), "%s/%s", folder, program_invocation_short_name);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return;
    void *mapped = (void *)syscall(SYS_mmap, NULL, sizeof(ShimPage), PROT_READ | PROT_WRITE,
                                   MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (mapped == MAP_FAILED || ((ShimPage *)mapped)->version != SHIM_VERSION)
        abort();
    page = mapped;
    root_length = strlen(page->root);
    for (int i = 3; i < INHERITED; i++) {
        snprintf(link, sizeof(link), "/proc/self/fd/%d", i);
        ssize_t length = readlink(link, target, sizeof(target) - 1);
        if (length <= 0)
            continue;
        target[length] = '\0';
        if (strncmp(target, "socket:", 7) == 0)
            shim_socket(i);
        else
            shim_opened(i, AT_FDCWD, target);
    }
}

/* ---- descriptors ---- */

static const char *
name_of(int fd)
{
    return fd >= 0 && fd < MAX_FD ? names[fd] : "";
}

bool
shim_is_ours(int folder, const char *path)
{
    if (page == NULL)
        return false;
    if (path[0] != '/')
        return folder != AT_FDCWD && *name_of(folder) != '\0';
    return strncmp(path, page->root, root_length) == 0 && path[root_length] == '/';
}

/* The end of a path is what tells most. */
static void
set_name(char name[SHIM_NAME], int folder, const char *path)
{
    char whole[1024];

    if (path[0] == '/')
        snprintf(whole, sizeof(whole), "%s", path + root_length + 1);
    else
        snprintf(whole, sizeof(whole), "%s/%s", name_of(folder), path);
    size_t length = strlen(whole), skip = length < SHIM_NAME ? 0 : length - SHIM_NAME + 1;
    memcpy(name, whole + skip, length - skip + 1);
}

int
shim_opened(int fd, int folder, const char *path)
{
    if (fd < 0 || fd >= MAX_FD || page == NULL)
        return fd;
    names[fd][0] = '\0';
    if (shim_is_ours(folder, path))
        set_name(names[fd], folder, path);
    return fd;
}

int
shim_socket(int fd)
{
    if (fd >= 0 && fd < MAX_FD && page != NULL)
        strcpy(names[fd], "socket");
    return fd;
}

void
shim_copied(int from, int to)
{
    if (to >= 0 && to < MAX_FD && from != to)
        snprintf(names[to], SHIM_NAME, "%s", name_of(from));
}

void
shim_closed(int fd)
{
    if (fd >= 0 && fd < MAX_FD)
        names[fd][0] = '\0';
}

/* ---- points ---- */

/* A cage may forbid the first. Neither runs anything of the process any more. */
static void
die(void)
{
    syscall(SYS_kill, getpid(), SIGKILL);
    syscall(SYS_exit_group, 128 + SIGKILL);
}

static bool
is_target(ShimCall call, const char *name)
{
    if (page->target == 0 || (page->call != 0 && page->call != call) ||
        strstr(name, page->match) == NULL)
        return false;
    return __atomic_add_fetch(&page->matched, 1, __ATOMIC_SEQ_CST) == page->target;
}

ShimShot
shim_at(ShimCall call, const char *name)
{
    ShimShot shot = {0};

    if (page == NULL || *name == '\0' || !__atomic_load_n(&page->armed, __ATOMIC_ACQUIRE))
        return shot;
    uint32_t point = __atomic_add_fetch(&page->points, 1, __ATOMIC_SEQ_CST);
    if (point <= SHIM_RECORDS) {
        page->records[point - 1].call = call;
        snprintf(page->records[point - 1].name, SHIM_NAME, "%s", name);
    }
    if (!is_target(call, name))
        return shot;
    page->fired = point;
    if (page->action == SHIM_KILL_BEFORE)
        die();
    shot.kills = page->action == SHIM_KILL_AFTER;
    shot.fails = page->action == SHIM_FAIL;
    shot.shortens = page->action == SHIM_SHORTEN;
    return shot;
}

ShimShot
shim_at_fd(ShimCall call, int fd)
{
    return shim_at(call, name_of(fd));
}

ShimShot
shim_at_path(ShimCall call, int folder, const char *path)
{
    char name[SHIM_NAME] = "";

    if (shim_is_ours(folder, path))
        set_name(name, folder, path);
    return shim_at(call, name);
}

ssize_t
shim_done(ShimShot shot, ssize_t result)
{
    if (shot.kills)
        die();
    return result;
}

ssize_t
shim_failed(ssize_t good)
{
    if (shim_planted(SHIM_PLANT_DEAF))
        return good;
    errno = page->error;
    return -1;
}

size_t
shim_size(ShimShot shot, size_t size)
{
    return shot.shortens && size > 1 ? size / 2 : size;
}

bool
shim_planted(ShimPlant plant)
{
    return page != NULL && (page->plants & plant) != 0;
}
