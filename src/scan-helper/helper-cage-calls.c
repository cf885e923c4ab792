/* seccomp: which system calls there are, from now on. What is not in these tables is answered
 * ENOSYS, as by an older kernel, so that libc finds another way. What a driver may try in earnest
 * and may not have goes by a thread of ours, which remembers it for the error that will come of it,
 * and answers EPERM. */
#include "helper-cage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <sched.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_REFUSED 16

/* Conditions on the n-th argument of a call. */
#define IS(N, VALUE)                                                                               \
    {                                                                                              \
        N, SCMP_CMP_EQ, (scmp_datum_t)(VALUE), 0                                                   \
    }
#define IS_NOT(N, VALUE)                                                                           \
    {                                                                                              \
        N, SCMP_CMP_NE, (scmp_datum_t)(VALUE), 0                                                   \
    }
#define MASKED(N, MASK, VALUE)                                                                     \
    {                                                                                              \
        N, SCMP_CMP_MASKED_EQ, (MASK), (VALUE)                                                     \
    }

static const char allowed[] =
    /* descriptors */
    "read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek _llseek "
    "close close_range dup dup2 dup3 pipe pipe2 fcntl fcntl64 flock ioctl poll ppoll "
    "ppoll_time64 select _newselect pselect6 pselect6_time64 epoll_create epoll_create1 "
    "epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2 signalfd signalfd4 "
    "timerfd_create timerfd_settime timerfd_settime64 timerfd_gettime timerfd_gettime64 "
    "inotify_init inotify_init1 inotify_add_watch inotify_rm_watch fsync fdatasync "
    "sync_file_range ftruncate ftruncate64 fallocate fadvise64 fadvise64_64 arm_fadvise64_64 "
    "readahead sendfile sendfile64 copy_file_range splice memfd_create "
    /* files: which of them, Landlock knows */
    "stat stat64 lstat lstat64 fstat fstat64 newfstatat fstatat64 statx statfs statfs64 fstatfs "
    "fstatfs64 access faccessat faccessat2 readlink readlinkat getdents getdents64 getcwd chdir "
    "fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 umask creat "
    /* memory */
    "mmap mmap2 munmap mprotect mremap madvise brk mlock mlock2 munlock mincore msync "
    "membarrier "
    /* the process itself, its threads, signals and time; seccomp can but take away more */
    "seccomp exit exit_group getpid getppid gettid getpgid getpgrp getsid getuid geteuid getgid "
    "getegid getuid32 geteuid32 getgid32 getegid32 getresuid getresgid getresuid32 getresgid32 "
    "getgroups getgroups32 capget prctl arch_prctl set_thread_area set_tls set_tid_address "
    "set_robust_list get_robust_list rseq futex futex_time64 futex_waitv wait4 waitid waitpid "
    "sched_yield sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler "
    "sched_getattr sched_get_priority_max sched_get_priority_min getpriority getcpu getrlimit "
    "ugetrlimit setrlimit getrusage uname sysinfo times time gettimeofday clock_gettime "
    "clock_gettime64 clock_getres clock_getres_time64 clock_nanosleep clock_nanosleep_time64 "
    "nanosleep getitimer setitimer alarm timer_create timer_settime timer_settime64 "
    "timer_gettime timer_gettime64 timer_getoverrun timer_delete getrandom pause "
    "restart_syscall rt_sigaction rt_sigprocmask rt_sigpending rt_sigreturn rt_sigsuspend "
    "rt_sigtimedwait rt_sigtimedwait_time64 sigreturn sigaltstack "
    /* sockets that are there: which kinds, add_sockets says */
    "socketpair connect bind listen accept accept4 shutdown getsockname getpeername getsockopt "
    "setsockopt send sendto sendmsg sendmmsg recv recvfrom recvmsg recvmmsg recvmmsg_time64";

/* Other programs and processes, other people's files, the machine: a driver has no business there.
 */
static const char refused[] =
    "execve execveat fork vfork process_vm_readv process_vm_writev tkill rt_sigqueueinfo "
    "rt_tgsigqueueinfo pidfd_open pidfd_getfd pidfd_send_signal setsid setpgid truncate "
    "truncate64 link linkat symlink symlinkat mknod mknodat chmod fchmod fchmodat fchmodat2 "
    "chown lchown fchown fchownat setxattr lsetxattr fsetxattr removexattr lremovexattr "
    "fremovexattr utime utimes utimensat mount umount2 pivot_root chroot unshare setns setuid "
    "setgid setresuid setresgid capset shmget shmat keyctl add_key request_key bpf "
    "perf_event_open userfaultfd io_uring_setup ioperm iopl init_module finit_module reboot";

/* The sanitizers' search for leaks runs in a process that shares the memory and traces the threads.
 * (Landlock still keeps it from other processes.) */
