/* What the sending of outbox entries tells, and the exit code that its end means. */
#pragma once

#include "cli-progress.h"
#include "station-delivery.h"

G_BEGIN_DECLS

void cli_sending_uploading(CliProgress *progress, const char *id, guint64 sent, guint64 total);
/* Tells how one entry ended: the event `status` with the receipt, or `error`. An entry that was put
 * back is CLI_WAITING, unless nobody is signed in and `sign_in_counts`. */
CliExit cli_sending_ended(Cli *cli, const StationDelivery *delivery, gboolean sign_in_counts);

G_END_DECLS
