/* The checks of a page, as a member of an event and as warnings. */
#pragma once

#include "cli-progress.h"
#include "station-check.h"

#include <jansson.h>

G_BEGIN_DECLS

/* The array `checks` of the event `page`. New reference. */
json_t *cli_check_to_json(GPtrArray *checks);
/* A line on standard error for each check that did not pass. It changes no exit code: whether the
 * page is good enough is for a person to say. */
void cli_check_warn(GPtrArray *checks);

G_END_DECLS
