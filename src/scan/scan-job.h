/* One scan: a helper process, its deadlines, and its end.
 *
 * The station's process never calls SANE: a driver that hangs or crashes takes the helper with it
 * and nothing else. A job is used from the thread that made it (the one whose main context is the
 * default); its signals come there.
 *
 * Signals
 *   page-started (guint page, guint width, guint height, guint preview_width, guint preview_height)
 *       page counts from 1; height and preview_height are 0 while unknown
 *   progress (guint page, guint percent)   by lines; 0 to 100, only when it changes
 *   preview-rows (guint page, guint first_row, GBytes *rows)   rows of 8-bit RGB
 *   page-done (guint page, guint width, guint height, guint dpi)
 *       scan_job_get_findings has what the checks of this page found
 *   adjusted (const char *name, const char *asked, const char *became)
 *       the device rounded a value; name is the option's */
#pragma once

#include "page-findings.h"
#include "scan-deadlines.h"
#include "scan-device.h"
#include "scan-digest.h"
#include "scan-error.h"
#include "scan-query.h"
#include "scan-settings.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the document says of its origin; see page-document.h. Borrowed for the call. */
typedef struct {
    const char *report_id;
    const char *station;
    const char *capture_uuid;
} ScanProvenance;

/* What came of it. */
typedef struct {
    guint pages;
    guint resolution;   /* dpi that the device really used, of the first page */
    gint64 captured_at; /* the instant when the first page was begun, as the document says it */
    guint64 bytes;      /* of the sealed document, fsynced and read back by the helper */
    char crc64[17];     /* of the same, hex: page-sum.h */
    ScanDigest *digest; /* of the same; NULL where the station could not begin it */
    ScanDevice *device; /* remember it: see scan_job_set_known */
} ScanResult;

void scan_result_free(ScanResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanResult, scan_result_free)

#define SCAN_TYPE_JOB (scan_job_get_type())
G_DECLARE_FINAL_TYPE(ScanJob, scan_job, SCAN, JOB, GObject)

/* deadlines NULL: the default ones. */
ScanJob *scan_job_new(const ScanDeadlines *deadlines);

/* What is remembered of the device from an earlier ScanResult or list. Opening a device by its name
 * then needs no discovery; without it, one is done to learn vendor and model for the document. */
void scan_job_set_known(ScanJob *job, const ScanDevice *known);

/* Scans settings->pages pages of the device (name or identity) into the empty file `fd`, which is
 * borrowed for the job's time. `scratch_fd`: an unlinked file for what a three-pass device needs.
 * When it ends well, the document has been sealed, fsynced, opened again and checked in the helper.
 * Cancelling ends within deadlines->cancel plus the time of a kill. Errors: SCAN_ERROR. */
void scan_job_run_async(ScanJob *job, const char *device, const ScanSettings *settings,
                        const ScanProvenance *provenance, int fd, int scratch_fd,
                        GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
/* What the checks found of page `page` (from 1), from its page-done on: borrowed, for the job's
 * life. NULL before. */
const PageFindings *scan_job_get_findings(ScanJob *job, guint page);
ScanResult *scan_job_run_finish(ScanJob *job, GAsyncResult *result, GError **error);

G_END_DECLS
