/* The outbox as a list for a screen, and what a person may do with its entries.
 *
 * The list is read in a worker and follows by itself what the sender and the link tell. An entry
 * stays the same object for as long as it is in the list. Same thread rules as station.h; before
 * the outbox is open the list is empty.
 *
 * Signal: changed (), after each reading, whether or not anything differs; and when one failed. */
#pragma once

#include "station-entry.h"
#include "station-link.h"

G_BEGIN_DECLS

typedef enum {
    STATION_ENTRIES_OPEN,  /* not delivered: those to be decided first, then the oldest */
    STATION_ENTRIES_TODAY, /* scanned today (Taiwan's day), in any state: the newest first */
} StationEntriesScope;

#define STATION_TYPE_ENTRIES (station_entries_get_type())
G_DECLARE_FINAL_TYPE(StationEntries, station_entries, STATION, ENTRIES, GObject)

StationEntries *station_entries_new(Station *station, StationSender *sender, StationLink *link,
                                    StationEntriesScope scope);

/* Of StationEntry. Borrowed, one for life. */
GListModel *station_entries_get_model(StationEntries *entries);
/* Why the last reading failed; NULL after one that did not. Borrowed. */
const GError *station_entries_get_error(StationEntries *entries);
/* Reads anew; once more if a reading is under way. */
void station_entries_refresh(StationEntries *entries);

/* Sends one entry, or with a NULL id all that wait, whatever their next attempt. A refused one
 * goes back among those that wait first. What came of the sending is told by the entries
 * themselves; this fails only where nothing could be tried: OUTBOX_ERROR, STATION_ERROR. */
void station_entries_send_async(StationEntries *entries, const char *id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean station_entries_send_finish(StationEntries *entries, GAsyncResult *result, GError **error);

/* `why`: a person's words, not blank. Needs a session: who discards is written down.
 * STATION_ERROR (no session, STATION_ERROR_NO_REASON), OUTBOX_ERROR_STATE while it is being sent
 * or when it is delivered. */
void station_entries_discard_async(StationEntries *entries, const char *id, const char *why,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean station_entries_discard_finish(StationEntries *entries, GAsyncResult *result,
                                        GError **error);

/* Makes a copy of the saved original that may be read and not written, to be opened in a viewer:
 * the original itself leaves the outbox in nobody's hands. Its path, g_free. Copies go when this
 * object does. OUTBOX_ERROR, BASE_ERROR. */
void station_entries_view_async(StationEntries *entries, const char *id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
char *station_entries_view_finish(StationEntries *entries, GAsyncResult *result, GError **error);

G_END_DECLS
