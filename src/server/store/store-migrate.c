#include "store-private.h"

#include "store-schema.h"

#include <gio/gio.h>

/* The migrations in order: number n takes a database of version n - 1 to version n. */
static const char *const migrations[] = {
    "/tw/edu/ksu/ScanStation/schema/0001-records.sql",
    "/tw/edu/ksu/ScanStation/schema/0002-proof.sql",
    "/tw/edu/ksu/ScanStation/schema/0003-together.sql",
};

/* FALSE for a version that this program does not know. */
static gboolean
read_version(StoreConnection *connection, gint64 *ret_version, GError **error)
{
    sqlite3_stmt *statement = store_prepare(connection, "PRAGMA user_version", error);
    gint64 version;
    gboolean row;

    if (statement == NULL || !store_step(connection, statement, &row, error))
        return FALSE;
    version = row ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_reset(statement);
    if (version > (gint64)G_N_ELEMENTS(migrations)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER,
                    "the database is of version %" G_GINT64_FORMAT
                    "; this program knows versions up to %u",
                    version, (guint)G_N_ELEMENTS(migrations));
        return FALSE;
    }
    *ret_version = version;
    return TRUE;
}

gboolean
store_is_of_this_version(StoreConnection *connection, GError **error)
{
    gint64 version = 0;

    if (!read_version(connection, &version, error))
        return FALSE;
    if (version == (gint64)G_N_ELEMENTS(migrations))
        return TRUE;
    g_set_error(error, STORE_ERROR, STORE_ERROR_DATABASE,
                "the database is of version %" G_GINT64_FORMAT
                "; “serve” makes it one of version %u",
                version, (guint)G_N_ELEMENTS(migrations));
    return FALSE;
}

/* One migration with its version number, all or nothing. */
static gboolean
migrate_to(StoreConnection *connection, guint version, GError **error)
{
    g_autoptr(GBytes) sql = g_resource_lookup_data(
        store_schema_get_resource(), migrations[version - 1], G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_autofree char *end = g_strdup_printf("PRAGMA user_version = %u; COMMIT", version);

    if (sql == NULL)
        g_error("the program lacks its migration %u", version);
    if (store_execute(connection, "BEGIN IMMEDIATE", error) &&
        store_execute(connection, g_bytes_get_data(sql, NULL), error) &&
        store_execute(connection, end, error))
        return TRUE;
    store_execute(connection, "ROLLBACK", NULL);
    return FALSE;
}

gboolean
store_migrate(StoreConnection *connection, GError **error)
{
    static gsize registered;
    gint64 version = 0;

    if (g_once_init_enter(&registered)) {
        store_schema_register_resource();
        g_once_init_leave(&registered, 1);
    }
    if (!read_version(connection, &version, error))
        return FALSE;
    for (guint i = (guint)version + 1; i <= G_N_ELEMENTS(migrations); i++) {
        if (!migrate_to(connection, i, error))
            return FALSE;
    }
    return TRUE;
}
