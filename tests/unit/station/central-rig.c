#include "central-rig.h"

#include "base-folder.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

struct Central {
    char *data_dir;
    char *log;
    char *url;
    char *listen; /* ADDRESS:PORT; port 0 until the first start */
    GSubprocess *process;
};

/* The server goes with a test that is ended before its tear-down. */
static void
die_with_parent(gpointer data G_GNUC_UNUSED)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* `preload`: a library, or NULL. */
static GSubprocess *
spawn(Central *central, const char *const *arguments, const char *preload)
{
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
        G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
    g_autoptr(GError) error = NULL;
    g_subprocess_launcher_set_stderr_file_path(launcher, central->log);
    if (preload != NULL) {
        const char *given = g_getenv("ASAN_OPTIONS");
        g_autofree char *options = g_strdup_printf("%s:verify_asan_link_order=0",
                                                   given != NULL ? given : "");
        g_subprocess_launcher_setenv(launcher, "LD_PRELOAD", preload, TRUE);
        g_subprocess_launcher_setenv(launcher, "ASAN_OPTIONS", options, TRUE);
    }
    g_subprocess_launcher_set_child_setup(launcher, die_with_parent, NULL, NULL);
    GSubprocess *process = g_subprocess_launcher_spawnv(launcher, arguments, &error);
    g_assert_no_error(error);
    return process;
}

static void
run(Central *central, const char *const *arguments, const char *input, const char *preload)
{
    g_autoptr(GSubprocess) process = spawn(central, arguments, preload);
    g_autoptr(GError) error = NULL;
    g_assert_true(g_subprocess_communicate_utf8(process, input, NULL, NULL, NULL, &error));
    g_assert_no_error(error);
    g_assert_cmpint(g_subprocess_get_exit_status(process), ==, 0);
}

static const char *
program(void)
{
    const char *path = g_getenv("CENTRAL_SERVER");
    g_assert_nonnull(path);
    return path;
}

static void
import_file(Central *central, const char *data_dir, const char *path)
{
    const char *const arguments[] = {program(), "import", "--data-dir", data_dir, path, NULL};
    run(central, arguments, "", NULL);
}

static void
add_staff(Central *central, const char *data_dir)
{
    const char *const arguments[] = {program(), "user",  "add",         "--data-dir", data_dir,
                                     "--role",  "staff", CENTRAL_STAFF, NULL};
    run(central, arguments, CENTRAL_PASSWORD "\n", g_getenv("CHEAP_PASSWORD"));
}

/* The demonstration's data and one user, made once for all tests of a program and copied: beside
 * the test's folder, which goes with the program's. */
static void
fill(Central *central, const char *folder)
{
    g_autofree char *top = g_path_get_dirname(folder);
    g_autofree char *first = g_build_filename(top, "central", NULL);
    g_autofree char *database = g_build_filename(first, "central.db", NULL);
    g_autofree char *copy = g_build_filename(central->data_dir, "central.db", NULL);
    g_autoptr(GFile) source = g_file_new_for_path(database);
    g_autoptr(GFile) target = g_file_new_for_path(copy);
    g_autoptr(GError) error = NULL;
    if (!g_file_test(database, G_FILE_TEST_EXISTS)) {
        import_file(central, first, g_getenv("DEMO_DATA"));
        add_staff(central, first);
    }
    g_assert_cmpint(g_mkdir(central->data_dir, 0700), ==, 0);
    g_file_copy(source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
}

Central *
central_new(const char *folder)
{
    Central *central = g_new0(Central, 1);
    g_assert_nonnull(g_getenv("DEMO_DATA"));
    central->data_dir = g_build_filename(folder, "central", NULL);
    central->log = g_build_filename(folder, "central.log", NULL);
    central->listen = g_strdup("127.0.0.1:0");
    fill(central, folder);
    central_start(central);
    return central;
}

void
central_free(Central *central)
{
    if (central->process != NULL)
        central_stop(central);
    g_free(central->data_dir);
    g_free(central->log);
    g_free(central->url);
    g_free(central->listen);
    g_free(central);
}

const char *
central_url(Central *central)
{
    return central->url;
}

void
central_start(Central *central)
{
    static const char before[] = "listening on ";
    const char *const arguments[] = {program(),  "serve",         "--data-dir", central->data_dir,
                                     "--listen", central->listen, NULL};
    g_assert_null(central->process);
    central->process = spawn(central, arguments, NULL);
    g_autoptr(GDataInputStream)
        words = g_data_input_stream_new(g_subprocess_get_stdout_pipe(central->process));
    g_autofree char *line = g_data_input_stream_read_line_utf8(words, NULL, NULL, NULL);
    g_assert_nonnull(line);
    g_assert_true(g_str_has_prefix(line, before));
    g_free(central->url);
    central->url = g_strdup(line + strlen(before));
    g_free(central->listen);
    central->listen = g_strdup(strstr(central->url, "127.0.0.1:"));
}

void
central_stop(Central *central)
{
    g_autoptr(GSubprocess) process = g_steal_pointer(&central->process);
    g_subprocess_send_signal(process, SIGCONT);
    g_subprocess_send_signal(process, SIGTERM);
    g_assert_true(g_subprocess_wait(process, NULL, NULL));
    if (g_subprocess_get_status(process) != 0) {
        g_autofree char *said = NULL;
        g_file_get_contents(central->log, &said, NULL, NULL);
        g_error("the server ended with %#x: %s", (guint)g_subprocess_get_status(process), said);
    }
}

void
central_freeze(Central *central)
{
    g_subprocess_send_signal(central->process, SIGSTOP);
}

void
central_wake(Central *central)
{
    g_subprocess_send_signal(central->process, SIGCONT);
}

guint
central_count_uploads(Central *central)
{
    g_autofree char *path = g_build_filename(central->data_dir, "uploads", NULL);
    g_auto(GStrv) names = NULL;
    g_assert_true(base_folder_list(path, 1000, &names, NULL));
    return g_strv_length(names);
}

void
central_import(Central *central, const char *json)
{
    g_autofree char *path = g_strconcat(central->data_dir, ".json", NULL);
    g_assert_null(central->process);
    g_assert_true(g_file_set_contents(path, json, -1, NULL));
    import_file(central, central->data_dir, path);
}
