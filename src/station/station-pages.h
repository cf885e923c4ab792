/* The finished pages of an original in their order, and what a person does with them: put in
 * place of another, remove, turn, move, cut; each of it can be undone. The pages' files are never
 * touched: station-saving.h makes one document of them.
 *
 * A GListModel of StationPage. Signal: changed (), after anything that submitting would show.
 * Same thread rules as station.h. */
#pragma once

#include "station-page.h"

G_BEGIN_DECLS

#define STATION_PAGES_MAX 50 /* pages that can be put together into one original */

#define STATION_TYPE_PAGES (station_pages_get_type())
G_DECLARE_FINAL_TYPE(StationPages, station_pages, STATION, PAGES, GObject)

StationPages *station_pages_new(void);

guint station_pages_get_n(StationPages *pages);
/* Borrowed; NULL past the end. */
StationPage *station_pages_get(StationPages *pages, guint position);
/* FALSE if it is not among them. */
gboolean station_pages_find(StationPages *pages, StationPage *page, guint *ret_position);

/* Puts `fresh` (of StationPage) behind the others, or in the place of `replaced` (may be NULL). */
void station_pages_add(StationPages *pages, GPtrArray *fresh, StationPage *replaced);
void station_pages_remove(StationPages *pages, StationPage *page);
/* By so many degrees clockwise, a multiple of 90; less than 0 against the clock. Like the next two
 * it does nothing if the page is not among them or stays as it is. */
void station_pages_rotate(StationPages *pages, StationPage *page, int degrees);
/* To that position among the others, at most the last one. */
void station_pages_move(StationPages *pages, StationPage *page, guint position);
/* As station_page_set_crop. */
void station_pages_crop(StationPages *pages, StationPage *page, const StationCrop *crop);

gboolean station_pages_can_undo(StationPages *pages);
/* Takes back the last change; none left: nothing. */
void station_pages_undo(StationPages *pages);

G_END_DECLS
