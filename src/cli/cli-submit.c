#include "base-clock.h"
#include "cli-event.h"
#include "cli-scanning.h"
#include "cli-sending.h"
#include "cli-settings.h"
#include "cli-text.h"
#include "station-language.h"
#include "station-submit.h"

static void
on_report(StationSubmit *submit G_GNUC_UNUSED, gpointer value, gboolean remembered, gint64 asked_at,
          CliProgress *progress)
{
    const Report *report = value;
    Cli *cli = progress->cli;
    ReportLanguage language = station_language_get();
    g_autofree char *time = base_time_to_string(asked_at);
    json_t *members = cli_event_report(report);
    json_object_set_new(members, "remembered", json_boolean(remembered));
    json_object_set_new(members, "asked_at", json_string(time));
    cli_event(cli, "report", members);
    g_autofree char *date = report_date_to_label(report->certified_on,
                                                 language == REPORT_LANGUAGE_ZH_TW);
    cli_say(cli, _("Report %s: %s, %s, %s; %s."), report->id, report->student_name,
            report->certificate_name, date, report_status_label(report->status, language));
    if (remembered) {
        g_autofree char *age = station_language_age(base_clock_now() - asked_at);
        cli_say(cli, _("The server is away; this is what it said %s ago."), age);
    }
}

static void
on_scan_started(StationSubmit *submit G_GNUC_UNUSED, StationScan *scan, CliProgress *progress)
{
    cli_scanning_follow(progress, scan);
}

static void
on_saved(StationSubmit *submit G_GNUC_UNUSED, gpointer value, const char *path,
         CliProgress *progress)
{
    const OutboxCapture *capture = value;
    cli_progress_end(progress);
    cli_scanning_saved(progress->cli, path, capture->sha256, capture->bytes, capture->pages,
                       capture->resolution_dpi);
    json_t *members = json_object();
    json_object_set_new(members, "id", json_string(capture->id));
    cli_event(progress->cli, "queued", members);
    cli_say(progress->cli, _("In the outbox: %s."), capture->id);
}

static void
on_uploading(StationSubmit *submit G_GNUC_UNUSED, const char *id, guint64 sent, guint64 total,
             CliProgress *progress)
{
    cli_sending_uploading(progress, id, sent, total);
}

static CliExit
follow(Cli *cli, StationSubmit *submit)
{
    g_autoptr(GError) error = NULL;
    CliProgress progress = {.cli = cli};
    g_auto(CliWait) wait = {0};
    g_signal_connect(submit, "report", G_CALLBACK(on_report), &progress);
    g_signal_connect(submit, "scan-started", G_CALLBACK(on_scan_started), &progress);
    g_signal_connect(submit, "saved", G_CALLBACK(on_saved), &progress);
    g_signal_connect(submit, "uploading", G_CALLBACK(on_uploading), &progress);
    station_submit_run_async(submit, cli->cancellable, cli_wait_ready, &wait);
    g_autoptr(StationDelivery)
        delivery = station_submit_run_finish(submit, cli_wait(&wait), &error);
    cli_progress_end(&progress);
    if (delivery == NULL)
        return cli_fail(cli, error);
    return cli_sending_ended(cli, delivery, FALSE);
}

static CliExit
run_submit(Cli *cli, char **arguments)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ScanSettings) settings = NULL;
    g_autofree char *scanner = NULL;
    CliExit code = CLI_DONE;
    if (!cli_settings_make(cli, &scanner, &settings, &code))
        return code;
    if (station_get_session(cli->station, &error) == NULL)
        return cli_fail(cli, error);
    if (!cli_open_outbox(cli, TRUE, &code))
        return code;
    g_autoptr(StationSender) sender = station_sender_new(cli->station);
    g_autoptr(StationSubmit)
        submit = station_submit_new(cli->station, sender, arguments[0], scanner, settings);
    return follow(cli, submit);
}

const CliVerb cli_submit_verb = {
    .name = "submit",
    .synopsis = "REPORT_ID",
    .summary = N_("Scan a report's original and submit it for review"),
    .takes_settings = TRUE,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_submit,
};
