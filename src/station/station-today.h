/* The day's list on paper: when today began, and the entries as a table for a spreadsheet.
 *
 * The table is UTF-8 with a byte order mark (Excel takes it for Big5 otherwise), RFC 4180: CRLF,
 * fields quoted where need be. A field that a spreadsheet would take for a formula or for another
 * number than it is gets an apostrophe before it. Same thread rules as station.h. */
#pragma once

#include "station-entry.h"

G_BEGIN_DECLS

/* The instant at which the present day began in Taiwan. */
gint64 station_today_begin(void);
/* How many there are and how far they are: "12 scanned · 10 verifying · 1 to be sent"; g_free. */
char *station_today_summary(GListModel *entries);
/* One line a StationEntry under a heading in the language of the locale; g_free. */
char *station_today_to_csv(GListModel *entries);
/* Writes that table to `path` durably and in a worker, 0600: it is people's data. What stood there
 * is replaced. BASE_ERROR. */
void station_today_save_async(GListModel *entries, const char *path, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean station_today_save_finish(GListModel *entries, GAsyncResult *result, GError **error);

G_END_DECLS
