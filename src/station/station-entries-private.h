/* What the list and its verbs share. */
#pragma once

#include "station-entries.h"

G_BEGIN_DECLS

/* Borrowed; find: NULL if it is not in the list. */
Station *station_entries_get_station(StationEntries *entries);
StationSender *station_entries_get_sender(StationEntries *entries);
StationEntry *station_entries_find(StationEntries *entries, const char *id);

G_END_DECLS
