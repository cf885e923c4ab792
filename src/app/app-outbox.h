/* The screen of what is not delivered: those that a person has to decide first, then what waits.
 * Main thread.
 *
 * It has rows only while it is shown, so that nothing of a student is left in it behind the lock,
 * nor a reason half typed. */
#pragma once

#include "station-entries.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_OUTBOX (app_outbox_get_type())
G_DECLARE_FINAL_TYPE(AppOutbox, app_outbox, APP, OUTBOX, AdwBin)

/* Once. entries: of the scope STATION_ENTRIES_OPEN. */
void app_outbox_bind(AppOutbox *outbox, StationEntries *entries, StationLink *link);

G_END_DECLS
