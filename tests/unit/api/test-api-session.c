#include "api-body.h"
#include "base-json.h"

#define BODY                                                                                       \
    "{\"token\":\"c2VjcmV0\",\"expires_at\":\"2015-07-01T02:03:04Z\","                             \
    "\"user\":{\"ksuid\":\"T001\",\"name\":\"林櫃檯\",\"role\":\"staff\"}}"

static gboolean
read_session(json_t *json, GError **error)
{
    g_autoptr(ApiSession) session = api_session_from_json(json, error);

    return session != NULL;
}

static void
carries_a_session_there_and_back(void)
{
    g_autoptr(json_t) json = body_parse(BODY), again = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(ApiSession) session = api_session_from_json(json, &error);
    g_autofree char *text = NULL;

    g_assert_no_error(error);
    g_assert_cmpstr(session->token, ==, "c2VjcmV0");
    g_assert_cmpint(session->expires_at, ==, G_GINT64_CONSTANT(1435716184000000));
    g_assert_cmpstr(session->ksuid, ==, "T001");
    g_assert_cmpstr(session->name, ==, "林櫃檯");
    g_assert_cmpint(session->role, ==, API_ROLE_STAFF);
    again = api_session_to_json(session);
    text = base_json_to_string(again);
    g_assert_cmpstr(text, ==, BODY);
}

static void
names_each_role(void)
{
    static const char *const codes[] = {"student", "staff", "reviewer", "registrar", "admin"};
    ApiRole role = API_ROLE_STUDENT;

    for (guint i = 0; i < G_N_ELEMENTS(codes); i++) {
        g_assert_cmpstr(api_role_code((ApiRole)i), ==, codes[i]);
        g_assert_true(api_role_from_code(codes[i], &role));
        g_assert_cmpint(role, ==, (ApiRole)i);
    }
    g_assert_false(api_role_from_code("root", &role));
    g_assert_false(api_role_from_code("", &role));
    g_assert_cmpint(role, ==, API_ROLE_ADMIN);
}

static void
needs_its_fields(void)
{
    static const char *const fields[] = {"token",     "expires_at", "user", "user.ksuid",
                                         "user.name", "user.role",  NULL};

    body_assert_required(BODY, read_session, fields, "");
}

static void
keeps_its_limits(void)
{
    static const BodyEdit edits[] = {
        {"token", "\"\"", "token has 0 characters, not 1 to 200"},
        {"token", "~200", NULL},
        {"token", "~201", "token has 201 characters, not 1 to 200"},
        {"token", "\"a\\r\\nHost: b\"", "token has a control character"},
        {"user.name", "\"\"", NULL},
        {"user.name", "#200", NULL},
        {"user.name", "#201", "user.name has 201 characters, not 0 to 200"},
        {"user.ksuid", "\"\"", "user.ksuid has 0 characters, not 1 to 200"},
        {"user.role", "\"root\"", "user.role is not a role"},
        {"expires_at", "\"tomorrow\"", "expires_at is not an RFC 3339 instant"},
    };

    body_assert_edits(BODY, read_session, edits, G_N_ELEMENTS(edits));
}

static void
lets_a_newer_server_add_fields(void)
{
    static const BodyEdit edits[] = {{"colour", "1", NULL}, {"user.colour", "1", NULL}};

    body_assert_edits(BODY, read_session, edits, G_N_ELEMENTS(edits));
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/session/carries-a-session-there-and-back",
                    carries_a_session_there_and_back);
    g_test_add_func("/api/session/names-each-role", names_each_role);
    g_test_add_func("/api/session/needs-its-fields", needs_its_fields);
    g_test_add_func("/api/session/keeps-its-limits", keeps_its_limits);
    g_test_add_func("/api/session/lets-a-newer-server-add-fields", lets_a_newer_server_add_fields);
    return g_test_run();
}
