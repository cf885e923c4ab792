/* A fault for the tests to find: names that come late. Whoever looks for one finds it, so that a
 * process that lives on notices nothing; one that is killed has said "done" too early. */
#include "shim.h"

#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_WAITING 16

/* Folders by descriptor: they may have moved when the time has come. The calls here go past our own
 * door, as they are none of the program's. */
typedef struct {
    bool is_link;
    int from_folder;
    int to_folder;
    char from[256];
    char to[256];
} Waiting;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static Waiting waiting[MAX_WAITING];
static unsigned count;

/* Opens the folder of a path and gives the name in it. */
static int
split(const char *path, char name[256])
{
    char folder[1024], copy[1024];

    snprintf(folder, sizeof(folder), "%s", path);
    snprintf(copy, sizeof(copy), "%s", path);
    snprintf(name, 256, "%s", basename(copy));
    return (int)syscall(SYS_openat, AT_FDCWD, dirname(folder), O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void
do_now(unsigned i)
{
    const Waiting *late = &waiting[i];

    syscall(late->is_link ? SYS_linkat : SYS_renameat2, late->from_folder, late->from,
            late->to_folder, late->to, 0);
    syscall(SYS_close, late->from_folder);
    syscall(SYS_close, late->to_folder);
    waiting[i] = waiting[--count];
}

bool
shim_late(bool is_link, const char *from, const char *to)
{
    bool taken = false;

    if (!shim_planted(SHIM_PLANT_LATE_NAMES) || !shim_is_ours(AT_FDCWD, to))
        return false;
    pthread_mutex_lock(&mutex);
    if (count < MAX_WAITING && access(to, F_OK) != 0) {
        Waiting *late = &waiting[count++];

        late->is_link = is_link;
        late->from_folder = split(from, late->from);
        late->to_folder = split(to, late->to);
        taken = true;
    }
    pthread_mutex_unlock(&mutex);
    return taken;
}

void
shim_late_look(const char *path)
{
    const char *name = strrchr(path, '/');

    if (!shim_planted(SHIM_PLANT_LATE_NAMES) || name == NULL)
        return;
    pthread_mutex_lock(&mutex);
    for (unsigned i = count; i-- > 0;) {
        if (strcmp(name + 1, waiting[i].from) == 0 || strcmp(name + 1, waiting[i].to) == 0)
            do_now(i);
    }
    pthread_mutex_unlock(&mutex);
}

__attribute__((destructor)) static void
do_all(void)
{
    while (count > 0)
        do_now(count - 1);
}
