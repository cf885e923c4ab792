#include "faulty-try.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each try gives 0 or an errno. */
static int
of(long result)
{
    return result < 0 ? errno : 0;
}

static int
try_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    int result = of(fd);
    if (fd >= 0)
        close(fd);
    return result;
}

static int
try_read(const char *path)
{
    return try_open(path, O_RDONLY);
}

static int
try_write(const char *path)
{
    return try_open(path, O_WRONLY | O_CREAT);
}

/* Opened to be read, and emptied by the way. */
static int
try_empty(const char *path)
{
    return try_open(path, O_RDONLY | O_TRUNC);
}

static int
try_truncate(const char *path)
{
    return of(truncate(path, 0));
}

static int
try_list(const char *path)
{
    DIR *folder = opendir(path);
    if (!folder)
        return errno;
    closedir(folder);
    return 0;
}

static int
try_remove(const char *path)
{
    return of(unlink(path));
}

static int
try_rename(const char *path)
{
    char other[4096];
    snprintf(other, sizeof(other), "%s-renamed", path);
    return of(rename(path, other));
}

static int
try_mode(const char *path)
{
    return of(chmod(path, 0));
}

/* What a driver keeps of its own. */
static int
try_keep(const char *name)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/.sane/%s", getenv("HOME"), name);
    return try_write(path);
}

static int
try_connect(const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((unsigned short)atoi(port)),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    int result = of(connect(fd, (struct sockaddr *)&address, sizeof(address)));
    close(fd);
    return result;
}

static int
try_local(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    int result = of(connect(fd, (struct sockaddr *)&address, sizeof(address)));
    close(fd);
    return result;
}

static int
try_exec(const char *path)
{
    execl(path, path, (char *)NULL);
    return errno;
}

static int
try_fork(const char *unused)
{
    (void)unused;
    pid_t child = fork();
    if (child < 0)
        return errno;
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    return 0;
}

static int
try_trace(const char *unused)
{
    (void)unused;
    if (ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) != 0)
        return errno;
    waitpid(getppid(), NULL, 0);
    ptrace(PTRACE_DETACH, getppid(), NULL, NULL);
    return 0;
}

static int
try_peek(const char *unused)
{
    char path[64];
    (void)unused;
    snprintf(path, sizeof(path), "/proc/%d/mem", (int)getppid());
    return try_read(path);
}

static int
try_copy(const char *unused)
{
    char byte;
    struct iovec here = {&byte, 1}, there = {&byte, 1};
    (void)unused;
    if (process_vm_readv(getppid(), &here, 1, &there, 1, 0) >= 0 || errno == EFAULT)
        return 0; /* the process was open; that address was none */
    return errno;
}

static int
try_signal(const char *unused)
{
    (void)unused;
    return of(kill(getppid(), 0));
}

static void *
do_nothing(void *unused)
{
    return unused;
}

static int
try_thread(const char *unused)
{
    pthread_t thread;
    (void)unused;
    int result = pthread_create(&thread, NULL, do_nothing, NULL);
    if (result == 0)
        pthread_join(thread, NULL);
    return result;
}

static int
try_memory(const char *gib)
{
    size_t size = (size_t)atoi(gib) << 30;
    void *memory = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return errno;
    munmap(memory, size);
    return 0;
}

static int
try_descriptors(const char *count)
{
    int first = dup(2), last = first, result = 0;
    for (int i = atoi(count); i > 0 && result == 0; i--) {
        int fd = dup(2);
        result = of(fd);
        last = fd >= 0 ? fd : last;
    }
    for (int fd = first; fd <= last; fd++)
        close(fd);
    return result;
}

static int
try_inherited(const char *fd)
{
    return of(fcntl(atoi(fd), F_GETFD));
}

static int
try_core(const char *unused)
{
    struct rlimit limit;
    (void)unused;
    getrlimit(RLIMIT_CORE, &limit);
    return limit.rlim_max > 0 ? 0 : EPERM;
}

static int
try_privileges(const char *unused)
{
    (void)unused;
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? EPERM : 0;
}

static const struct {
    const char *what;
    int (*run)(const char *argument);
} tries[] = {
    {"read", try_read},
    {"write", try_write},
    {"empty", try_empty},
    {"list", try_list},
    {"remove", try_remove},
    {"truncate", try_truncate},
    {"rename", try_rename},
    {"mode", try_mode},
    {"keep", try_keep},
    {"connect", try_connect},
    {"local", try_local},
    {"exec", try_exec},
    {"fork", try_fork},
    {"trace", try_trace},
    {"peek", try_peek},
    {"copy", try_copy},
    {"signal", try_signal},
    {"thread", try_thread},
    {"memory", try_memory},
    {"core", try_core},
    {"descriptors", try_descriptors},
    {"inherited", try_inherited},
    {"privileges", try_privileges},
};

static void
try_one(const char *word)
{
    size_t length = strcspn(word, ":");
    const char *argument = word[length] ? word + length + 1 : "";
    for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
        if (strlen(tries[i].what) != length || strncmp(tries[i].what, word, length) != 0)
            continue;
        int result = tries[i].run(argument);
        fprintf(stderr, "tried %s: %s\n", word, result ? strerrorname_np(result) : "0");
        return;
    }
    fprintf(stderr, "tried %s: no such try\n", word);
}

void
faulty_try(const char *list)
{
    char words[4096], *rest = words, *word;
    snprintf(words, sizeof(words), "%s", list);
    while ((word = strsep(&rest, ",")))
        try_one(word);
}
