/* What a screen says of an entry of the outbox, beside what station-entry.h says of its state. In
 * the language of the locale; all are for g_free. Same thread rules as station.h. */
#pragma once

#include "station-entry.h"

G_BEGIN_DECLS

/* Whose it is: "王小明 4100E001". Staff see the student in full. */
char *station_entry_words_whose(StationEntry *entry);
/* What it is: "CCNA · 103-2-000017"; of an entry that cannot be read, its number. */
char *station_entry_words_what(StationEntry *entry);
/* "2 pages · 1.2 MB"; "" if it is not known. */
char *station_entry_words_size(StationEntry *entry);
/* "Tried 3 times, next in 2 minutes"; "" if it has not failed, or a person decides. */
char *station_entry_words_tries(StationEntry *entry);
/* "3 minutes ago", of when it was scanned; "Just now" in the first minute. */
char *station_entry_words_age(StationEntry *entry);

G_END_DECLS
