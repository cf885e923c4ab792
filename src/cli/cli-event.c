#include "cli-event.h"

#include "base-json.h"

void
cli_event(Cli *cli, const char *name, json_t *members)
{
    g_autoptr(json_t) taken = members;
    if (!cli->json)
        return;
    g_autoptr(json_t) line = json_object();
    json_object_set_new(line, "event", json_string(name));
    if (taken != NULL)
        json_object_update(line, taken);
    g_autofree char *text = base_json_to_string(line);
    fprintf(stdout, "%s\n", text);
    fflush(stdout);
}

json_t *
cli_event_report(const Report *report)
{
    return api_report_to_json(report);
}
