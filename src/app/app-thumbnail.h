/* A page as a small picture, turned as the page is and dim outside of its crop. Any thread that has
 * the page. */
#pragma once

#include "station-page.h"

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define APP_THUMBNAIL_SIDE 96 /* pixels, of the longer side at most */

/* NULL while nothing of the page has come. */
GdkTexture *app_thumbnail_new(StationPage *page);

G_END_DECLS
