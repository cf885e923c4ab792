/* station.conf: what this counter is, which server it serves and which scanner stands on it.
 *
 * Two key files are read: the profile's, and the system's (/etc/scan-station/station.conf, or the
 * path in the environment variable SCAN_STATION_SYSTEM_CONF, for tests). What stands in the
 * system's wins and is locked. Neither need exist. Reading is strict: an unknown group or key, a
 * key twice, and a value out of range are STATION_ERROR_CONFIG, whose message names file, group and
 * key. A StationConfig is made whole and then read only. Any thread. */
#pragma once

#include "scan-settings.h"

G_BEGIN_DECLS

/* [student-display] monitor is the connector's name, e.g. "HDMI-1". Strings never NULL. */
typedef struct {
    char *name;    /* [station] name; the host's name where none is set */
    char *server;  /* [station] server; "" if none */
    char *ca_file; /* [station] ca-file, absolute; "" for the system's authorities */
    char *scanner; /* [scanner] device, or identity from vendor, model and serial; "" if none */
    ScanSettings *settings; /* [scanner] resolution, mode, format, option.NAME; one page */
    char *monitor;          /* [student-display] monitor; "" if none */
    GHashTable *locked;     /* set of "group.key" */
} StationConfig;

#define STATION_CONFIG_MAX_FILE (64 * 1024) /* bytes of one key file */

/* `profile` is the profile's folder. */
StationConfig *station_config_load(const char *profile, GError **error);
/* TRUE if the profile has a station.conf of its own, whatever stands in it. */
gboolean station_config_exists(const char *profile);
void station_config_free(StationConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StationConfig, station_config_free)

/* Where the administrator's file is. Static. */
const char *station_config_system_path(void);
/* TRUE if the administrator has set this key. device, vendor, model and serial lock each other. */
gboolean station_config_is_locked(const StationConfig *config, const char *group, const char *key);

/* TRUE if the value can stand at this key; else *ret_fault (static, English, may be NULL) is the
 * end of "… is not". */
gboolean station_config_accepts(const char *group, const char *key, const char *value,
                                const char **ret_fault);

/* Writes one key of the profile's station.conf durably, keeping its comments; value NULL removes
 * it. The value is checked as at loading. A locked key is STATION_ERROR_CONFIG. */
gboolean station_config_store(const char *profile, const char *group, const char *key,
                              const char *value, GError **error);

/* One key, what it becomes. */
typedef struct {
    const char *group;
    const char *key;
    const char *value; /* NULL removes it */
} StationConfigChange;

/* The same for several keys at once: all of them or, on an error, none. */
gboolean station_config_store_all(const char *profile, const StationConfigChange *changes, guint n,
                                  GError **error);

G_END_DECLS
