#include "client.h"

#include <glib/gstdio.h>
#include <string.h>

#define ANSWER                                                                                     \
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"                   \
    "Content-Length: 20\r\n\r\n{\"announcements\":[]}"

/* openssl's own server on a free port, with a certificate for 127.0.0.1 that it signed itself. */
typedef struct {
    char *folder;
    char *certificate;
    char *url;
    GSubprocess *process;
} Fixture;

static GSubprocess *
start(const char *folder, const char *const *arguments)
{
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
        G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_autoptr(GError) error = NULL;
    GSubprocess *process;

    g_subprocess_launcher_set_cwd(launcher, folder);
    process = g_subprocess_launcher_spawnv(launcher, arguments, &error);
    g_assert_no_error(error);
    return process;
}

static void
make_certificate(const char *folder)
{
    static const char *const arguments[] = {"openssl",
                                            "req",
                                            "-x509",
                                            "-newkey",
                                            "ec",
                                            "-pkeyopt",
                                            "ec_paramgen_curve:P-256",
                                            "-nodes",
                                            "-keyout",
                                            "key.pem",
                                            "-out",
                                            "cert.pem",
                                            "-days",
                                            "2",
                                            "-subj",
                                            "/CN=test",
                                            "-addext",
                                            "subjectAltName=IP:127.0.0.1",
                                            NULL};
    g_autoptr(GSubprocess) process = start(folder, arguments);
    g_autoptr(GError) error = NULL;

    g_assert_true(g_subprocess_wait_check(process, NULL, &error));
    g_assert_no_error(error);
}

/* The port is in the line that says that it listens: "ACCEPT 127.0.0.1:45425". */
static char *
read_url(GSubprocess *process)
{
    g_autoptr(GDataInputStream)
        lines = g_data_input_stream_new(g_subprocess_get_stdout_pipe(process));
    g_autoptr(GError) error = NULL;
    char *line, *url = NULL;

    while (url == NULL &&
           (line = g_data_input_stream_read_line(lines, NULL, NULL, &error)) != NULL) {
        if (g_str_has_prefix(line, "ACCEPT "))
            url = g_strconcat("https://", line + strlen("ACCEPT "), NULL);
        g_free(line);
    }
    g_assert_no_error(error);
    g_assert_nonnull(url);
    return url;
}

static void
set_up(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const arguments[] = {"openssl", "s_server", "-accept", "127.0.0.1:0",
                                            "-cert",   "cert.pem", "-key",    "key.pem",
                                            "-HTTP",   NULL};
    g_autoptr(GError) error = NULL;
    g_autofree char *api = NULL, *file = NULL;

    fixture->folder = g_dir_make_tmp("client-tls-XXXXXX", &error);
    g_assert_no_error(error);
    make_certificate(fixture->folder);
    fixture->certificate = g_build_filename(fixture->folder, "cert.pem", NULL);
    api = g_build_filename(fixture->folder, "api", "v1", NULL);
    file = g_build_filename(api, "announcements", NULL);
    g_assert_cmpint(g_mkdir_with_parents(api, 0700), ==, 0);
    g_assert_true(g_file_set_contents(file, ANSWER, -1, &error));
    fixture->process = start(fixture->folder, arguments);
    fixture->url = read_url(fixture->process);
}

static void
remove_all(const char *folder)
{
    static const char *const names[] = {
        "api/v1/announcements", "api/v1", "api", "key.pem", "cert.pem", ""};

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);

        g_assert_cmpint(g_remove(path), ==, 0);
    }
}

static void
tear_down(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_subprocess_force_exit(fixture->process);
    g_subprocess_wait(fixture->process, NULL, NULL);
    g_object_unref(fixture->process);
    remove_all(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->certificate);
    g_free(fixture->url);
}

static void
assert_refused(const char *url, const char *ca_file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Client) client = client_new(url, ca_file, NULL, &error);

    g_assert_no_error(error);
    g_assert_null(client_announcements(client, NULL, &error));
    g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_TLS);
}

static void
trusts_the_authority_that_it_is_given(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Client) client = client_new(fixture->url, fixture->certificate, NULL, &error);
    g_autoptr(GPtrArray) announcements = NULL;

    g_assert_no_error(error);
    announcements = client_announcements(client, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(announcements->len, ==, 0);
}

static void
trusts_nobody_else(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    assert_refused(fixture->url, NULL);
    assert_refused(fixture->url, "");
}

/* The certificate is for the address, not for the name. */
static void
trusts_no_other_name(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *url = g_strconcat("https://localhost", strrchr(fixture->url, ':'), NULL);

    assert_refused(url, fixture->certificate);
}

static void
trusts_nobody_without_its_authorities(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *absent = g_build_filename(fixture->folder, "absent.pem", NULL);
    g_autofree char *key = g_build_filename(fixture->folder, "key.pem", NULL);

    assert_refused(fixture->url, absent);
    assert_refused(fixture->url, key);
}

#define ADD(function)                                                                              \
    g_test_add("/client/tls/" #function, Fixture, NULL, set_up, function, tear_down)

int
main(int argc, char *argv[])
{
    /* A proxy of the machine that runs this would answer in the server's place. */
    g_setenv("no_proxy", "*", TRUE);
    g_test_init(&argc, &argv, NULL);
    ADD(trusts_the_authority_that_it_is_given);
    ADD(trusts_nobody_else);
    ADD(trusts_no_other_name);
    ADD(trusts_nobody_without_its_authorities);
    return g_test_run();
}
