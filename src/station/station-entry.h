/* One entry of the outbox as people are shown it: what it is, how far it is, why, what may be done.
 *
 * Staff see the student in full. An entry keeps its identity while its item is renewed, so that a
 * row on a screen stays the row that it was. Same thread rules as station.h.
 *
 * Signal: changed (), the item or the percentage. */
#pragma once

#include "api-json.h"
#include "outbox.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define STATION_TYPE_ENTRY (station_entry_get_type())
G_DECLARE_FINAL_TYPE(StationEntry, station_entry, STATION, ENTRY, GObject)

/* Takes the item. */
StationEntry *station_entry_new(OutboxItem *item);
/* Takes a newer look at the same entry; tells if it differs. */
void station_entry_take(StationEntry *entry, OutboxItem *item);
/* Of 100, while it is being sent; sets it back to 0 in any other state. */
void station_entry_set_sent(StationEntry *entry, guint percent);

/* Borrowed until the entry changes. */
const OutboxItem *station_entry_get_item(StationEntry *entry);
guint station_entry_get_sent(StationEntry *entry);
/* Of a delivered entry, if the receipt in it can be read; else NULL. Borrowed likewise. */
const ApiReceipt *station_entry_get_receipt(StationEntry *entry);
/* When it was scanned; of an entry that no longer knows, when it came to its state. */
gint64 station_entry_get_time(StationEntry *entry);

/* A person has to decide: the server refused it, or it was set aside. */
gboolean station_entry_is_stuck(StationEntry *entry);
gboolean station_entry_may_send(StationEntry *entry);
gboolean station_entry_may_discard(StationEntry *entry);
/* There is an original to be looked at. */
gboolean station_entry_may_view(StationEntry *entry);

/* In the language of the locale. What a state is called. */
const char *station_entry_state_label(OutboxState state);
/* How far the report is: the status that the server's receipt confirms, else the entry's state. */
const char *station_entry_status_label(StationEntry *entry);
/* Why it is not delivered, or was discarded; "" if there is nothing to say. g_free. */
char *station_entry_why(StationEntry *entry);
/* What the person has to decide; "" unless it is stuck. */
const char *station_entry_decision(StationEntry *entry);
/* TRUE if every word of `text` is found in number, name, certificate, report or receipt; case and
 * the width of letters make no difference. */
gboolean station_entry_matches(StationEntry *entry, const char *text);

G_END_DECLS
