/* Pages of several parts, turned and cut as a person did it, as one new part: written by the
 * helper into an outbox entry of its own in `making`. The parts are read and stay as they are; of
 * what fails nothing stays behind. Same thread rules as station.h. */
#pragma once

#include "station-saving.h"

G_BEGIN_DECLS

/* What is needed of pages and parts is taken before it returns. Errors: STATION_ERROR_PAGES,
 * STATION_ERROR_NOT_ASSEMBLED (the message says why), G_IO_ERROR_CANCELLED. */
void station_assembly_run_async(Station *station, const char *report_id, StationPages *pages,
                                GPtrArray *parts, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
/* station_part_free it; its entry is the caller's to seal or to abandon. */
StationPart *station_assembly_run_finish(Station *station, GAsyncResult *result, GError **error);

G_END_DECLS
