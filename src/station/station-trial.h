/* A test scan: shows that a scanner does what the settings say, and keeps nothing of it.
 *
 * The document goes into a file without a name in the profile's folder. Same thread rules as
 * station.h.
 *
 * Signals
 *   page-begun (StationPage *page)     the one that is growing
 *   progress (guint page, guint percent)
 *   busy (guint seconds_left, guint try, guint tries)   both as in station-scan.h */
#pragma once

#include "station-page.h"
#include "station-scan.h"
#include "station.h"

G_BEGIN_DECLS

#define STATION_TYPE_TRIAL (station_trial_get_type())
G_DECLARE_FINAL_TYPE(StationTrial, station_trial, STATION, TRIAL, GObject)

StationTrial *station_trial_new(Station *station);

/* Once. With the settings as they are configured; scanner: name or identity. Errors as of
 * station_scan_run_async. */
void station_trial_run_async(StationTrial *trial, const char *scanner, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
/* The page, whole, g_object_unref; NULL on an error. The scanner is remembered. */
StationPage *station_trial_run_finish(StationTrial *trial, GAsyncResult *result, GError **error);

G_END_DECLS
