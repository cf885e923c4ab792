#include "api-problem.h"
#include "base-error.h"
#include "cli-event.h"
#include "cli.h"
#include "scan-error.h"
#include "station-language.h"
#include "station-sentence.h"

static CliExit
exit_of_scan(int code)
{
    switch ((ScanError)code) {
    case SCAN_ERROR_NO_SPACE:
    case SCAN_ERROR_DOCUMENT:
        return CLI_FAILED;
    default:
        return CLI_SCANNER;
    }
}

static CliExit
exit_of_problem(int code)
{
    if (code == API_PROBLEM_NOT_SIGNED_IN)
        return CLI_SIGN_IN;
    return api_problem_http_status((ApiProblem)code) >= 500 ? CLI_FAILED : CLI_REFUSED;
}

static CliExit
exit_of_station(int code)
{
    switch ((StationError)code) {
    case STATION_ERROR_NOT_SIGNED_IN:
    case STATION_ERROR_SESSION_EXPIRED:
        return CLI_SIGN_IN;
    case STATION_ERROR_NO_SERVER:
    case STATION_ERROR_NO_SCANNER:
    case STATION_ERROR_BAD_NUMBER:
        return CLI_USAGE;
    case STATION_ERROR_NOT_PENDING:
        return CLI_REFUSED;
    default:
        return CLI_FAILED;
    }
}

CliExit
cli_exit_of(const GError *error)
{
    if (error->domain == SCAN_ERROR)
        return exit_of_scan(error->code);
    if (error->domain == API_PROBLEM_ERROR)
        return exit_of_problem(error->code);
    if (error->domain == STATION_ERROR)
        return exit_of_station(error->code);
    return CLI_FAILED;
}

static void
say_error(Cli *cli, const char *code, const char *sentence, const char *detail)
{
    json_t *members = json_object();
    json_object_set_new(members, "code", json_string(code));
    json_object_set_new(members, "message", json_string(sentence));
    if (detail != NULL) {
        g_autofree char *clean = g_utf8_make_valid(detail, -1);
        json_object_set_new(members, "detail", json_string(clean));
    }
    cli_event(cli, "error", members);
    fflush(stdout);
    fprintf(stderr, "scan-station-cli: %s\n", sentence);
    if (detail != NULL)
        fprintf(stderr, "  (%s)\n", detail);
}

CliExit
cli_fail(Cli *cli, const GError *error)
{
    /* Asked for by us, however deep it was noticed. */
    gboolean ours = g_cancellable_is_cancelled(cli->cancellable) &&
                    (g_error_matches(error, SCAN_ERROR, SCAN_ERROR_CANCELLED) ||
                     g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
    say_error(cli, station_sentence_code(error), station_sentence_text(error),
              station_sentence_has_detail(error) ? error->message : NULL);
    return ours ? CLI_FAILED : cli_exit_of(error);
}

CliExit
cli_fail_usage(Cli *cli, const char *sentence)
{
    say_error(cli, "usage", sentence, NULL);
    fprintf(stderr, "%s\n", _("See scan-station-cli --help, or VERB --help."));
    return CLI_USAGE;
}
