#include "api-json.h"

#include "base-clock.h"
#include "base-json.h"

#include <string.h>

#define MAX_TEXT  200
#define MAX_TOKEN 200

static const char *const roles[] = {
    [API_ROLE_STUDENT] = "student",   [API_ROLE_STAFF] = "staff",
    [API_ROLE_REVIEWER] = "reviewer", [API_ROLE_REGISTRAR] = "registrar",
    [API_ROLE_ADMIN] = "admin",
};

const char *
api_role_code(ApiRole role)
{
    return roles[role];
}

gboolean
api_role_from_code(const char *code, ApiRole *ret_role)
{
    for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
        if (strcmp(roles[i], code) == 0) {
            *ret_role = (ApiRole)i;
            return TRUE;
        }
    }
    return FALSE;
}

void
api_session_free(ApiSession *session)
{
    if (session == NULL)
        return;
    g_free(session->token);
    g_free(session->ksuid);
    g_free(session->name);
    g_free(session);
}

json_t *
api_session_to_json(const ApiSession *session)
{
    g_autofree char *expires_at = base_time_to_string(session->expires_at);

    return json_pack("{s:s, s:s, s:{s:s, s:s, s:s}}", "token", session->token, "expires_at",
                     expires_at, "user", "ksuid", session->ksuid, "name", session->name, "role",
                     api_role_code(session->role));
}

static gboolean
read_user(json_t *object, ApiSession *session, GError **error)
{
    BaseJsonReader reader;
    const char *ksuid = NULL, *name = NULL, *role = NULL;

    base_json_reader_init(&reader, object, "user");
    base_json_read_string(&reader, "ksuid", 1, MAX_TEXT, &ksuid);
    base_json_read_string(&reader, "name", 0, MAX_TEXT, &name);
    base_json_read_string(&reader, "role", 1, MAX_TEXT, &role);
    if (role != NULL && !api_role_from_code(role, &session->role))
        base_json_fail(&reader, "role", "is not a role");
    if (!base_json_reader_end_lenient(&reader, error))
        return FALSE;
    session->ksuid = g_strdup(ksuid);
    session->name = g_strdup(name);
    return TRUE;
}

ApiSession *
api_session_from_json(json_t *json, GError **error)
{
    g_autoptr(ApiSession) session = g_new0(ApiSession, 1);
    BaseJsonReader reader;
    const char *token = NULL;
    json_t *user = NULL;

    base_json_reader_init(&reader, json, "");
    base_json_read_string(&reader, "token", 1, MAX_TOKEN, &token);
    base_json_read_time(&reader, "expires_at", &session->expires_at);
    base_json_read_object(&reader, "user", &user);
    if (!base_json_reader_end_lenient(&reader, error) || !read_user(user, session, error))
        return NULL;
    session->token = g_strdup(token);
    return g_steal_pointer(&session);
}
