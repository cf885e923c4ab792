/* A scanner, as SANE names it and as we know it again. Values, read only once made. */
#pragma once

#include "scan-settings.h"

G_BEGIN_DECLS

/* vendor, model, type and serial are "" where they are not known. */
typedef struct {
    char *name; /* SANE's name, e.g. "genesys:libusb:001:004": may change when replugged */
    char *vendor;
    char *model;
    char *type;
    char *serial;
    /* What can be chosen of it; "" where nobody knows, as before it has scanned. */
    char *resolutions; /* dpi, as "75|150|300" or "75..1200 step 1" */
    char *modes;       /* codes of ScanMode, as "color|gray" */
} ScanDevice;

/* Copies its arguments; NULL counts as "". The name stays as it is; in the other texts, which come
 * from drivers, bad UTF-8 and control characters are replaced. */
ScanDevice *scan_device_new(const char *name, const char *vendor, const char *model,
                            const char *type, const char *serial);
ScanDevice *scan_device_copy(const ScanDevice *device);
/* A copy that knows this too. */
ScanDevice *scan_device_with_choices(const ScanDevice *device, const char *resolutions,
                                     const char *modes);
void scan_device_free(ScanDevice *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanDevice, scan_device_free)

/* The identity to remember: "vendor|model|serial", or the name where vendor, model or serial are
 * unknown or hold a '|'. g_free. */
char *scan_device_to_identity(const ScanDevice *device);
/* TRUE if `text` has the form "vendor|model|serial"; otherwise it is taken for a name. */
gboolean scan_device_is_identity(const char *text);
/* FALSE if it is known that it cannot. */
gboolean scan_device_takes_resolution(const ScanDevice *device, guint dpi);
gboolean scan_device_takes_mode(const ScanDevice *device, ScanMode mode);
/* The device of that identity or name among `devices` (of ScanDevice), or NULL. Borrowed. */
const ScanDevice *scan_device_find(GPtrArray *devices, const char *identity);

G_END_DECLS
