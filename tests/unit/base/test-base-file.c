#include "base-error.h"
#include "base-file.h"
#include "base-folder.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    char *top;
    char *path;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->top = g_dir_make_tmp("file-XXXXXX", NULL);
    g_assert_nonnull(fixture->top);
    fixture->path = g_build_filename(fixture->top, "file", NULL);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_true(base_folder_remove(fixture->top, NULL));
    g_free(fixture->top);
    g_free(fixture->path);
}

static void
assert_content(const char *path, const char *wanted)
{
    g_autofree char *bytes = NULL;
    gsize size = 0;

    g_assert_true(base_file_read(path, 100, &bytes, &size, NULL));
    g_assert_cmpstr(bytes, ==, wanted);
}

static void
replaces_whole_and_private(Fixture *fixture, gconstpointer data)
{
    GStatBuf status;
    g_auto(GStrv) names = NULL;

    (void)data;
    g_assert_true(base_file_write(fixture->path, "one", 3, 0600, NULL));
    assert_content(fixture->path, "one");
    g_assert_true(base_file_write(fixture->path, "two!", 4, 0600, NULL));
    assert_content(fixture->path, "two!");
    g_assert_cmpint(g_stat(fixture->path, &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 0777, ==, 0600);
    g_assert_true(base_folder_list(fixture->top, 10, &names, NULL));
    g_assert_cmpuint(g_strv_length(names), ==, 1);
}

static void
keeps_the_old_file_when_the_disk_is_full(Fixture *fixture, gconstpointer data)
{
    int status = -1;
    pid_t child;

    (void)data;
    g_assert_true(base_file_write(fixture->path, "old", 3, 0600, NULL));
    child = fork();
    if (child == 0) {
        /* A file-size limit stands in for a full disk: the kernel answers EFBIG. */
        struct rlimit limit = {.rlim_cur = 2, .rlim_max = 2};
        g_autoptr(GError) error = NULL;

        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        _exit(!base_file_write(fixture->path, "new!", 4, 0600, &error) &&
                      g_error_matches(error, BASE_ERROR, BASE_ERROR_NO_SPACE)
                  ? 0
                  : 1);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_content(fixture->path, "old");
    {
        g_auto(GStrv) names = NULL;

        g_assert_true(base_folder_list(fixture->top, 10, &names, NULL));
        g_assert_cmpuint(g_strv_length(names), ==, 1);
    }
}

static void
reads_within_a_limit_and_only_files(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bytes = NULL;
    g_autofree char *fifo = g_build_filename(fixture->top, "fifo", NULL);

    (void)data;
    g_assert_false(base_file_read(fixture->path, 10, &bytes, NULL, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_true(base_file_write(fixture->path, "12345678901", 11, 0600, NULL));
    g_assert_false(base_file_read(fixture->path, 10, &bytes, NULL, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_TOO_LARGE);
    g_clear_error(&error);
    g_assert_false(base_file_read(fixture->top, 10, &bytes, NULL, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_IO);
    g_clear_error(&error);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    g_assert_false(base_file_read(fifo, 10, &bytes, NULL, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_IO);
    g_assert_null(bytes);
}

static void
renames_and_never_overwrites(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_build_filename(fixture->top, "other", NULL);
    g_autofree char *to = g_build_filename(folder, "moved", NULL);

    (void)data;
    g_assert_true(base_folder_make(folder, 0700, NULL));
    g_assert_true(base_file_write(fixture->path, "one", 3, 0600, NULL));
    g_assert_true(base_file_rename(fixture->path, to, &error));
    assert_content(to, "one");
    g_assert_true(base_file_write(fixture->path, "two", 3, 0600, NULL));
    g_assert_false(base_file_rename(fixture->path, to, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_EXISTS);
    assert_content(to, "one");
    assert_content(fixture->path, "two");
    g_assert_true(base_file_remove(to, NULL));
    g_assert_true(base_file_remove(to, NULL));
}

static void
reserves_without_growing(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    GStatBuf status;
    int fd = g_open(fixture->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    (void)data;
    g_assert_true(base_file_reserve(fd, 1 << 20, &error));
    g_assert_cmpint(fstat(fd, &status), ==, 0);
    g_assert_cmpint(status.st_size, ==, 0);
    g_assert_false(base_file_reserve(fd, (guint64)1 << 60, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_NO_SPACE);
    close(fd);
}

static void
locks_out_another_process(Fixture *fixture, gconstpointer data)
{
    int lock = base_file_lock(fixture->path, NULL);
    int again, status = -1;
    pid_t child;

    (void)data;
    g_assert_cmpint(lock, >=, 0);
    child = fork();
    if (child == 0) {
        g_autoptr(GError) error = NULL;

        _exit(base_file_lock(fixture->path, &error) == -1 &&
                      g_error_matches(error, BASE_ERROR, BASE_ERROR_LOCKED)
                  ? 0
                  : 1);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close(lock);
    again = base_file_lock(fixture->path, NULL);
    g_assert_cmpint(again, >=, 0);
    close(again);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
    g_test_add("/base/file/" name, Fixture, NULL, set_up, function, tear_down)
    ADD("replaces-whole-and-private", replaces_whole_and_private);
    ADD("keeps-the-old-file-when-the-disk-is-full", keeps_the_old_file_when_the_disk_is_full);
    ADD("reads-within-a-limit-and-only-files", reads_within_a_limit_and_only_files);
    ADD("renames-and-never-overwrites", renames_and_never_overwrites);
    ADD("reserves-without-growing", reserves_without_growing);
    ADD("locks-out-another-process", locks_out_another_process);
    return g_test_run();
}
