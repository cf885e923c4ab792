/* Killed at any moment, full disk, read-only folder: what was reported as saved is there, and what
 * was not is not green. */
#include "outbox-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILLS 40

int __real_fsync(int fd);
int __wrap_fsync(int fd);

/* Which of the coming fsyncs fails, from 1, as the linker's --wrap lets it; 0: none. */
static guint fail_at;
static int fail_with;
static guint syncs;

int
__wrap_fsync(int fd)
{
    if (++syncs != fail_at)
        return __real_fsync(fd);
    errno = fail_with;
    return -1;
}

/* Scans for ever, and says each id through the pipe only when seal has returned. */
static void
scan_for_ever(const char *path, int report)
{
    g_autoptr(Outbox) outbox = outbox_open(path, NULL, NULL);

    while (outbox != NULL) {
        g_autofree char *id = fixture_ready(outbox, "pixels");
        g_autofree char *receipt = fixture_receipt("pixels");
        int fd = -1;

        if (write(report, id, strlen(id)) != (gssize)strlen(id))
            break;
        if (outbox_start_sending(outbox, id, &fd, NULL)) {
            close(fd);
            outbox_deliver(outbox, id, receipt, NULL);
        }
    }
    _exit(1);
}

/* Kills the child after `reports` ids and a seeded number of its system calls' time; gives what it
 * has said. */
static GPtrArray *
run_and_kill(const char *path, GRand *seeded)
{
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    gint64 wait = g_rand_int_range(seeded, 0, 4000);
    char id[37] = "";
    int ends[2], status;
    pid_t child;

    g_assert_cmpint(pipe(ends), ==, 0);
    child = fork();
    if (child == 0) {
        close(ends[0]);
        scan_for_ever(path, ends[1]);
    }
    close(ends[1]);
    while (read(ends[0], id, 36) == 36) {
        gint64 end = g_get_monotonic_time() + wait;

        g_ptr_array_add(ids, g_strdup(id));
        if (ids->len < 3)
            continue;
        while (g_get_monotonic_time() < end)
            continue; /* the moment of the kill is what is tried out here */
        kill(child, SIGKILL);
    }
    close(ends[0]);
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFSIGNALED(status));
    return ids;
}

static void
what_was_saved_survives_a_kill(Fixture *fixture, gconstpointer data)
{
    g_autofree char *path = g_build_filename(fixture->top, "killed", NULL);
    g_autoptr(GRand) seeded = g_rand_new_with_seed(20261123);

    (void)data;
    for (guint i = 0; i < KILLS; i++) {
        g_autoptr(GPtrArray) ids = run_and_kill(path, seeded);
        g_autoptr(GError) error = NULL;
        g_autoptr(Outbox) outbox = outbox_open(path, NULL, &error);

        g_assert_no_error(error);
        for (guint k = 0; k < ids->len; k++) {
            const char *id = g_ptr_array_index(ids, k);
            g_autoptr(OutboxItem) item = outbox_find(outbox, id, NULL);
            g_autofree char *content = NULL;

            g_assert_nonnull(item);
            g_assert_true(item->state == OUTBOX_STATE_READY ||
                          item->state == OUTBOX_STATE_DELIVERED);
            g_assert_true(g_file_get_contents(item->path, &content, NULL, NULL));
            g_assert_cmpstr(content, ==, "pixels");
        }
    }
}