#ifdef HELPER_SANITIZED
#define OWN_CLONE CLONE_VM
#define TRACING   SCMP_ACT_ALLOW
#else
#define OWN_CLONE CLONE_THREAD
#define TRACING   SCMP_ACT_NOTIFY
#endif

static struct {
    HelperCageKind kind;
    int listener; /* -1: there is no filter */
    struct seccomp_notif *asked;
    struct seccomp_notif_resp *answer;
    GMutex mutex;
    int calls[MAX_REFUSED];
    guint n_calls;
} cage = {.listener = -1};

/* ---- the tables as rules ---- */

static int
add_names(scmp_filter_ctx filter, guint32 action, const char *names)
{
    g_auto(GStrv) calls = g_strsplit(names, " ", -1);
    int failed = 0;
    for (guint i = 0; calls[i] && failed == 0; i++) {
        int call = seccomp_syscall_resolve_name(calls[i]);
        /* This machine may not have it; libseccomp has other numbers below 0 for that. */
        if (call >= 0)
            failed = seccomp_rule_add(filter, action, call, 0);
    }
    return failed;
}

static int
add_call(scmp_filter_ctx filter, guint32 action, int call, guint n,
         const struct scmp_arg_cmp *conditions)
{
    return call >= 0 ? seccomp_rule_add_array(filter, action, call, n, conditions) : 0;
}

/* Threads, and no other process; signals and limits of this process alone. */
static int
add_processes(scmp_filter_ctx filter)
{
    scmp_datum_t self = (scmp_datum_t)getpid();
    const struct {
        guint32 action;
        int call;
        struct scmp_arg_cmp condition;
    } rules[] = {
        {SCMP_ACT_ALLOW, SCMP_SYS(clone), MASKED(0, OWN_CLONE, OWN_CLONE)},
        {SCMP_ACT_NOTIFY, SCMP_SYS(clone), MASKED(0, OWN_CLONE, 0)},
        {SCMP_ACT_ALLOW, SCMP_SYS(kill), IS(0, self)},
        {SCMP_ACT_NOTIFY, SCMP_SYS(kill), IS_NOT(0, self)},
        {SCMP_ACT_ALLOW, SCMP_SYS(tgkill), IS(0, self)},
        {SCMP_ACT_NOTIFY, SCMP_SYS(tgkill), IS_NOT(0, self)},
        {SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), IS(0, 0)},
        {SCMP_ACT_NOTIFY, SCMP_SYS(prlimit64), IS_NOT(0, 0)},
    };
    int failed = seccomp_rule_add(filter, TRACING, SCMP_SYS(ptrace), 0);
    for (gsize i = 0; i < G_N_ELEMENTS(rules) && failed == 0; i++)
        failed = add_call(filter, rules[i].action, rules[i].call, 1, &rules[i].condition);
    return failed;
}

/* O_TRUNC with O_RDONLY empties a file that Landlock of before version 3 takes to be read. */
static int
add_open(scmp_filter_ctx filter, int call, unsigned int flags)
{
    const struct scmp_arg_cmp conditions[] = {
        MASKED(flags, O_ACCMODE, O_WRONLY),
        MASKED(flags, O_ACCMODE, O_RDWR),
        MASKED(flags, O_ACCMODE | O_TRUNC, O_RDONLY),
    };
    int failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(conditions) && failed == 0; i++)
        failed = add_call(filter, SCMP_ACT_ALLOW, call, 1, &conditions[i]);
    return failed;
}

/* One action for the network, one for sockets at this machine. */
static int
add_sockets(scmp_filter_ctx filter, guint32 network, guint32 local)
{
    const struct {
        guint32 action;
        guint n;
        struct scmp_arg_cmp conditions[2];
    } rules[] = {
        {network, 1, {IS(0, AF_INET)}},
        {network, 1, {IS(0, AF_INET6)}},
        {network, 2, {IS(0, AF_NETLINK), IS(2, NETLINK_ROUTE)}},
        {local, 1, {IS(0, AF_UNIX)}},
    };
    int failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(rules) && failed == 0; i++)
        failed = add_call(filter, rules[i].action, SCMP_SYS(socket), rules[i].n,
                          rules[i].conditions);
    return failed;
}

/* The kernel's news of what is plugged in, without which libusb does not begin. */
static int
add_news(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp news[] = {IS(0, AF_NETLINK), IS(2, NETLINK_KOBJECT_UEVENT)};
    return add_call(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), G_N_ELEMENTS(news), news);
}

