/* One page of an original, from its first row on: its numbers and its small picture.
 *
 * The picture is what the helper sends while the scanner moves: 8-bit RGB, row by row. The page's
 * own pixels stay in the file. Filled by StationVisit; everybody else reads. Same thread rules as
 * station.h.
 *
 * Signals
 *   rows (guint first, guint count)   these rows of the picture have come
 *   changed ()                        its numbers, its rotation or its crop have changed */
#pragma once

#include "page-findings.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define STATION_TYPE_PAGE (station_page_get_type())
G_DECLARE_FINAL_TYPE(StationPage, station_page, STATION, PAGE, GObject)

/* part: the outbox entry in `making` that the page lies in; index: its place there, from 0. Sizes
 * in pixels; heights are 0 while unknown. */
StationPage *station_page_new(const char *part, guint index, guint width, guint height,
                              guint picture_width, guint picture_height);

/* Rows in order, from `first` on; what does not fit the picture's width is refused. */
void station_page_add_rows(StationPage *page, guint first, GBytes *rows);
/* Keeps no picture, neither what has come of it nor what will: nobody is there to look. A picture
 * takes about 7 MB of memory. */
void station_page_drop_picture(StationPage *page);
/* The page's whole size in pixels and its resolution, at its end. */
void station_page_finish(StationPage *page, guint width, guint height, guint dpi);
/* What the checks found, copied; before station_page_finish, whose `changed` then tells of it. */
void station_page_set_findings(StationPage *page, const PageFindings *findings);
/* Degrees clockwise: 0, 90, 180 or 270. The picture stays as it came; who shows it turns it. What
 * shall be undone goes through station-pages.h instead. */
void station_page_set_rotation(StationPage *page, guint rotation);

/* The part of a page that is to be shown, in pixels of the page as it was scanned (before it is
 * turned), from its top left. The file keeps every pixel. */
typedef struct {
    guint x, y, width, height;
} StationCrop;

/* NULL: the whole page. What lies outside of the page is left away; if nothing is left, or all of
 * the page, there is no crop. The page is finished. */
void station_page_set_crop(StationPage *page, const StationCrop *crop);
/* FALSE: the whole page. */
gboolean station_page_get_crop(StationPage *page, StationCrop *ret_crop);

const char *station_page_get_part(StationPage *page);
guint station_page_get_index(StationPage *page);
gboolean station_page_is_finished(StationPage *page);
guint station_page_get_width(StationPage *page);
guint station_page_get_height(StationPage *page);
guint station_page_get_dpi(StationPage *page); /* 0 until it is finished */
/* Borrowed; NULL until it is finished. station-check.h has the words. */
const PageFindings *station_page_get_findings(StationPage *page);
guint station_page_get_rotation(StationPage *page);
guint station_page_get_picture_width(StationPage *page);
guint station_page_get_picture_height(StationPage *page); /* as announced, or as come so far */
guint station_page_get_picture_rows(StationPage *page);   /* that have come */
/* rows × width × 3 bytes, borrowed until more rows come. */
const guint8 *station_page_get_picture(StationPage *page);
/* Some of the rows that have come, not copied: width × 3 bytes each. They stay as they are. */
GBytes *station_page_ref_picture_rows(StationPage *page, guint first, guint count);

G_END_DECLS
