/* A scanner, as SANE names it and as we know it again. Values, read only once made. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* vendor, model, type and serial are "" where they are not known. */
typedef struct {
    char *name; /* SANE's name, e.g. "genesys:libusb:001:004": may change when replugged */
    char *vendor;
    char *model;
    char *type;
    char *serial;
} ScanDevice;

/* Copies its arguments; NULL counts as "". The name stays as it is; in the other texts, which come
 * from drivers, bad UTF-8 and control characters are replaced. */
ScanDevice *scan_device_new(const char *name, const char *vendor, const char *model,
                            const char *type, const char *serial);
ScanDevice *scan_device_copy(const ScanDevice *device);
void scan_device_free(ScanDevice *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanDevice, scan_device_free)

/* The identity to remember: "vendor|model|serial", or the name where vendor, model or serial are
 * unknown or hold a '|'. g_free. */
char *scan_device_to_identity(const ScanDevice *device);
/* TRUE if `text` has the form "vendor|model|serial"; otherwise it is taken for a name. */
gboolean scan_device_is_identity(const char *text);
/* The device of that identity or name among `devices` (of ScanDevice), or NULL. Borrowed. */
const ScanDevice *scan_device_find(GPtrArray *devices, const char *identity);

G_END_DECLS
