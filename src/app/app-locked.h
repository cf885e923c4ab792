/* How a setting is shown that somebody else has made: insensitive, with a lock and the words who
 * it was. Main thread. */
#pragma once

#include "station.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Who has set this key: the administrator, or whoever started the program with --server. NULL if it
 * may be changed here; g_free. */
char *app_locked_by(Station *station, const char *group, const char *key);

/* The row can be read and not used. words: who has set it. */
void app_locked_mark(AdwActionRow *row, const char *words);
/* A row for a setting that is not offered otherwise; floating. */
GtkWidget *app_locked_row_new(const char *title, const char *value, const char *who);

G_END_DECLS