static int
add_rules(scmp_filter_ctx filter, HelperCageKind kind)
{
    static const guint32 network_of[] = {
        [HELPER_CAGE_VIRTUAL] = SCMP_ACT_NOTIFY,
        [HELPER_CAGE_LOCAL] = SCMP_ACT_NOTIFY,
        [HELPER_CAGE_REMOTE] = SCMP_ACT_ALLOW,
        [HELPER_CAGE_SEARCH] = SCMP_ACT_ALLOW,
    };
    static const guint32 local_of[] = {
        [HELPER_CAGE_VIRTUAL] = SCMP_ACT_NOTIFY,
        [HELPER_CAGE_LOCAL] = SCMP_ACT_NOTIFY,
        /* Each look-up of a name tries one first; that is not worth a word. */
        [HELPER_CAGE_REMOTE] = SCMP_ACT_ERRNO(EACCES),
        [HELPER_CAGE_SEARCH] = SCMP_ACT_ALLOW,
    };
    int failed = add_names(filter, SCMP_ACT_ALLOW, allowed);
    if (failed == 0)
        failed = add_names(filter, SCMP_ACT_NOTIFY, refused);
    if (failed == 0)
        failed = add_processes(filter);
    if (failed == 0)
        failed = add_open(filter, SCMP_SYS(open), 1);
    if (failed == 0)
        failed = add_open(filter, SCMP_SYS(openat), 2);
    if (failed == 0)
        failed = add_news(filter);
    if (failed == 0)
        failed = add_sockets(filter, network_of[kind], local_of[kind]);
    return failed;
}

/* ---- what was refused ---- */

static void
note(int call)
{
    g_mutex_lock(&cage.mutex);
    guint i = 0;
    while (i < cage.n_calls && cage.calls[i] != call)
        i++;
    if (i == cage.n_calls && i < MAX_REFUSED)
        cage.calls[cage.n_calls++] = call;
    g_mutex_unlock(&cage.mutex);
}

/* Allocates nothing: who waits for the answer may hold the allocator's locks, as fork does. */
static gpointer
refuse_thread(gpointer data)
{
    (void)data;
    for (;;) {
        memset(cage.asked, 0, sizeof(*cage.asked));
        /* It fails where who asked is gone, or a signal came. */
        if (seccomp_notify_receive(cage.listener, cage.asked) != 0)
            continue;
        note(cage.asked->data.nr);
        memset(cage.answer, 0, sizeof(*cage.answer));
        cage.answer->id = cage.asked->id;
        cage.answer->error = -EPERM;
        seccomp_notify_respond(cage.listener, cage.answer);
    }
    return NULL;
}

char *
helper_cage_refusals(void)
{
    GString *names = g_string_new(NULL);
    g_mutex_lock(&cage.mutex);
    for (guint i = 0; i < cage.n_calls; i++) {
        char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, cage.calls[i]);
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", name ? name : "something");
        free(name);
    }
    g_mutex_unlock(&cage.mutex);
    return g_string_free(names, FALSE);
}

/* ---- closing ---- */

static void
complain(int failed)
{
    g_printerr("scan-helper: seccomp does not hold, drivers may make any system call: %s\n",
               g_strerror(-failed));
}

gboolean
helper_cage_close_calls(HelperCageKind kind, GError **error)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    int failed = filter ? add_rules(filter, kind) : -ENOMEM;
    if (failed == 0)
        failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    if (failed == 0)
        failed = seccomp_notify_alloc(&cage.asked, &cage.answer);
    if (failed == 0)
        failed = seccomp_load(filter);
    if (failed == 0)
        cage.listener = seccomp_notify_fd(filter);
    cage.kind = kind;
    seccomp_release(filter);
    if (failed != 0) {
        complain(failed);
        return TRUE;
    }
    /* Without it, who is refused something would wait for ever. */
    g_autoptr(GThread) thread = g_thread_try_new("refuse", refuse_thread, NULL, error);
    return thread != NULL;
}

/* A second filter over the first; of two answers the stricter holds. */
static int
narrow(scmp_filter_ctx filter, HelperCageKind kind)
{
    const guint32 refuse = SCMP_ACT_ERRNO(EACCES);
    const struct scmp_arg_cmp local = IS(0, AF_UNIX);
    int failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (failed == 0 && kind == HELPER_CAGE_REMOTE)
        failed = add_call(filter, refuse, SCMP_SYS(socket), 1, &local);
    else if (failed == 0)
        failed = add_sockets(filter, refuse, refuse);
    return failed != 0 ? failed : seccomp_load(filter);
}

void
helper_cage_narrow(const char *device)
{
    HelperCageKind kind = helper_cage_kind(device);
    if (cage.listener < 0 || cage.kind != HELPER_CAGE_SEARCH || kind == HELPER_CAGE_SEARCH)
        return;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int failed = filter ? narrow(filter, kind) : -ENOMEM;
    seccomp_release(filter);
    if (failed != 0)
        complain(failed);
}
