/* JSON lines for scripts: one object a line on standard output, {"event": NAME, …}. */
#pragma once

#include "cli.h"

#include <jansson.h>

G_BEGIN_DECLS

/* Writes the line if --json was given, and flushes it. Takes `members` (an object, or NULL) in any
 * case. */
void cli_event(Cli *cli, const char *name, json_t *members);
/* A report as the API has it. New reference. */
json_t *cli_event_report(const Report *report);

G_END_DECLS
