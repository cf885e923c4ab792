/* What can go wrong in a station itself, beside what scanner, server and outbox report in their
 * own domains (SCAN_ERROR, API_PROBLEM_ERROR, CLIENT_ERROR, OUTBOX_ERROR, BASE_ERROR), which pass
 * through here unchanged. station-sentence.h has the words for people. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define STATION_ERROR (station_error_quark())

typedef enum {
    STATION_ERROR_CONFIG,          /* station.conf: the message names file, group and key */
    STATION_ERROR_PROFILE,         /* the profile's folder cannot be made or is open to others */
    STATION_ERROR_NO_SERVER,       /* no server is configured and none was given */
    STATION_ERROR_NO_SCANNER,      /* no scanner is configured and none was given */
    STATION_ERROR_NOT_SIGNED_IN,   /* there is no session for this server */
    STATION_ERROR_SESSION_EXPIRED, /* there was one */
    STATION_ERROR_BAD_NUMBER,      /* a student, report or entry number that cannot be one */
    STATION_ERROR_NOT_PENDING,     /* the report does not wait for its original: nothing scanned */
    STATION_ERROR_OTHER_SERVER,    /* the outbox entry is meant for another server */
    STATION_ERROR_OUTPUT_EXISTS,   /* the file to write is there already */
    STATION_ERROR_CHANGED,         /* what was written did not read back as the helper wrote it */
    STATION_ERROR_PAGES,           /* none, too many or of two formats: no original of them */
    STATION_ERROR_NOT_ASSEMBLED,   /* putting them together failed; they are all still there */
    STATION_ERROR_NO_REASON,       /* an entry is to be discarded and nobody says why */
} StationError;

#define STATION_ERROR_COUNT 14

GQuark station_error_quark(void);

G_END_DECLS
