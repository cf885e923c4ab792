/* The options of a scan, shared by the verbs that scan. */
#pragma once

#include "cli.h"
#include "scan-settings.h"

G_BEGIN_DECLS

extern const GOptionEntry cli_settings_entries[];

/* What the configuration says, overridden by the options. FALSE with the fault said and *ret_exit
 * set. *ret_scanner is "" if neither names one. Both to be freed by the caller. */
gboolean cli_settings_make(Cli *cli, char **ret_scanner, ScanSettings **ret_settings,
                           CliExit *ret_exit);

G_END_DECLS
