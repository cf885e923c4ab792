/* What the station remembers of a scanner that it has used, so that the next scan opens it without
 * a search, as SANE's discovery may take seconds, and people choose among what it can do. The file
 * scanner.json of the profile; a file that cannot be read counts as nothing remembered. Blocks on
 * the disk. Any thread. */
#pragma once

#include "scan-device.h"
#include "station-config.h"

G_BEGIN_DECLS

/* What is remembered of `scanner` (name or identity), or NULL. */
ScanDevice *station_scanner_recall(const char *profile, const char *scanner);
/* Remembers it; writes only what is new. A failure costs a search and nothing else. */
void station_scanner_remember(const char *profile, const ScanDevice *device);

/* "Canon LiDE 400", for people: of an identity its vendor and model, of a name what is remembered
 * of it, else the name itself. g_free. */
char *station_scanner_title(const char *profile, const char *scanner);
/* The same of a device. Pure. */
char *station_scanner_title_of(const ScanDevice *device);

#define STATION_SCANNER_KEYS 4
/* What makes it the station's scanner: by vendor, model and serial where all three are known, for
 * the bus address may change; else by its name. Values are borrowed from the device. Pure. */
void station_scanner_choose(const ScanDevice *device,
                            StationConfigChange ret_changes[STATION_SCANNER_KEYS]);

G_END_DECLS
