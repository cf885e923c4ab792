#include "station-session.h"

#include "base-clock.h"
#include "base-error.h"
#include "base-file.h"
#include "base-json.h"
#include "station-error.h"
#include "station-known.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_FILE  (16 * 1024)
#define MAX_TOKEN 1024
#define MAX_URL   2048
#define MAX_NAME  128

static char *
path_of(const char *profile)
{
    return g_build_filename(profile, "session.json", NULL);
}

void
station_session_free(StationSession *session)
{
    if (session == NULL)
        return;
    g_free(session->server);
    g_free(session->token);
    g_free(session->ksuid);
    g_free(session->name);
    g_free(session);
}

StationSession *
station_session_new(const char *server, const ApiSession *granted)
{
    StationSession *session = g_new0(StationSession, 1);
    session->server = g_strdup(server);
    session->token = g_strdup(granted->token);
    session->expires_at = granted->expires_at;
    session->ksuid = g_strdup(granted->ksuid);
    session->name = g_strdup(granted->name);
    session->role = granted->role;
    return session;
}

gboolean
station_session_save(const StationSession *session, const char *profile, GError **error)
{
    g_autofree char *expires = base_time_to_string(session->expires_at);
    g_autoptr(json_t) json = json_object();
    json_object_set_new(json, "server", json_string(session->server));
    json_object_set_new(json, "token", json_string(session->token));
    json_object_set_new(json, "expires_at", json_string(expires));
    json_object_set_new(json, "ksuid", json_string(session->ksuid));
    json_object_set_new(json, "name", json_string(session->name));
    json_object_set_new(json, "role", json_string(api_role_code(session->role)));
    g_autofree char *text = base_json_to_string(json);
    g_autofree char *path = path_of(profile);
    return base_file_write(path, text, strlen(text), 0600, error);
}

static gboolean
check_private(const char *path, GError **error)
{
    struct stat found;
    if (lstat(path, &found) < 0) {
        if (errno == ENOENT)
            g_set_error(error, STATION_ERROR, STATION_ERROR_NOT_SIGNED_IN, "%s is not there", path);
        else
            base_error_set_errno(error, errno, "look at", path);
        return FALSE;
    }
    if (S_ISREG(found.st_mode) && (found.st_mode & 077) == 0)
        return TRUE;
    g_set_error(error, STATION_ERROR, STATION_ERROR_PROFILE,
                "%s must be a file that its owner alone may read (0600)", path);
    return FALSE;
}

static StationSession *
session_from_json(json_t *json, GError **error)
{
    const char *server = NULL, *token = NULL, *ksuid = NULL, *name = NULL, *role = NULL;
    gint64 expires_at = 0;
    ApiRole parsed = API_ROLE_STAFF;
    BaseJsonReader reader;
    base_json_reader_init(&reader, json, "session");
    base_json_read_string(&reader, "server", 1, MAX_URL, &server);
    base_json_read_string(&reader, "token", 1, MAX_TOKEN, &token);
    base_json_read_time(&reader, "expires_at", &expires_at);
    base_json_read_string(&reader, "ksuid", 1, MAX_NAME, &ksuid);
    base_json_read_string(&reader, "name", 0, MAX_NAME, &name);
    base_json_read_string(&reader, "role", 1, MAX_NAME, &role);
    if (role != NULL && !api_role_from_code(role, &parsed))
        base_json_fail(&reader, "role", "is not a role");
    if (!base_json_reader_end(&reader, error))
        return NULL;
    StationSession *session = g_new0(StationSession, 1);
    session->server = g_strdup(server);
    session->token = g_strdup(token);
    session->expires_at = expires_at;
    session->ksuid = g_strdup(ksuid);
    session->name = g_strdup(name);
    session->role = parsed;
    return session;
}

gboolean
station_session_is_over(const StationSession *session)
{
    return session->expires_at <= base_clock_now();
}

StationSession *
station_session_load(const char *profile, const char *server, GError **error)
{
    g_autofree char *path = path_of(profile);
    if (!check_private(path, error))
        return NULL;
    g_autofree char *text = NULL;
    gsize size = 0;
    if (!base_file_read(path, MAX_FILE, &text, &size, error))
        return NULL;
    g_autoptr(GError) damaged = NULL;
    g_autoptr(json_t) json = NULL;
    g_autoptr(StationSession) session = NULL;
    if (base_json_parse(text, size, MAX_FILE, &json, &damaged))
        session = session_from_json(json, &damaged);
    if (session == NULL) {
        g_set_error(error, STATION_ERROR, STATION_ERROR_NOT_SIGNED_IN, "%s: %s", path,
                    damaged->message);
        return NULL;
    }
    if (strcmp(session->server, server) != 0) {
        g_set_error(error, STATION_ERROR, STATION_ERROR_NOT_SIGNED_IN,
                    "the session is for %s and not for %s", session->server, server);
        return NULL;
    }
    if (session->expires_at + STATION_KNOWN_AGE <= base_clock_now()) {
        g_autofree char *at = base_time_to_string(session->expires_at);
        g_set_error(error, STATION_ERROR, STATION_ERROR_SESSION_EXPIRED, "it ended at %s", at);
        return NULL;
    }
    return g_steal_pointer(&session);
}

gboolean
station_session_forget(const char *profile, GError **error)
{
    g_autofree char *path = path_of(profile);
    return base_file_remove(path, error);
}
