/* From scanned parts to one sealed original in the outbox.
 *
 * Each scan wrote a part: a whole, checked document in an outbox entry in `making`. Where one part
 * is the original as it stands, that entry is sealed; else the parts' pages are put together, in
 * their order and turned as a person turned them, into an entry of their own. Until it is sealed
 * the parts stay as they are, so that a failure can be tried again. Same thread rules as
 * station.h. */
#pragma once

#include "scan-job.h"
#include "station-pages.h"
#include "station.h"

G_BEGIN_DECLS

/* What one scan has written. */
typedef struct {
    char *entry; /* the outbox entry's id */
    ScanFormat format;
    char *settings; /* one line for the sidecar */
    ScanResult *scanned;
} StationPart;

/* Takes `scanned`. */
StationPart *station_part_new(const char *entry, const ScanSettings *settings, ScanResult *scanned);
void station_part_free(StationPart *part);
const char *station_part_media_type(const StationPart *part);

/* The part that a page lies in, or NULL. parts: of StationPart. Borrowed. */
const StationPart *station_part_of(StationPage *page, GPtrArray *parts);

/* The part that is these pages as it stands, or NULL. Borrowed. */
const StationPart *station_saving_whole_part(StationPages *pages, GPtrArray *parts);

/* Where pages were put together, their parts are removed once the original is sealed. Cancelling
 * ends it before that, or not at all. Errors: OUTBOX_ERROR, STATION_ERROR_PAGES,
 * STATION_ERROR_NOT_ASSEMBLED, G_IO_ERROR_CANCELLED; nothing is sealed then. */
void station_saving_run_async(Station *station, Report *report, StationPages *pages,
                              GPtrArray *parts, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
/* What was sealed, and where it lies (g_free): durable from now on. */
OutboxCapture *station_saving_run_finish(Station *station, GAsyncResult *result, char **ret_path,
                                         GError **error);

G_END_DECLS
