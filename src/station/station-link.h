/* What stands between this station and its server: is it there, since when, why not, and how many
 * originals wait for it. Asks by itself from start on; when the server comes back, what waits is
 * sent at once. Same thread rules as station.h.
 *
 * Signals
 *   changed ()         any of the values below
 *   announcements ()   they were fetched anew */
#pragma once

#include "station-sender.h"

G_BEGIN_DECLS

#define STATION_LINK_ASK_SECONDS       30 /* between two questions while the server answers */
#define STATION_LINK_ASK_AGAIN_SECONDS 3  /* and while it does not */

#define STATION_TYPE_LINK (station_link_get_type())
G_DECLARE_FINAL_TYPE(StationLink, station_link, STATION, LINK, GObject)

StationLink *station_link_new(Station *station, StationSender *sender);
/* Asks now, and from then on by itself; again whenever something has just failed or gone well. */
void station_link_ask(StationLink *link);

gboolean station_link_is_known(StationLink *link);  /* it was asked at least once */
gboolean station_link_is_online(StationLink *link); /* the last answer was one */
gint64 station_link_get_since(StationLink *link);   /* the instant of the last change */
/* Why the server is away; NULL while it is there. Borrowed. */
const GError *station_link_get_error(StationLink *link);
/* Entries of the outbox that are ready or being sent. */
guint station_link_get_waiting(StationLink *link);
/* Entries that the server has refused or that were set aside: a person has to decide. */
guint station_link_get_stuck(StationLink *link);
/* Array of ApiAnnouncement, newest first; NULL before the first. Borrowed. */
GPtrArray *station_link_get_announcements(StationLink *link);

G_END_DECLS
