/* The staff's window's header bar: which station, is the server there, what waits in the outbox,
 * who is signed in, and the menu. Main thread. */
#pragma once

#include "station-link.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_HEADER (app_header_get_type())
G_DECLARE_FINAL_TYPE(AppHeader, app_header, APP, HEADER, AdwBin)

/* Once. */
void app_header_bind(AppHeader *header, Station *station, StationLink *link);
/* The button that leads back to the counter. */
void app_header_offer_back(AppHeader *header, gboolean offered);

G_END_DECLS
