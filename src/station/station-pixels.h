/* A finished page's own pixels, a region at a time, for who looks closely: the small picture that
 * came with the scan has too few. A helper decodes them (scan-view.h).
 *
 * The page's file is opened at the first question and held: sealing, sending or removing its entry
 * then takes nothing away from who looks. Same thread rules as station.h. */
#pragma once

#include "station-page.h"
#include "station.h"

G_BEGIN_DECLS

#define STATION_TYPE_PIXELS (station_pixels_get_type())
G_DECLARE_FINAL_TYPE(StationPixels, station_pixels, STATION, PIXELS, GObject)

/* What is asked for at once. */
#define STATION_PIXELS_MAX (4 * 1024 * 1024)

StationPixels *station_pixels_new(Station *station, StationPage *page);
StationPage *station_pixels_get_page(StationPixels *pixels); /* borrowed */

/* `region` lies on the page and has at most STATION_PIXELS_MAX pixels. OUTBOX_ERROR_UNKNOWN: the
 * page's part has been removed; BASE_ERROR; SCAN_ERROR as of scan-view.h. */
void station_pixels_read_async(StationPixels *pixels, const StationCrop *region,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
/* height × width × 3 bytes, 8-bit RGB, not turned. */
GBytes *station_pixels_read_finish(StationPixels *pixels, GAsyncResult *result, GError **error);

G_END_DECLS
