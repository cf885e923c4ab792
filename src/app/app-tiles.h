/* The page's own pixels where somebody looks closely: squares of them as textures, asked for when
 * they are to be seen and kept as long as there is room. Main thread.
 *
 * Nothing waits: what is not there yet is asked for, and `changed ()` tells when it has come. One
 * question is under way at a time. After one that failed nothing is asked any more, and who looks
 * goes on with the small picture. */
#pragma once

#include "app-sight.h"
#include "station-pixels.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TILES_SIDE 512 /* page pixels */
#define APP_TILES_ROOM 64  /* tiles that are kept: 48 MiB */
#define APP_TILES_MOST 48  /* of what is seen at once; more are not asked for */

#define APP_TYPE_TILES (app_tiles_get_type())
G_DECLARE_FINAL_TYPE(AppTiles, app_tiles, APP, TILES, GObject)

AppTiles *app_tiles_new(StationPixels *pixels);
/* Asks for what is missing of `seen`, in page pixels. TRUE if nothing is. */
gboolean app_tiles_want(AppTiles *tiles, const AppBox *seen);
/* Draws what is there of `seen`: the page as it was scanned, its top left at the origin, a page
 * pixel as large as `scale`. */
void app_tiles_draw(AppTiles *tiles, const AppBox *seen, GtkSnapshot *snapshot, double scale);

G_END_DECLS
