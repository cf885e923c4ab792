/* What a helper tells the station, as JSON objects with the member "event". */
#pragma once

#include "page-findings.h"
#include "scan-device.h"
#include "scan-error.h"
#include "scan-option.h"

G_BEGIN_DECLS

typedef enum {
    SCAN_WIRE_READY,        /* the helper is up and has read nothing yet */
    SCAN_WIRE_PHASE,        /* phase (and bytes for FINISH): another deadline counts from here */
    SCAN_WIRE_ALIVE,        /* bytes are coming in, though no percent has changed */
    SCAN_WIRE_PAGE_STARTED, /* page, width, height, preview_width, preview_height */
    SCAN_WIRE_PROGRESS,     /* page, percent */
    SCAN_WIRE_PAGE_DONE,    /* page, width, height, dpi, findings */
    SCAN_WIRE_ADJUSTED,     /* name, asked, became */
    SCAN_WIRE_DEVICE,       /* device: one of a list */
    SCAN_WIRE_OPTION,       /* option: one of a list */
    SCAN_WIRE_WRITTEN,      /* the document is whole, and will be looked through */
    SCAN_WIRE_DONE,         /* of a scan: pages, dpi, bytes, captured_at, crc64, device */
    SCAN_WIRE_FAILED,       /* error, message */
} ScanWireKind;

typedef enum {
    SCAN_WIRE_PHASE_FIND,   /* looking for devices */
    SCAN_WIRE_PHASE_OPEN,   /* opening one, its options */
    SCAN_WIRE_PHASE_BEGIN,  /* sane_start */
    SCAN_WIRE_PHASE_READ,   /* bytes are due */
    SCAN_WIRE_PHASE_FINISH, /* the document is being sealed and checked; bytes: its raw size */
    SCAN_WIRE_PHASE_CLOSE,  /* letting the device go; what was done is done */
} ScanWirePhase;

/* Only the members that the kind names are meaningful; texts are never NULL there. */
typedef struct {
    ScanWireKind kind;
    ScanWirePhase phase;
    guint page, width, height, preview_width, preview_height, percent, dpi, pages;
    guint64 bytes;
    gint64 captured_at;
    char *name, *asked, *became;
    char *crc64;
    ScanDevice *device;
    ScanOption *option;
    PageFindings *findings;
    ScanError error;
    char *message;
} ScanWireEvent;

ScanWireEvent *scan_wire_event_new(ScanWireKind kind);
void scan_wire_event_free(ScanWireEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanWireEvent, scan_wire_event_free)

/* The JSON text; g_free. What a driver named in no valid UTF-8, with control characters or at great
 * length is made presentable here, so that it cannot break the wire. */
char *scan_wire_event_to_text(const ScanWireEvent *event);
/* NULL and SCAN_ERROR_HELPER if `text` is no event. */
ScanWireEvent *scan_wire_event_parse(const char *text, gsize size, GError **error);

G_END_DECLS
