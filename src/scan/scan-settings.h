/* What is asked of a scanner. Values are made whole, then read only. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
    SCAN_MODE_COLOR,
    SCAN_MODE_GRAY,
    SCAN_MODE_LINEART,
} ScanMode;

typedef enum {
    SCAN_FORMAT_TIFF,
    SCAN_FORMAT_PDF,
} ScanFormat;

const char *scan_mode_code(ScanMode mode); /* "color", "gray", "lineart" */
gboolean scan_mode_from_code(const char *code, ScanMode *ret_mode);
const char *scan_format_code(ScanFormat format); /* "tiff", "pdf" */
gboolean scan_format_from_code(const char *code, ScanFormat *ret_format);

typedef struct {
    double x, y, width, height; /* millimetres from the bed's top left; all 0 = the whole bed */
} ScanArea;

/* "X,Y,W,H" in mm, with a decimal point: X and Y at least 0, W and H more than 0, all at most
 * SCAN_MAX_AREA_MM. */
#define SCAN_MAX_AREA_MM 5000
gboolean scan_area_parse(const char *text, ScanArea *ret_area);

#define SCAN_MAX_RESOLUTION 19200 /* dpi */
#define SCAN_MAX_PAGES      500
#define SCAN_MAX_OPTIONS    200
#define SCAN_MAX_OPTION     4096 /* bytes of one "NAME=VALUE" */

/* How they are applied: the mode, then `options` in their order, then resolution and area; what
 * `options` names itself is not set again. Exactly `pages` pages are scanned: a feeder that runs
 * empty before is an error, and no document comes of it. */
typedef struct {
    guint resolution; /* dpi, 1 to SCAN_MAX_RESOLUTION */
    ScanMode mode;
    ScanFormat format;
    guint pages; /* 1 to SCAN_MAX_PAGES */
    ScanArea area;
    GPtrArray *options; /* of char *, "NAME=VALUE", set in order; never NULL */
} ScanSettings;

ScanSettings *scan_settings_new(void); /* 300 dpi, colour, TIFF, one page */
ScanSettings *scan_settings_copy(const ScanSettings *settings);
void scan_settings_free(ScanSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanSettings, scan_settings_free)

G_END_DECLS
