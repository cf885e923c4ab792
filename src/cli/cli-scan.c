#include "base-id.h"
#include "cli-event.h"
#include "cli-scanning.h"
#include "cli-settings.h"
#include "station-document.h"
#include "station-language.h"
#include "station-scanner.h"

static char *output;

static const GOptionEntry entries[] = {
    {"output", 0, 0, G_OPTION_ARG_FILENAME, &output,
     N_("The file to write; one that is there already is left as it is"), "FILE"},
    {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
};

static ScanResult *
scan_into(Cli *cli, StationDocument *document, const char *scanner, const ScanSettings *settings,
          GError **error)
{
    const char *profile = station_get_profile(cli->station);
    g_autoptr(StationScan)
        scan = station_scan_new(scanner, settings, station_document_open, document);
    g_autoptr(ScanDevice) known = station_scanner_recall(profile, scanner);
    char uuid[BASE_UUID_SIZE];
    base_id_new_uuid(uuid);
    ScanProvenance provenance = {
        .station = station_get_config(cli->station)->name,
        .capture_uuid = uuid,
    };
    CliProgress progress = {.cli = cli};
    g_auto(CliWait) wait = {0};
    station_scan_set_known(scan, known);
    cli_scanning_follow(&progress, scan);
    station_scan_run_async(scan, &provenance, cli->cancellable, cli_wait_ready, &wait);
    ScanResult *result = station_scan_run_finish(scan, cli_wait(&wait), error);
    cli_progress_end(&progress);
    if (result != NULL)
        station_scanner_remember(profile, result->device);
    return result;
}

static CliExit
run_scan(Cli *cli, char **arguments G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ScanSettings) settings = NULL;
    g_autofree char *scanner = NULL;
    CliExit code = CLI_DONE;
    if (output == NULL)
        return cli_fail_usage(cli, _("Name the file to write with --output."));
    if (!cli_settings_make(cli, &scanner, &settings, &code))
        return code;
    if (*scanner == '\0') {
        g_set_error(&error, STATION_ERROR, STATION_ERROR_NO_SCANNER, "%s", "");
        return cli_fail(cli, error);
    }
    g_autofree char *path = g_canonicalize_filename(output, NULL);
    g_autoptr(StationDocument) document = station_document_new(path, &error);
    if (document == NULL)
        return cli_fail(cli, error);
    g_autoptr(ScanResult) result = scan_into(cli, document, scanner, settings, &error);
    char sha256[BASE_DIGEST_HEX_SIZE];
    if (result == NULL || !station_document_keep(document, result, sha256, &error))
        return cli_fail(cli, error);
    cli_scanning_saved(cli, path, sha256, result->bytes, result->pages, result->resolution);
    return CLI_DONE;
}

const CliVerb cli_scan_verb = {
    .name = "scan",
    .synopsis = "--output FILE",
    .summary = N_("Scan to a file, without a report"),
    .entries = entries,
    .takes_settings = TRUE,
    .run = run_scan,
};
