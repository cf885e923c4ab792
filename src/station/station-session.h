/* The session token of the profile: who is signed in, at which server, until when.
 *
 * The file session.json (0600, written durably) is all that is kept; never the password.
 * Blocks on the disk shortly. Any thread. */
#pragma once

#include "api-json.h"

G_BEGIN_DECLS

/* Immutable. */
typedef struct {
    char *server; /* base URL that gave the token */
    char *token;
    gint64 expires_at;
    char *ksuid;
    char *name;
    ApiRole role;
} StationSession;

void station_session_free(StationSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StationSession, station_session_free)

StationSession *station_session_new(const char *server, const ApiSession *granted);

gboolean station_session_save(const StationSession *session, const char *profile, GError **error);
/* A session that has ended is good for nothing at the server, which says so. While the server is
 * away nobody can sign in anew, and whoever was signed in goes on scanning, as long as look-up
 * remembers anything (STATION_KNOWN_AGE). */
gboolean station_session_is_over(const StationSession *session);

/* The session for `server`. STATION_ERROR_NOT_SIGNED_IN if there is none, or one for another
 * server, or the file is damaged; STATION_ERROR_SESSION_EXPIRED if it has been over for longer than
 * that; STATION_ERROR_PROFILE if others may read the file. */
StationSession *station_session_load(const char *profile, const char *server, GError **error);
/* Forgets it; none there is no error. */
gboolean station_session_forget(const char *profile, GError **error);

G_END_DECLS
