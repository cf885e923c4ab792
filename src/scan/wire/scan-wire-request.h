/* What the station asks of a helper: one request a process. */
#pragma once

#include "scan-device.h"
#include "scan-plan.h"
#include "scan-region.h"
#include "scan-settings.h"

G_BEGIN_DECLS

typedef enum {
    SCAN_WIRE_VERB_LIST,
    SCAN_WIRE_VERB_OPTIONS,
    SCAN_WIRE_VERB_SCAN,
    SCAN_WIRE_VERB_ASSEMBLE, /* no device is touched */
    SCAN_WIRE_VERB_VIEW,     /* nor by this */
} ScanWireVerb;

#define SCAN_WIRE_MAX_NAME 512 /* characters of a device's name or any of its texts */

typedef struct {
    ScanWireVerb verb;
    guint parent;           /* the station's process id: the helper ends if it has another parent */
    char *device;           /* options, scan: name or identity; "" for the others */
    ScanDevice *known;      /* what is remembered of the device, or NULL; never so to assemble */
    ScanSettings *settings; /* scan alone, else NULL */
    ScanPlan *plan;         /* assemble alone, else NULL */
    ScanRegion *region;     /* view alone, else NULL */
    /* the document's provenance; scan and assemble alone, each may be NULL */
    char *report_id;
    char *station;
    char *capture_uuid;
} ScanWireRequest;

/* Of this process as the parent. */
ScanWireRequest *scan_wire_request_new(ScanWireVerb verb);
void scan_wire_request_free(ScanWireRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanWireRequest, scan_wire_request_free)

/* The JSON text; g_free. */
char *scan_wire_request_to_text(const ScanWireRequest *request);
/* NULL and SCAN_ERROR_HELPER if `text` is no request or over a limit. */
ScanWireRequest *scan_wire_request_parse(const char *text, gsize size, GError **error);

G_END_DECLS
