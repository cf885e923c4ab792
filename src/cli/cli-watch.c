#include "base-clock.h"
#include "cli-event.h"
#include "cli-text.h"
#include "station-language.h"
#include "station-watch.h"

static void
on_status(StationWatch *watch, const ApiEvent *event, Cli *cli)
{
    g_autofree char *at = base_time_to_string(event->at);
    json_t *members = json_object();
    json_object_set_new(members, "report_id", json_string(event->report_id));
    json_object_set_new(members, "status", json_string(report_status_code(event->status)));
    json_object_set_new(members, "status_label",
                        json_string(report_status_label(event->status, REPORT_LANGUAGE_ZH_TW)));
    json_object_set_new(members, "at", json_string(at));
    cli_event(cli, "status", members);
    g_autofree char *time = station_language_instant(event->at);
    cli_say(cli, "%s  %s  %s", time, event->report_id,
            report_status_label(event->status, station_language_get()));
    /* Nobody reads any more. */
    if (ferror(stdout))
        station_watch_stop(watch);
}

static CliExit
run_watch(Cli *cli, char **arguments)
{
    g_autoptr(GError) error = NULL;
    g_auto(CliWait) wait = {0};
    g_autoptr(StationWatch) watch = station_watch_new(cli->station, arguments[0]);
    g_signal_connect(watch, "status", G_CALLBACK(on_status), cli);
    station_watch_run_async(watch, cli->cancellable, cli_wait_ready, &wait);
    if (station_watch_run_finish(watch, cli_wait(&wait), &error) ||
        g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return CLI_DONE;
    return cli_fail(cli, error);
}

const CliVerb cli_watch_verb = {
    .name = "watch",
    .synopsis = "REPORT_ID",
    .summary = N_("Print each change of a report's status until interrupted"),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_watch,
};
