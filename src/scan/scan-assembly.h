/* Scanned pages put together into one document: a helper process, as for a scan, because pixels do
 * not pass through the station.
 *
 * Used from a thread that outlives the answer; callbacks come in its default main context. */
#pragma once

#include "scan-job.h"
#include "scan-plan.h"

G_BEGIN_DECLS

/* Writes what `plan` says into the empty file `fd`. part_fds: a descriptor for each of the plan's
 * parts, in their order, open for reading; borrowed like `fd` for the time of the work. `scanner`
 * (may be NULL) and `provenance` are what the new document says of its origin.
 * When it ends well, each part was what its scan had written, every page of the new document was
 * decoded and is the very page of its part, and the document was fsynced and read back.
 * Deadlines (NULL: the default ones) and cancelling are as for a job. Errors: SCAN_ERROR. */
void scan_assembly_run_async(const ScanPlan *plan, const ScanDevice *scanner,
                             const ScanProvenance *provenance, int fd, const int *part_fds,
                             const ScanDeadlines *deadlines, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
/* `device` in it is `scanner`. */
ScanResult *scan_assembly_run_finish(GAsyncResult *result, GError **error);

G_END_DECLS
