#include "base-clock.h"
#include "cli-event.h"
#include "cli-text.h"
#include "report-rule.h"
#include "station-language.h"
#include "station-lookup.h"
#include "station-sentence.h"

#define COLUMNS 6

/* What staff must know beside the fields: domain.md "Rules" 1, 3 and 4. g_free. */
static char *
remarks_of(const Report *report)
{
    GString *text = g_string_new(NULL);
    if (report_is_priority(report))
        g_string_append_printf(text, "%s; ", _("fourth year: first"));
    if (report_rule_six_months(report->certified_on, report->reported_at, NULL) == REPORT_TERM_OVER)
        g_string_append_printf(text, "%s; ", _("over six months"));
    if (report->set.needs > 1) {
        g_autofree char *set = g_strdup_printf(_("set %s: %u of %u"), report->set.family,
                                               report->set.have, report->set.needs);
        g_string_append_printf(text, "%s; ", set);
    }
    if (report->claimed_by != NULL) {
        g_autofree char *claim = g_strdup_printf(_("before counter %s"), report->claimed_by);
        g_string_append_printf(text, "%s; ", claim);
    }
    if (text->len > 0)
        g_string_truncate(text, text->len - 2);
    return g_string_free(text, FALSE);
}

static char **
row_of(const Report *report)
{
    ReportLanguage language = station_language_get();
    char **row = g_new0(char *, COLUMNS + 1);
    row[0] = g_strdup(report->id);
    row[1] = g_strdup(report->student_name);
    row[2] = g_strdup(report->certificate_name);
    row[3] = report_date_to_label(report->certified_on, language == REPORT_LANGUAGE_ZH_TW);
    row[4] = g_strdup(report_status_label(report->status, language));
    row[5] = remarks_of(report);
    return row;
}

static void
tell_table(Cli *cli, GPtrArray *reports)
{
    const char *heading[] = {
        _("Report"),  _("Student"), _("Certificate"), _("Certified on"), _("Status"),
        _("Remarks"), NULL};
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    char **first = g_new0(char *, COLUMNS + 1);
    for (guint i = 0; i < COLUMNS; i++)
        first[i] = g_strdup(heading[i]);
    g_ptr_array_add(rows, first);
    for (guint i = 0; i < reports->len; i++)
        g_ptr_array_add(rows, row_of(g_ptr_array_index(reports, i)));
    g_autofree char *table = cli_text_table(rows, COLUMNS);
    fputs(table, cli->people);
}

static void
tell_answer(Cli *cli, const StationAnswer *answer)
{
    g_autofree char *asked_at = base_time_to_string(answer->asked_at);
    json_t *members = json_object();
    json_object_set_new(members, "count", json_integer(answer->reports->len));
    json_object_set_new(members, "remembered", json_boolean(answer->remembered));
    json_object_set_new(members, "asked_at", json_string(asked_at));
    cli_event(cli, "answer", members);
    for (guint i = 0; i < answer->reports->len; i++)
        cli_event(cli, "report", cli_event_report(g_ptr_array_index(answer->reports, i)));
    if (answer->remembered) {
        g_autofree char *age = station_language_age(base_clock_now() - answer->asked_at);
        fprintf(stderr, "%s\n", station_sentence_text(answer->away));
        fprintf(stderr, _("This is what the server said %s ago."), age);
        fputc('\n', stderr);
    }
    if (answer->reports->len == 0)
        cli_say(cli, "%s", _("This student has no pending report."));
    else
        tell_table(cli, answer->reports);
}

static CliExit
run_lookup(Cli *cli, char **arguments)
{
    g_autoptr(GError) error = NULL;
    g_auto(CliWait) wait = {0};
    station_lookup_student_async(cli->station, arguments[0], cli->cancellable, cli_wait_ready,
                                 &wait);
    g_autoptr(StationAnswer) answer = station_lookup_finish(cli->station, cli_wait(&wait), &error);
    if (answer == NULL)
        return cli_fail(cli, error);
    tell_answer(cli, answer);
    return CLI_DONE;
}

const CliVerb cli_lookup_verb = {
    .name = "lookup",
    .synopsis = "STUDENT_ID",
    .summary = N_("Show a student's pending reports"),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_lookup,
};
