/* What is asked of a scanner, and how it is named. Values are made whole, then read only. */
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

/* "X,Y,W,H" in mm. */
gboolean scan_area_parse(const char *text, ScanArea *ret_area);

typedef struct {
    guint resolution; /* dpi */
    ScanMode mode;
    ScanFormat format;
    guint pages; /* 1 to 500 */
    ScanArea area;
    GPtrArray *options; /* of char *, "NAME=VALUE", set in order; never NULL */
} ScanSettings;

ScanSettings *scan_settings_new(void); /* 300 dpi, colour, TIFF, one page */
ScanSettings *scan_settings_copy(const ScanSettings *settings);
void scan_settings_free(ScanSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanSettings, scan_settings_free)

/* A device as SANE names it. serial is "" where there is none to be had. */
typedef struct {
    char *name; /* SANE's name, e.g. "genesys:libusb:001:004": may change when replugged */
    char *vendor;
    char *model;
    char *type;
    char *serial;
} ScanDevice;

ScanDevice *scan_device_copy(const ScanDevice *device);
void scan_device_free(ScanDevice *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanDevice, scan_device_free)

/* The identity to remember: "vendor|model|serial", or the name where vendor, model or serial are
 * unknown. g_free. */
char *scan_device_to_identity(const ScanDevice *device);
/* The device of that identity or name among `devices` (of ScanDevice), or NULL. Borrowed. */
const ScanDevice *scan_device_find(GPtrArray *devices, const char *identity);

G_END_DECLS
