#include "store-private.h"

#include "base-clock.h"
#include "base-digest.h"
#include "base-id.h"

#include <sodium.h>
#include <string.h>

#define SESSION_LENGTH (12 * 60 * BASE_MINUTE)
#define TOKEN_BYTES    32

/* A hash that no password has: an unknown user costs the same work as a known one. */
static const char *
nobody(void)
{
    static gsize made;
    static char hash[crypto_pwhash_STRBYTES];

    if (g_once_init_enter(&made)) {
        g_autofree char *password = base_id_new_secret(TOKEN_BYTES);

        if (crypto_pwhash_str(hash, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
            g_error("no memory for a password's hash");
        g_once_init_leave(&made, 1);
    }
    return hash;
}

typedef struct {
    const char *ksuid;
    const char *name;
    const char *role;
    const char *hash;
} NewUser;

static gboolean
add_user(StoreConnection *connection, gpointer data, GError **error)
{
    const NewUser *user = data;
    g_autofree char *detail = NULL;
    StoreAudit audit = {.who = "administrator", .action = STORE_USER_ADDED};
    sqlite3_stmt *statement = store_prepare(connection,
                                            "INSERT INTO users (ksuid, name, role, password_hash) "
                                            "VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                                            error);

    if (statement == NULL)
        return FALSE;
    store_bind(statement, "ssss", user->ksuid, user->name, user->role, user->hash);
    if (!store_run(connection, statement, error))
        return FALSE;
    if (sqlite3_changes(connection->db) == 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_EXISTS, "there is a user “%s” already",
                    user->ksuid);
        return FALSE;
    }
    detail = store_detail_of_user(connection, user->ksuid, user->role, error);
    if (detail == NULL)
        return FALSE;
    audit.detail = detail;
    return store_audit_append(connection, base_clock_now(), &audit, error);
}

gboolean
store_user_add(Store *store, const char *ksuid, ApiRole role, const char *name,
               const char *password, GError **error)
{
    char hash[crypto_pwhash_STRBYTES];
    NewUser user = {ksuid, name, api_role_code(role), hash};

    if (crypto_pwhash_str(hash, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_DATABASE, "no memory for a password's hash");
        return FALSE;
    }
    return store_transaction(store, add_user, &user, error);
}

/* The user's row into a session without a token; *ret_hash is the password's. */
static gboolean
find_user(StoreConnection *connection, const char *ksuid, ApiSession **ret_session, char **ret_hash,
          GError **error)
{
    sqlite3_stmt *statement = store_prepare(
        connection, "SELECT ksuid, name, role, password_hash FROM users WHERE ksuid = ?", error);
    gboolean row = FALSE;
    ApiSession *session;

    if (statement == NULL)
        return FALSE;
    store_bind(statement, "s", ksuid);
    if (!store_step(connection, statement, &row, error))
        return FALSE;
    if (!row)
        return TRUE;
    session = g_new0(ApiSession, 1);
    session->ksuid = g_strdup(store_text(statement, 0));
    session->name = g_strdup(store_text(statement, 1));
    api_role_from_code(store_text(statement, 2), &session->role);
    *ret_hash = g_strdup(store_text(statement, 3));
    *ret_session = session;
    return TRUE;
}

static gboolean
add_session(StoreConnection *connection, gpointer data, GError **error)
{
    const ApiSession *session = data;
    guint8 hash[BASE_DIGEST_SIZE];
    sqlite3_stmt *statement = store_prepare(connection,
                                            "DELETE FROM sessions WHERE expires_at <= ?", error);

    if (statement == NULL)
        return FALSE;
    store_bind(statement, "i", base_clock_now());
    if (!store_run(connection, statement, error))
        return FALSE;
    statement = store_prepare(
        connection, "INSERT INTO sessions (token_hash, ksuid, expires_at) VALUES (?, ?, ?)", error);
    if (statement == NULL)
        return FALSE;
    base_digest_bytes(session->token, strlen(session->token), hash);
    store_bind(statement, "bsi", hash, sizeof hash, session->ksuid, session->expires_at);
    return store_run(connection, statement, error);
}

ApiSession *
store_sign_in(Store *store, const char *ksuid, const char *password, GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    g_autoptr(ApiSession) session = NULL;
    g_autofree char *hash = NULL;
    gboolean found;

    if (reader == NULL)
        return NULL;
    found = find_user(reader, ksuid, &session, &hash, error);
    store_read_end(store, reader);
    if (!found)
        return NULL;
    if (crypto_pwhash_str_verify(hash != NULL ? hash : nobody(), password, strlen(password)) != 0 ||
        session == NULL) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "no such user and password");
        return NULL;
    }
    session->token = base_id_new_secret(TOKEN_BYTES);
    session->expires_at = base_clock_now() + SESSION_LENGTH;
    if (!store_transaction(store, add_session, session, error))
        return NULL;
    return g_steal_pointer(&session);
}

static ApiSession *
find_session(StoreConnection *connection, const char *token, GError **error)
{
    sqlite3_stmt *statement = store_prepare(
        connection,
        "SELECT u.ksuid, u.name, u.role, s.expires_at FROM sessions s JOIN users u USING (ksuid) "
        "WHERE s.token_hash = ? AND s.expires_at > ?",
        error);
    guint8 hash[BASE_DIGEST_SIZE];
    gboolean row = FALSE;
    ApiSession *session;

    if (statement == NULL)
        return NULL;
    base_digest_bytes(token, strlen(token), hash);
    store_bind(statement, "bi", hash, sizeof hash, base_clock_now());
    if (!store_step(connection, statement, &row, error))
        return NULL;
    if (!row) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "no such session");
        return NULL;
    }
    session = g_new0(ApiSession, 1);
    session->ksuid = g_strdup(store_text(statement, 0));
    session->name = g_strdup(store_text(statement, 1));
    api_role_from_code(store_text(statement, 2), &session->role);
    session->expires_at = sqlite3_column_int64(statement, 3);
    return session;
}

ApiSession *
store_session(Store *store, const char *token, GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    ApiSession *session;

    if (reader == NULL)
        return NULL;
    session = find_session(reader, token, error);
    store_read_end(store, reader);
    return session;
}

static gboolean
remove_session(StoreConnection *connection, gpointer data, GError **error)
{
    const char *token = data;
    guint8 hash[BASE_DIGEST_SIZE];
    sqlite3_stmt *statement = store_prepare(connection, "DELETE FROM sessions WHERE token_hash = ?",
                                            error);

    if (statement == NULL)
        return FALSE;
    base_digest_bytes(token, strlen(token), hash);
    store_bind(statement, "b", hash, sizeof hash);
    return store_run(connection, statement, error);
}

gboolean
store_sign_out(Store *store, const char *token, GError **error)
{
    g_autofree char *copy = g_strdup(token);

    return store_transaction(store, remove_session, copy, error);
}
