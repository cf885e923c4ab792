/* What scanners there are, and what they can be told: a helper process for each question.
 *
 * Used from a thread that outlives the answer; callbacks come in its default main context. The
 * helper is $SCAN_STATION_HELPER where that is set, else the installed one. Errors: SCAN_ERROR. */
#pragma once

#include "scan-deadlines.h"
#include "scan-device.h"
#include "scan-option.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is over this in a list is left out. */
#define SCAN_MAX_LISTED 1000

/* All devices, without blocking longer than deadlines->list. Array of ScanDevice. */
void scan_devices_async(const ScanDeadlines *deadlines, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *scan_devices_finish(GAsyncResult *result, GError **error);

/* The options of one device, as they stand when it has been opened. Array of ScanOption. */
void scan_options_async(const char *device, const ScanDeadlines *deadlines,
                        GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
GPtrArray *scan_options_finish(GAsyncResult *result, GError **error);

G_END_DECLS
