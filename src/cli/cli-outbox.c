#include "base-clock.h"
#include "cli-event.h"
#include "cli-sending.h"
#include "cli-text.h"
#include "station-entry.h"
#include "station-language.h"
#include "station-sender.h"

#include <string.h>

#define COLUMNS 6

static char *reason;

static const GOptionEntry entries[] = {
    {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_("Why an entry is discarded"), "TEXT"},
    {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
};

static void
set_text(json_t *members, const char *key, const char *text)
{
    if (*text != '\0')
        json_object_set_new(members, key, json_string(text));
}

static json_t *
capture_to_json(const OutboxCapture *capture)
{
    g_autofree char *captured_at = base_time_to_string(capture->captured_at);
    json_t *json = json_object();
    json_object_set_new(json, "report_id", json_string(capture->report_id));
    json_object_set_new(json, "student_id", json_string(capture->student_id));
    json_object_set_new(json, "student_name", json_string(capture->student_name));
    json_object_set_new(json, "certificate_name", json_string(capture->certificate_name));
    json_object_set_new(json, "operator", json_string(capture->operator_id));
    json_object_set_new(json, "server", json_string(capture->server));
    json_object_set_new(json, "station", json_string(capture->station));
    json_object_set_new(json, "settings", json_string(capture->settings));
    json_object_set_new(json, "media_type", json_string(capture->media_type));
    json_object_set_new(json, "pages", json_integer(capture->pages));
    json_object_set_new(json, "resolution_dpi", json_integer(capture->resolution_dpi));
    json_object_set_new(json, "captured_at", json_string(captured_at));
    json_object_set_new(json, "bytes", json_integer((json_int_t)capture->bytes));
    json_object_set_new(json, "sha256", json_string(capture->sha256));
    return json;
}

static void
tell_event(Cli *cli, const OutboxItem *item)
{
    json_t *members = item->capture != NULL ? capture_to_json(item->capture) : json_object();
    json_object_set_new(members, "id", json_string(item->id));
    json_object_set_new(members, "state", json_string(outbox_state_code(item->state)));
    json_object_set_new(members, "attempts", json_integer(item->attempts));
    set_text(members, "path", item->path);
    set_text(members, "reason_code", item->reason_code);
    set_text(members, "reason", item->reason);
    set_text(members, "receipt", item->receipt);
    if (item->next_attempt > 0) {
        g_autofree char *next = base_time_to_string(item->next_attempt);
        json_object_set_new(members, "next_attempt", json_string(next));
    }
    cli_event(cli, "entry", members);
}

static char **
row_of(const OutboxItem *item)
{
    const OutboxCapture *capture = item->capture;
    char **row = g_new0(char *, COLUMNS + 1);
    row[0] = g_strdup(item->id);
    row[1] = g_strdup(station_entry_state_label(item->state));
    row[2] = g_strdup(capture != NULL ? capture->report_id : "?");
    row[3] = g_strdup(capture != NULL ? capture->student_name : "?");
    row[4] = station_language_age(base_clock_now() - item->changed_at);
    row[5] = g_strdup(item->reason_code);
    return row;
}

static CliExit
list(Cli *cli)
{
    const char *heading[] = {_("Entry"), _("State"),  _("Report"), _("Student"),
                             _("Since"), _("Reason"), NULL};
    g_autoptr(GError) error = NULL;
    CliExit code = CLI_DONE;
    if (!cli_open_outbox(cli, FALSE, &code))
        return code;
    g_autoptr(GPtrArray) items = outbox_list(station_get_outbox(cli->station), 0, &error);
    if (items == NULL)
        return cli_fail(cli, error);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_ptr_array_add(rows, g_strdupv((char **)(gpointer)heading));
    for (guint i = 0; i < items->len; i++) {
        tell_event(cli, g_ptr_array_index(items, i));
        g_ptr_array_add(rows, row_of(g_ptr_array_index(items, i)));
    }
    if (items->len == 0) {
        cli_say(cli, "%s", _("The outbox is empty."));
        return CLI_DONE;
    }
    g_autofree char *table = cli_text_table(rows, COLUMNS);
    fputs(table, cli->people);
    return CLI_DONE;
}

static void
say_field(Cli *cli, const char *label, const char *value)
{
    if (*value == '\0')
        return;
    g_autofree char *padded = cli_text_pad(label, 16);
    cli_say(cli, "%s %s", padded, value);
}

static void
say_item(Cli *cli, const OutboxItem *item)
{
    const OutboxCapture *capture = item->capture;
    say_field(cli, _("Entry"), item->id);
    say_field(cli, _("State"), station_entry_state_label(item->state));
    if (capture != NULL) {
        g_autofree char *captured = station_language_instant(capture->captured_at);
        g_autofree char *size = g_format_size(capture->bytes);
        say_field(cli, _("Report"), capture->report_id);
        say_field(cli, _("Student"), capture->student_name);
        say_field(cli, _("Certificate"), capture->certificate_name);
        say_field(cli, _("Scanned"), captured);
        say_field(cli, _("Size"), size);
        say_field(cli, "SHA-256", capture->sha256);
        say_field(cli, _("Server"), capture->server);
    }
    say_field(cli, _("File"), item->path);
    say_field(cli, _("Reason"), item->reason);
    say_field(cli, _("Receipt"), item->receipt);
}

static CliExit
show(Cli *cli, const char *id)
{
    g_autoptr(GError) error = NULL;
    CliExit code = CLI_DONE;
    if (!cli_open_outbox(cli, FALSE, &code))
        return code;
    g_autoptr(OutboxItem) item = outbox_find(station_get_outbox(cli->station), id, &error);
    if (item == NULL)
        return cli_fail(cli, error);
    tell_event(cli, item);
    say_item(cli, item);
    return CLI_DONE;
}

static CliExit
discard(Cli *cli, const char *id)
{
    g_autoptr(GError) error = NULL;
    CliExit code = CLI_DONE;
    const StationSession *session = station_get_session(cli->station, &error);
    if (session == NULL)
        return cli_fail(cli, error);
    if (!cli_open_outbox(cli, TRUE, &code))
        return code;
    Outbox *outbox = station_get_outbox(cli->station);
    if (!outbox_discard(outbox, id, session->ksuid, reason, &error))
        return cli_fail(cli, error);
    g_autoptr(OutboxItem) item = outbox_find(outbox, id, NULL);
    if (item != NULL)
        tell_event(cli, item);
    cli_say(cli, _("Discarded: %s. The file is kept until its keeping time is over."), id);
    return CLI_DONE;
}

/* The worst end of several counts: see on_ended. */
typedef struct {
    Cli *cli;
    CliProgress progress;
    CliExit worst;
} Sending;

static void
on_uploading(StationSender *sender G_GNUC_UNUSED, const char *id, guint64 sent, guint64 total,
             Sending *sending)
{
    cli_sending_uploading(&sending->progress, id, sent, total);
}

static void
on_ended(StationSender *sender G_GNUC_UNUSED, StationDelivery *delivery, Sending *sending)
{
    cli_progress_end(&sending->progress);
    CliExit code = cli_sending_ended(sending->cli, delivery, TRUE);
    static const CliExit order[] = {CLI_DONE, CLI_WAITING, CLI_SIGN_IN, CLI_REFUSED, CLI_FAILED};
    guint worst = 0;
    for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
        if (order[i] == code || order[i] == sending->worst)
            worst = i;
    }
    sending->worst = order[worst];
}