static void
a_full_disk_is_red_and_loses_nothing(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_make(fixture->outbox, "pixels");
    g_autoptr(OutboxCapture) capture = fixture_capture(id, "pixels");
    int status = -1;
    pid_t child = fork();

    (void)data;
    if (child == 0) {
        /* Room for the original, none for the sidecar. */
        struct rlimit limit = {.rlim_cur = 10, .rlim_max = 10};
        g_autoptr(GError) fault = NULL;

        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        _exit(!outbox_seal(fixture->outbox, capture, NULL, &fault) &&
                      g_error_matches(fault, OUTBOX_ERROR, OUTBOX_ERROR_NO_SPACE)
                  ? 0
                  : 1);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_cmpint(status, ==, 0);
    g_assert_cmpint(fixture_state(fixture->outbox, id), ==, OUTBOX_STATE_MAKING);
    fixture_reopen(fixture);
    g_assert_cmpint(fixture_state(fixture->outbox, id), ==, OUTBOX_STATE_QUARANTINE);
}

/* outbox_seal with one fsync that fails. */
static gboolean
seal_failing(Outbox *outbox, OutboxCapture *capture, guint at, int errnum)
{
    gboolean done;

    fail_with = errnum;
    syncs = 0;
    fail_at = at;
    done = outbox_seal(outbox, capture, NULL, NULL);
    fail_at = 0;
    return done;
}

/* The kernel has forgotten what it could not write: a second fsync would succeed without it. */
static void
no_fsync_is_tried_again(Fixture *fixture, gconstpointer data)
{
    gboolean done = FALSE;
    guint at;

    (void)data;
    for (at = 1; !done; at++) {
        g_autofree char *id = fixture_make(fixture->outbox, "pixels");
        g_autoptr(OutboxCapture) capture = fixture_capture(id, "pixels");

        done = seal_failing(fixture->outbox, capture, at, EIO);
        g_assert_cmpint(fixture_state(fixture->outbox, id), ==,
                        done ? OUTBOX_STATE_READY : OUTBOX_STATE_QUARANTINE);
        g_assert_false(outbox_seal(fixture->outbox, capture, NULL, NULL));
        fixture_reopen(fixture);
        g_assert_cmpint(fixture_state(fixture->outbox, id), ==,
                        done ? OUTBOX_STATE_READY : OUTBOX_STATE_QUARANTINE);
    }
    g_assert_cmpuint(at - 2, ==, 6); /* original, its name, sidecar, its name, both folders */
}

static void
room_for_the_sidecar_may_come_later(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = fixture_make(fixture->outbox, "pixels");
    g_autofree char *lost = fixture_make(fixture->outbox, "pixels");
    g_autoptr(OutboxCapture) capture = fixture_capture(id, "pixels");
    g_autoptr(OutboxCapture) of_lost = fixture_capture(lost, "pixels");

    (void)data;
    g_assert_false(seal_failing(fixture->outbox, capture, 3, ENOSPC));
    g_assert_cmpint(fixture_state(fixture->outbox, id), ==, OUTBOX_STATE_MAKING);
    g_assert_true(outbox_seal(fixture->outbox, capture, NULL, NULL));
    /* Of the pixels themselves nobody can say any more which are there. */
    g_assert_false(seal_failing(fixture->outbox, of_lost, 1, ENOSPC));
    g_assert_cmpint(fixture_state(fixture->outbox, lost), ==, OUTBOX_STATE_QUARANTINE);
}

/* Lets what `path` leads to, a descriptor in /proc, be the same folder on a mount that is read-only
 * and hangs nowhere: nothing can be left mounted, and a chroot needs no mount point of its own. */
static void
make_read_only(int folder, const char *path)
{
    struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY};

    if (geteuid() != 0)
        g_assert_cmpint(unshare(CLONE_NEWUSER | CLONE_NEWNS), ==, 0);
    int tree = open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    g_assert_cmpint(tree, >=, 0);
    g_assert_cmpint(mount_setattr(tree, "", AT_EMPTY_PATH, &read_only, sizeof read_only), ==, 0);
    g_assert_cmpint(dup2(tree, folder), ==, folder);
}

static void
meet_a_read_only_folder(Outbox *outbox, int top, const char *path)
{
    g_autofree char *id = fixture_make(outbox, "pixels");
    g_autofree char *other = fixture_ready(outbox, "pixels");
    g_autoptr(OutboxCapture) capture = fixture_capture(id, "pixels");
    g_autoptr(GError) error = NULL;
    int fd = -1;

    g_autofree char *mount = g_strdup_printf("/proc/self/fd/%d/.", top);
    make_read_only(top, mount);
    g_assert_false(outbox_seal(outbox, capture, NULL, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNUSABLE);
    g_clear_error(&error);
    g_assert_false(outbox_start_sending(outbox, other, &fd, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNUSABLE);
    g_clear_error(&error);
    outbox_close(outbox);
    g_assert_null(outbox_open(path, NULL, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNUSABLE);
}

static void
a_read_only_folder_is_said(Fixture *fixture, gconstpointer data)
{
    int top = open(fixture->top, O_PATH | O_DIRECTORY);
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d/read-only", top);
    int status = -1;
    pid_t child = fork();

    (void)data;
    if (child == 0) {
        g_autoptr(Outbox) outbox = outbox_open(path, NULL, NULL);

        meet_a_read_only_folder(g_steal_pointer(&outbox), top, path);
        _exit(0);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_cmpint(status, ==, 0);
    close(top);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
    g_test_add("/outbox/survival/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
    ADD("what-was-saved-survives-a-kill", what_was_saved_survives_a_kill);
    ADD("a-full-disk-is-red-and-loses-nothing", a_full_disk_is_red_and_loses_nothing);
    ADD("no-fsync-is-tried-again", no_fsync_is_tried_again);
    ADD("room-for-the-sidecar-may-come-later", room_for_the_sidecar_may_come_later);
    ADD("a-read-only-folder-is-said", a_read_only_folder_is_said);
    return g_test_run();
}
