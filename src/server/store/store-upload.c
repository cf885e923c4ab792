#include "store-private.h"

void
store_upload_free(StoreUpload *upload)
{
    if (upload == NULL)
        return;
    g_free(upload->uid);
    g_free(upload->owner);
    g_free(upload->metadata);
    g_free(upload);
}

static gboolean
add_upload(StoreConnection *connection, gpointer data, GError **error)
{
    const StoreUpload *upload = data;
    sqlite3_stmt *statement = store_prepare(
        connection,
        "INSERT INTO uploads (uid, owner, length, metadata, expires_at) VALUES (?, ?, ?, ?, ?)",
        error);

    if (statement == NULL)
        return FALSE;
    store_bind(statement, "ssisi", upload->uid, upload->owner, (gint64)upload->length,
               upload->metadata, upload->expires_at);
    return store_run(connection, statement, error);
}

gboolean
store_upload_add(Store *store, const StoreUpload *upload, GError **error)
{
    StoreUpload copy = *upload;

    return store_transaction(store, add_upload, &copy, error);
}

static StoreUpload *
find_upload(StoreConnection *connection, const char *uid, GError **error)
{
    sqlite3_stmt *statement = store_prepare(
        connection, "SELECT uid, owner, length, metadata, expires_at FROM uploads WHERE uid = ?",
        error);
    gboolean row = FALSE;
    StoreUpload *upload;

    if (statement == NULL)
        return NULL;
    store_bind(statement, "s", uid);
    if (!store_step(connection, statement, &row, error))
        return NULL;
    if (!row) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "there is no such upload");
        return NULL;
    }
    upload = g_new0(StoreUpload, 1);
    upload->uid = g_strdup(store_text(statement, 0));
    upload->owner = g_strdup(store_text(statement, 1));
    upload->length = (guint64)sqlite3_column_int64(statement, 2);
    upload->metadata = g_strdup(store_text(statement, 3));
    upload->expires_at = sqlite3_column_int64(statement, 4);
    return upload;
}

StoreUpload *
store_upload(Store *store, const char *uid, GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    StoreUpload *upload;

    if (reader == NULL)
        return NULL;
    upload = find_upload(reader, uid, error);
    store_read_end(store, reader);
    return upload;
}

static gboolean
remove_upload(StoreConnection *connection, gpointer data, GError **error)
{
    const char *uid = data;
    sqlite3_stmt *statement = store_prepare(connection, "DELETE FROM uploads WHERE uid = ?", error);

    if (statement == NULL)
        return FALSE;
    store_bind(statement, "s", uid);
    return store_run(connection, statement, error);
}

gboolean
store_upload_remove(Store *store, const char *uid, GError **error)
{
    g_autofree char *copy = g_strdup(uid);

    return store_transaction(store, remove_upload, copy, error);
}

static char **
find_expired(StoreConnection *connection, gint64 now, GError **error)
{
    g_autoptr(GPtrArray) uids = g_ptr_array_new_with_free_func(g_free);
    sqlite3_stmt *statement = store_prepare(connection,
                                            "SELECT uid FROM uploads WHERE expires_at <= ?", error);
    gboolean row = TRUE;

    if (statement == NULL)
        return NULL;
    store_bind(statement, "i", now);
    for (;;) {
        if (!store_step(connection, statement, &row, error))
            return NULL;
        if (!row)
            break;
        g_ptr_array_add(uids, g_strdup(store_text(statement, 0)));
    }
    g_ptr_array_add(uids, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&uids), FALSE);
}

char **
store_uploads_expired(Store *store, gint64 now, GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    char **uids;

    if (reader == NULL)
        return NULL;
    uids = find_expired(reader, now, error);
    store_read_end(store, reader);
    return uids;
}
