#include "cli.h"

#include "cli-settings.h"
#include "station-language.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

static const CliVerb *const verbs[] = {
    &cli_sign_in_verb, &cli_sign_out_verb, &cli_lookup_verb, &cli_scanners_verb,
    &cli_scan_verb,    &cli_submit_verb,   &cli_outbox_verb, &cli_watch_verb,
};

void
cli_say(Cli *cli, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(cli->people, format, arguments);
    va_end(arguments);
    fputc('\n', cli->people);
    fflush(cli->people);
}

static gboolean
on_signal(Cli *cli, int number)
{
    if (g_cancellable_is_cancelled(cli->cancellable)) {
        signal(number, SIG_DFL);
        raise(number);
    }
    g_cancellable_cancel(cli->cancellable);
    return G_SOURCE_CONTINUE;
}

static gboolean
on_interrupt(gpointer user_data)
{
    return on_signal(user_data, SIGINT);
}

static gboolean
on_terminate(gpointer user_data)
{
    return on_signal(user_data, SIGTERM);
}

static gboolean
on_hangup(gpointer user_data)
{
    return on_signal(user_data, SIGHUP);
}

static void
watch_signals(Cli *cli)
{
    /* A reader that goes away must not end a submission half way. */
    signal(SIGPIPE, SIG_IGN);
    g_unix_signal_add(SIGINT, on_interrupt, cli);
    g_unix_signal_add(SIGTERM, on_terminate, cli);
    g_unix_signal_add(SIGHUP, on_hangup, cli);
}

static const CliVerb *
find_verb(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
        if (strcmp(verbs[i]->name, name) == 0)
            return verbs[i];
    }
    return NULL;
}

static char *
list_verbs(void)
{
    GString *text = g_string_new(_("Verbs:"));
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
        g_autofree char *usage = g_strdup_printf("%s %s", verbs[i]->name, verbs[i]->synopsis);
        g_string_append_printf(text, "\n  %-38s %s", usage, _(verbs[i]->summary));
    }
    g_string_append_printf(
        text, "\n\n%s",
        _("Exit codes: 0 done; 1 failed, nothing left behind; 2 wrong usage; 3 the scanner "
          "failed;\n"
          "4 refused by the server; 5 safe in the outbox, not yet delivered; 6 not signed in."));
    return g_string_free(text, FALSE);
}

static GOptionContext *
make_context(Cli *cli, const char *synopsis, const char *summary, gboolean *version)
{
    GOptionEntry entries[] = {
        {"server", 0, 0, G_OPTION_ARG_STRING, &cli->server,
         N_("The central server, instead of the configured one"), "URL"},
        {"profile", 0, 0, G_OPTION_ARG_FILENAME, &cli->profile,
         N_("The folder of configuration, session and outbox"), "DIR"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_("One JSON object a line, for scripts"),
         NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, version, N_("Print the version and end"), NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    GOptionContext *context = g_option_context_new(synopsis);
    g_option_context_set_translation_domain(context, STATION_GETTEXT_DOMAIN);
    g_option_context_add_main_entries(context, entries, STATION_GETTEXT_DOMAIN);
    g_option_context_set_summary(context, summary);
    return context;
}

static CliExit
say_version(Cli *cli)
{
    cli_say(cli, "scan-station-cli %s", SCAN_STATION_VERSION);
    return CLI_DONE;
}

static CliExit
run_verb(Cli *cli, const CliVerb *verb, char **arguments)
{
    g_autoptr(GError) error = NULL;
    guint count = g_strv_length(arguments);
    if (count < verb->min_arguments || count > verb->max_arguments) {
        g_autofree char *sentence = g_strdup_printf(_("“%s” takes other arguments: %s %s"),
                                                    verb->name, verb->name, verb->synopsis);
        return cli_fail_usage(cli, sentence);
    }
    /* Takes a thread and types of GLib's, which who asks for help or the version has no use for. */
    cli->cancellable = g_cancellable_new();
    watch_signals(cli);
    if (!verb->without_station) {
        cli->station = station_new(cli->profile, cli->server, &error);
        if (cli->station == NULL)
            return cli_fail(cli, error);
    }
    return verb->run(cli, arguments);
}

/* Reads the verb's own options, among which the general ones may stand too. */
static CliExit
parse_verb(Cli *cli, const CliVerb *verb, char ***arguments)
{
    g_autoptr(GError) error = NULL;
    gboolean version = FALSE;
    g_autofree char *synopsis = g_strdup_printf("%s %s", verb->name, verb->synopsis);
    g_autoptr(GOptionContext) context = make_context(cli, synopsis, _(verb->summary), &version);
    if (verb->entries != NULL)
        g_option_context_add_main_entries(context, verb->entries, STATION_GETTEXT_DOMAIN);
    if (verb->takes_settings)
        g_option_context_add_main_entries(context, cli_settings_entries, STATION_GETTEXT_DOMAIN);
    if (!g_option_context_parse_strv(context, arguments, &error))
        return cli_fail_usage(cli, error->message);
    if (version)
        return say_version(cli);
    cli->people = cli->json ? stderr : stdout;
    cli->terminal = isatty(fileno(cli->people));
    char **rest = *arguments + 1;
    if (*rest != NULL && strcmp(*rest, "--") == 0)
        rest++;
    return run_verb(cli, verb, rest);
}

static CliExit
parse(Cli *cli, char ***arguments)
{
    g_autoptr(GError) error = NULL;
    gboolean version = FALSE;
    g_autofree char *described = list_verbs();
    g_autoptr(GOptionContext) context = make_context(
        cli, _("VERB … — scan originals of certificates, without a screen"), NULL, &version);
    g_option_context_set_strict_posix(context, TRUE);
    g_option_context_set_description(context, described);
    if (!g_option_context_parse_strv(context, arguments, &error))
        return cli_fail_usage(cli, error->message);
    if (version)
        return say_version(cli);
    const char *name = (*arguments)[1];
    if (name == NULL)
        return cli_fail_usage(cli, _("No verb was given."));
    const CliVerb *verb = find_verb(name);
    if (verb == NULL) {
        g_autofree char *sentence = g_strdup_printf(_("There is no verb “%s”."), name);
        return cli_fail_usage(cli, sentence);
    }
    /* The verb's context takes the verb's name as the program's. */
    g_auto(GStrv) rest = g_strdupv(*arguments + 1);
    return parse_verb(cli, verb, &rest);
}

int
main(int argc G_GNUC_UNUSED, char **argv)
{
    station_language_start();
    /* Standard output is for events and results, also while G_MESSAGES_DEBUG is set. */
    g_log_writer_default_set_use_stderr(TRUE);
    g_auto(GStrv) arguments = g_strdupv(argv);
    Cli cli = {.people = stdout};
    CliExit code = parse(&cli, &arguments);
    g_clear_object(&cli.station);
    g_clear_object(&cli.cancellable);
    g_free(cli.server);
    g_free(cli.profile);
    return (int)code;
}
