#include "scan-spawn.h"

#include "scan-error.h"
#include "scan-wire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

typedef struct {
    int source; /* a copy of what was given, above every target */
    int target;
} Move;

static void
close_moves(GArray *moves)
{
    for (guint i = 0; i < moves->len; i++)
        close(g_array_index(moves, Move, i).source);
}

/* 0 or an errno. */
static int
add_move(GArray *moves, int fd, int target, int above)
{
    Move move = {fcntl(fd, F_DUPFD_CLOEXEC, above), target};

    if (move.source < 0)
        return errno;
    g_array_append_val(moves, move);
    return 0;
}

/* 0 or an errno. */
static int
add_actions(posix_spawn_file_actions_t *actions, const GArray *moves, int end)
{
    int failed = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

    if (failed == 0)
        failed = posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    for (guint i = 0; failed == 0 && i < moves->len; i++) {
        const Move *move = &g_array_index(moves, Move, i);

        failed = posix_spawn_file_actions_adddup2(actions, move->source, move->target);
    }
    return failed != 0 ? failed : posix_spawn_file_actions_addclosefrom_np(actions, end);
}

/* Not by fork(2): that makes every page of this process read-only until it is written to, and a
 * window of 150 MB stood still for 50 ms when the scanner was to start. 0 or an errno. */
static int
start(const char *path, const GArray *moves, int end, pid_t *ret_pid)
{
    char *argv[] = {(char *)path, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t ordinary;
    int failed;

    sigemptyset(&ordinary);
    sigaddset(&ordinary, SIGPIPE);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &ordinary);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_init(&actions);
    failed = add_actions(&actions, moves, end);
    if (failed == 0)
        failed = posix_spawn(ret_pid, path, &actions, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failed;
}

gboolean
scan_spawn(const char *path, const int *fds, guint n_fds, pid_t *ret_pid, int *ret_printed,
           GError **error)
{
    const int end = SCAN_WIRE_FD + (int)n_fds;
    g_autoptr(GArray) moves = g_array_new(FALSE, FALSE, sizeof(Move));
    int printed[2], failed;

    if (pipe2(printed, O_CLOEXEC) < 0) {
        failed = errno;
    } else {
        failed = add_move(moves, printed[1], STDERR_FILENO, end);
        close(printed[1]);
        for (guint i = 0; failed == 0 && i < n_fds; i++)
            failed = add_move(moves, fds[i], SCAN_WIRE_FD + (int)i, end);
        if (failed == 0)
            failed = start(path, moves, end, ret_pid);
        close_moves(moves);
        if (failed != 0)
            close(printed[0]);
    }
    if (failed != 0) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_HELPER, "%s could not be started: %s", path,
                    g_strerror(failed));
        return FALSE;
    }
    *ret_printed = printed[0];
    return TRUE;
}
