/* What the kernel knows of a USB scanner that SANE does not tell. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The serial number of the device behind a name such as "genesys:libusb:001:004", "" if there is
 * none to be had. g_free. $SCAN_STATION_SYSFS replaces /sys in tests. */
char *helper_usb_serial(const char *device_name);

G_END_DECLS
