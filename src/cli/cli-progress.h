/* How far something is: a bar on a terminal, a line each quarter on a pipe, nothing with --json. */
#pragma once

#include "cli.h"

G_BEGIN_DECLS

/* On the stack; zeroed but for `cli` to begin with. */
typedef struct {
    Cli *cli;
    char *label;
    guint shown;   /* percent shown last, plus one; 0 = nothing yet */
    gboolean open; /* a bar stands in the terminal's present line */
} CliProgress;

/* `label` says what is going on; another label begins another line. */
void cli_progress_show(CliProgress *progress, const char *label, guint percent);
/* Ends a bar's line, so that other text may follow. */
void cli_progress_end(CliProgress *progress);

G_END_DECLS
