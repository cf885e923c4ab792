/* One entry of the outbox: whose it is, how far, why not, and what may be done. Main thread.
 *
 * Shows a StationEntry, follows it, and forwards to the StationEntries that it is of. Every verb is
 * an action of the row ("entry."). What a verb failed of is said in the row. */
#pragma once

#include "station-entries.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_ENTRY_ROW (app_entry_row_get_type())
G_DECLARE_FINAL_TYPE(AppEntryRow, app_entry_row, APP, ENTRY_ROW, GtkListBoxRow)

AppEntryRow *app_entry_row_new(StationEntries *entries, StationEntry *entry);
/* What passes with time: the age, the next attempt. */
void app_entry_row_renew(AppEntryRow *row);

G_END_DECLS
