#include "cli-sending.h"

#include "base-clock.h"
#include "cli-event.h"
#include "cli-text.h"
#include "station-language.h"

void
cli_sending_uploading(CliProgress *progress, const char *id, guint64 sent, guint64 total)
{
    json_t *members = json_object();
    json_object_set_new(members, "id", json_string(id));
    json_object_set_new(members, "sent", json_integer((json_int_t)sent));
    json_object_set_new(members, "total", json_integer((json_int_t)total));
    cli_event(progress->cli, "uploading", members);
    cli_progress_show(progress, _("Sending"), total > 0 ? (guint)(sent * 100 / total) : 0);
}

static void
tell_delivered(Cli *cli, const StationDelivery *delivery)
{
    ReportStatus status = delivery->report->status;
    json_t *members = json_object();
    json_object_set_new(members, "id", json_string(delivery->id));
    json_object_set_new(members, "report_id", json_string(delivery->report_id));
    json_object_set_new(members, "status", json_string(report_status_code(status)));
    json_object_set_new(members, "status_label",
                        json_string(report_status_label(status, REPORT_LANGUAGE_ZH_TW)));
    json_object_set_new(members, "receipt", api_receipt_to_json(delivery->receipt));
    cli_event(cli, "status", members);
    g_autofree char *stored = station_language_instant(delivery->receipt->stored_at);
    cli_say(cli, _("Report %s: %s."), delivery->report_id,
            report_status_label(status, station_language_get()));
    cli_say(cli, _("Receipt %s, stored %s. The original may go home."), delivery->receipt->id,
            stored);
}

static void
tell_waiting(const StationDelivery *delivery)
{
    fprintf(stderr,
            _("The original of report %s is safe in the outbox (%s) and not yet delivered."),
            delivery->report_id, delivery->id);
    fprintf(stderr, "\n%s\n", _("“scan-station-cli outbox send” goes on with it."));
}

CliExit
cli_sending_ended(Cli *cli, const StationDelivery *delivery, gboolean sign_in_counts)
{
    if (delivery->end == STATION_DELIVERY_DELIVERED) {
        tell_delivered(cli, delivery);
        return CLI_DONE;
    }
    CliExit code = cli_fail(cli, delivery->error);
    if (delivery->end == STATION_DELIVERY_REFUSED)
        return CLI_REFUSED;
    if (delivery->end == STATION_DELIVERY_DAMAGED)
        return CLI_FAILED;
    tell_waiting(delivery);
    return sign_in_counts && code == CLI_SIGN_IN ? CLI_SIGN_IN : CLI_WAITING;
}
