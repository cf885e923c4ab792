#include "base-clock.h"
#include "cli-event.h"
#include "cli-text.h"
#include "station-language.h"

#include <glib-unix.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_PASSWORD 1024

/* A password being read from standard input, a byte at a time so that nothing behind it is lost. */
typedef struct {
    GMainLoop *loop;
    GString *text;
    gboolean whole;
} Reading;

static gboolean
on_readable(int fd, GIOCondition condition G_GNUC_UNUSED, gpointer user_data)
{
    Reading *reading = user_data;
    char byte = 0;
    gssize size = read(fd, &byte, 1);
    if (size == 1 && byte != '\n' && reading->text->len < MAX_PASSWORD) {
        g_string_append_c(reading->text, byte);
        return G_SOURCE_CONTINUE;
    }
    reading->whole = size == 0 || (size == 1 && byte == '\n');
    g_main_loop_quit(reading->loop);
    return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled(GCancellable *cancellable G_GNUC_UNUSED, gpointer user_data)
{
    Reading *reading = user_data;
    g_main_loop_quit(reading->loop);
    return G_SOURCE_REMOVE;
}

/* NULL if it was cancelled or is too long. */
static char *
read_line(Cli *cli)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Reading reading = {.loop = loop, .text = g_string_new(NULL)};
    g_autoptr(GSource) stop = g_cancellable_source_new(cli->cancellable);
    g_source_set_callback(stop, G_SOURCE_FUNC(on_cancelled), &reading, NULL);
    g_source_attach(stop, NULL);
    guint input = g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, &reading);
    g_main_loop_run(loop);
    g_source_destroy(stop);
    if (!reading.whole && g_cancellable_is_cancelled(cli->cancellable))
        g_source_remove(input);
    return g_string_free(reading.text, !reading.whole);
}

static char *
read_password(Cli *cli, const char *ksuid)
{
    struct termios before;
    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) < 0)
        return read_line(cli);
    struct termios silent = before;
    silent.c_lflag &= (tcflag_t)~ECHO;
    /* Silent before it asks: who types at once must not be seen either. */
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    fprintf(stderr, _("Password of %s: "), ksuid);
    fflush(stderr);
    char *password = read_line(cli);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    return password;
}

static void
tell(Cli *cli, const StationSession *session)
{
    g_autofree char *expires = base_time_to_string(session->expires_at);
    g_autofree char *until = station_language_instant(session->expires_at);
    json_t *members = json_object();
    json_object_set_new(members, "ksuid", json_string(session->ksuid));
    json_object_set_new(members, "name", json_string(session->name));
    json_object_set_new(members, "role", json_string(api_role_code(session->role)));
    json_object_set_new(members, "expires_at", json_string(expires));
    cli_event(cli, "session", members);
    cli_say(cli, _("Signed in as %s (%s), until %s."), session->ksuid, session->name, until);
}

static CliExit
run_sign_in(Cli *cli, char **arguments)
{
    g_autoptr(GError) error = NULL;
    if (station_get_client(cli->station, &error) == NULL)
        return cli_fail(cli, error);
    char *password = read_password(cli, arguments[0]);
    if (g_cancellable_set_error_if_cancelled(cli->cancellable, &error)) {
        g_free(password);
        return cli_fail(cli, error);
    }
    if (password == NULL || *password == '\0') {
        g_free(password);
        return cli_fail_usage(cli, _("No password came on standard input."));
    }
    g_auto(CliWait) wait = {0};
    station_sign_in_async(cli->station, arguments[0], password, cli->cancellable, cli_wait_ready,
                          &wait);
    memset(password, 0, strlen(password));
    g_free(password);
    if (!station_sign_in_finish(cli->station, cli_wait(&wait), &error))
        return cli_fail(cli, error);
    tell(cli, station_get_session(cli->station, NULL));
    return CLI_DONE;
}

static CliExit
run_sign_out(Cli *cli, char **arguments G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_auto(CliWait) wait = {0};
    /* Without a session there is still something to clear. */
    station_get_session(cli->station, NULL);
    station_sign_out_async(cli->station, cli->cancellable, cli_wait_ready, &wait);
    if (!station_sign_out_finish(cli->station, cli_wait(&wait), &error))
        return cli_fail(cli, error);
    cli_event(cli, "signed_out", NULL);
    cli_say(cli, "%s", _("Signed out."));
    return CLI_DONE;
}

const CliVerb cli_sign_in_verb = {
    .name = "sign-in",
    .synopsis = "KSUID",
    .summary = N_("Sign in; the password comes on standard input or by a prompt"),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_sign_in,
};

const CliVerb cli_sign_out_verb = {
    .name = "sign-out",
    .synopsis = "",
    .summary = N_("End the session and forget what was looked up"),
    .run = run_sign_out,
};