/* What a person sees as still lying there after all were tried. */
static CliExit
check_none_left(Cli *cli)
{
    g_autoptr(GPtrArray)
        left = outbox_list(station_get_outbox(cli->station), 1u << OUTBOX_STATE_READY, NULL);
    if (left == NULL || left->len == 0)
        return CLI_DONE;
    fprintf(stderr,
            ngettext("%u entry still waits in the outbox.", "%u entries still wait in the outbox.",
                     left->len),
            left->len);
    fputc('\n', stderr);
    return CLI_WAITING;
}

static CliExit
send_waiting(Cli *cli)
{
    g_autoptr(GError) error = NULL;
    CliExit code = CLI_DONE;
    if (station_get_session(cli->station, &error) == NULL)
        return cli_fail(cli, error);
    if (!cli_open_outbox(cli, TRUE, &code))
        return code;
    g_autoptr(StationSender) sender = station_sender_new(cli->station);
    Sending sending = {.cli = cli, .progress = {.cli = cli}, .worst = CLI_DONE};
    g_auto(CliWait) wait = {0};
    g_signal_connect(sender, "uploading", G_CALLBACK(on_uploading), &sending);
    g_signal_connect(sender, "ended", G_CALLBACK(on_ended), &sending);
    station_sender_send_all_async(sender, TRUE, cli->cancellable, cli_wait_ready, &wait);
    g_autoptr(GPtrArray) ends = station_sender_send_all_finish(sender, cli_wait(&wait), &error);
    cli_progress_end(&sending.progress);
    if (ends == NULL)
        return cli_fail(cli, error);
    if (ends->len == 0)
        cli_say(cli, "%s", _("Nothing was sent."));
    code = check_none_left(cli);
    return sending.worst != CLI_DONE ? sending.worst : code;
}

static CliExit
run_outbox(Cli *cli, char **arguments)
{
    const char *what = arguments[0] != NULL ? arguments[0] : "list";
    const char *id = arguments[0] != NULL ? arguments[1] : NULL;
    gboolean discards = strcmp(what, "discard") == 0;
    gboolean needs_id = discards || strcmp(what, "show") == 0;
    if (needs_id != (id != NULL) || discards != (reason != NULL && *reason != '\0'))
        return cli_fail_usage(
            cli, _("“outbox” takes: list, send, show ID, or discard ID --reason TEXT."));
    if (discards)
        return discard(cli, id);
    if (needs_id)
        return show(cli, id);
    if (strcmp(what, "list") == 0)
        return list(cli);
    if (strcmp(what, "send") == 0)
        return send_waiting(cli);
    return cli_fail_usage(cli,
                          _("“outbox” takes: list, send, show ID, or discard ID --reason TEXT."));
}

const CliVerb cli_outbox_verb = {
    .name = "outbox",
    .synopsis = "[list | send | show ID | discard ID --reason TEXT]",
    .summary = N_("Show, send or discard what waits to be delivered"),
    .entries = entries,
    .max_arguments = 2,
    .run = run_outbox,
};
