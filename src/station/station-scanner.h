/* What the station remembers of a scanner that it has used, so that the next scan opens it without
 * a search: SANE's discovery may take seconds. The file scanner.json of the profile; a file that
 * cannot be read counts as nothing remembered. Blocks on the disk. Any thread. */
#pragma once

#include "scan-device.h"

G_BEGIN_DECLS

/* What is remembered of `scanner` (name or identity), or NULL. */
ScanDevice *station_scanner_recall(const char *profile, const char *scanner);
/* Remembers it; writes only what is new. A failure costs a search and nothing else. */
void station_scanner_remember(const char *profile, const ScanDevice *device);

G_END_DECLS
