/* Copies of saved originals for a viewer: they may be read and not written, so that nobody alters
 * what the outbox has sealed. They lie in the profile's folder viewed/ (0700, files 0400).
 *
 * Blocks on the disk. Any thread. */
#pragma once

#include "outbox.h"

G_BEGIN_DECLS

/* The copy's path, g_free; a copy made before is replaced. OUTBOX_ERROR_STATE if the entry has no
 * whole original, BASE_ERROR. */
char *station_viewing_copy(const char *profile, const OutboxItem *item, GError **error);
/* Removes every copy. */
void station_viewing_clear(const char *profile);

G_END_DECLS
