/* What can go wrong with a scanner: one code a sentence, one for every SANE status. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SCAN_ERROR (scan_error_quark())

typedef enum {
    /* SANE's statuses (SANE standard 1.06, section 4.2.7) */
    SCAN_ERROR_UNSUPPORTED,   /* the device cannot do this */
    SCAN_ERROR_CANCELLED,     /* cancelled, by us or at the device */
    SCAN_ERROR_BUSY,          /* another program has the device: try again later */
    SCAN_ERROR_INVALID,       /* the device refused a value */
    SCAN_ERROR_NO_MORE_DATA,  /* the device ended before it began */
    SCAN_ERROR_JAMMED,        /* the document feeder is jammed */
    SCAN_ERROR_NO_DOCUMENTS,  /* the document feeder is empty */
    SCAN_ERROR_COVER_OPEN,    /* the scanner's cover is open */
    SCAN_ERROR_IO,            /* the connection to the device failed: unplugged, switched off */
    SCAN_ERROR_NO_MEMORY,     /* the device or its driver ran out of memory */
    SCAN_ERROR_ACCESS_DENIED, /* this user may not use the device */
    /* what we find ourselves */
    SCAN_ERROR_ABSENT,         /* no device of that name or description */
    SCAN_ERROR_UNKNOWN_OPTION, /* the device has no option of that name */
    SCAN_ERROR_BAD_VALUE,      /* the option does not take this value */
    SCAN_ERROR_RESOLUTION,     /* the device cannot do this resolution */
    SCAN_ERROR_MODE,           /* the device cannot do, or did not deliver, this mode */
    SCAN_ERROR_AREA,           /* the area lies outside the bed */
    SCAN_ERROR_FORMAT,   /* the document's format cannot hold these pixels (16 bit in PDF/A-1) */
    SCAN_ERROR_SHORT,    /* fewer lines or bytes than announced */
    SCAN_ERROR_EXCESS,   /* more bytes than announced, or than the limit */
    SCAN_ERROR_FRAME,    /* frames that make no picture (a pass missing or twice) */
    SCAN_ERROR_TIMEOUT,  /* a phase took longer than its deadline; the helper was killed */
    SCAN_ERROR_CRASHED,  /* the driver crashed, and the helper with it */
    SCAN_ERROR_HELPER,   /* the helper could not be started or broke its contract */
    SCAN_ERROR_NO_SPACE, /* the disk is full */
    SCAN_ERROR_DOCUMENT, /* the document could not be written or did not read back */
} ScanError;

GQuark scan_error_quark(void);
/* The stable code for scripts, e.g. "cover_open". Static. */
const char *scan_error_code(ScanError code);
gboolean scan_error_from_code(const char *text, ScanError *ret_code);

G_END_DECLS
