/* What a scan under way tells, as text and as JSON lines; for the verbs that scan. */
#pragma once

#include "cli-progress.h"
#include "station-scan.h"

G_BEGIN_DECLS

/* Tells everything that `scan` signals, until it ends. `progress` must outlive it. */
void cli_scanning_follow(CliProgress *progress, StationScan *scan);
/* The event `saved` and its line. */
void cli_scanning_saved(Cli *cli, const char *path, const char *sha256, guint64 bytes, guint pages,
                        guint resolution);

G_END_DECLS
