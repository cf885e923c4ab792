#include "store-private.h"

#include "base-line.h"

#include <stdarg.h>

static void
file_free(gpointer data)
{
    StoreFile *file = data;

    g_free(file->report_id);
    g_free(file->sha256);
    g_free(file);
}

void
store_verified_free(StoreVerified *verified)
{
    if (verified == NULL)
        return;
    g_ptr_array_unref(verified->files);
    g_free(verified);
}

void
store_found(StoreVerify *verify, const char *kind, const char *format, ...)
{
    g_autofree char *words = NULL;
    va_list arguments;

    va_start(arguments, format);
    words = base_line_vprintf(format, arguments); /* a damaged row may hold anything */
    va_end(arguments);
    verify->found(kind, words, verify->data);
}

/* SQLite's own look at pages, indexes and types. On a connection that only reads it knows of no
 * CHECKs; what they hold is in the digests of the rows. */
static gboolean
check_integrity(StoreVerify *verify, GError **error)
{
    sqlite3_stmt *rows = store_prepare(verify->connection, "PRAGMA integrity_check", error);
    gboolean row = FALSE;

    if (rows == NULL)
        return FALSE;
    while (store_step(verify->connection, rows, &row, error)) {
        if (!row)
            return TRUE;
        if (g_strcmp0(store_text(rows, 0), "ok") != 0)
            store_found(verify, "database", "%s", store_text(rows, 0));
    }
    return FALSE;
}

static gboolean
check_references(StoreVerify *verify, GError **error)
{
    sqlite3_stmt *rows = store_prepare(
        verify->connection,
        "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2", error);
    gboolean row = FALSE;

    if (rows == NULL)
        return FALSE;
    while (store_step(verify->connection, rows, &row, error)) {
        if (!row)
            return TRUE;
        store_found(verify, "database", "%" G_GINT64_FORMAT " of %s name what is not in %s",
                    (gint64)sqlite3_column_int64(rows, 2), store_text(rows, 0),
                    store_text(rows, 1));
    }
    return FALSE;
}

/* "table reports" → its SQL. */
static GHashTable *
read_schema(StoreConnection *connection, GError **error)
{
    g_autoptr(GHashTable) schema = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    sqlite3_stmt *rows = store_prepare(
        connection,
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat%'"
        " ESCAPE '\\'",
        error);
    gboolean row = TRUE;

    if (rows == NULL)
        return NULL;
    for (;;) {
        if (!store_step(connection, rows, &row, error))
            return NULL;
        if (!row)
            return g_steal_pointer(&schema);
        g_hash_table_insert(schema,
                            g_strdup_printf("%s %s", store_text(rows, 0), store_text(rows, 1)),
                            g_strdup(store_text(rows, 2)));
    }
}

static void
compare_schemas(StoreVerify *verify, GHashTable *made, GHashTable *there)
{
    GHashTableIter iterator;
    gpointer name, sql;

    g_hash_table_iter_init(&iterator, made);
    while (g_hash_table_iter_next(&iterator, &name, &sql)) {
        if (!g_hash_table_contains(there, name))
            store_found(verify, "schema", "%s is missing", (const char *)name);
        else if (g_strcmp0(g_hash_table_lookup(there, name), sql) != 0)
            store_found(verify, "schema", "%s is another", (const char *)name);
    }
    g_hash_table_iter_init(&iterator, there);
    while (g_hash_table_iter_next(&iterator, &name, NULL)) {
        if (!g_hash_table_contains(made, name))
            store_found(verify, "schema", "%s does not belong there", (const char *)name);
    }
}

/* Tables, indexes and the triggers that hold audit log and originals, as the migrations make
 * them. */
static gboolean
check_schema(StoreVerify *verify, GError **error)
{
    StoreConnection *fresh = store_connection_open(":memory:", TRUE, error);
    g_autoptr(GHashTable) made = NULL;
    g_autoptr(GHashTable) there = NULL;

    if (fresh == NULL)
        return FALSE;
    if (store_migrate(fresh, error))
        made = read_schema(fresh, error);
    store_connection_close(fresh);
    if (made == NULL)
        return FALSE;
    there = read_schema(verify->connection, error);
    if (there == NULL)
        return FALSE;
    compare_schemas(verify, made, there);
    return TRUE;
}

static gboolean
list_files(StoreVerify *verify, GPtrArray *files, GError **error)
{
    sqlite3_stmt *rows = store_prepare(
        verify->connection,
        "SELECT report_id, n, sha256, bytes FROM originals ORDER BY report_id, n", error);
    gboolean row = TRUE;

    if (rows == NULL)
        return FALSE;
    for (;;) {
        StoreFile *file;

        if (!store_step(verify->connection, rows, &row, error))
            return FALSE;
        if (!row)
            return TRUE;
        file = g_new0(StoreFile, 1);
        file->report_id = g_strdup(store_text(rows, 0));
        file->n = (guint)sqlite3_column_int64(rows, 1);
        file->sha256 = g_strdup(store_text(rows, 2));
        file->bytes = (guint64)sqlite3_column_int64(rows, 3);
        g_ptr_array_add(files, file);
    }
}

/* What could not be read is a difference too; the other checks go on. */
static void
say_unreadable(StoreVerify *verify, gboolean done, GError **error)
{
    if (!done)
        store_found(verify, "database", "%s", (*error)->message);
    g_clear_error(error);
}

static void
check_all(StoreVerify *verify, StoreVerified *verified)
{
    g_autoptr(GError) error = NULL;
    gboolean done;

    done = check_integrity(verify, &error) && check_references(verify, &error);
    say_unreadable(verify, done, &error);
    done = check_schema(verify, &error);
    say_unreadable(verify, done, &error);
    done = store_audit_walk(verify, &verified->end, &error);
    say_unreadable(verify, done, &error);
    done = store_verify_reports(verify, &verified->reports, &error);
    say_unreadable(verify, done, &error);
    done = store_verify_rest(verify, &error);
    say_unreadable(verify, done, &error);
    done = list_files(verify, verified->files, &error);
    say_unreadable(verify, done, &error);
}

StoreVerified *
store_verify(const char *path, const StoreAnchor *anchor, StoreFound found, gpointer data)
{
    StoreVerified *verified = g_new0(StoreVerified, 1);
    StoreVerify verify = {.anchor = anchor, .found = found, .data = data};
    g_autoptr(GError) error = NULL;

    verified->files = g_ptr_array_new_with_free_func(file_free);
    verify.connection = store_connection_open(path, FALSE, &error);
    /* One snapshot for all that is read: a commit in the meantime is not seen. */
    if (verify.connection != NULL && store_is_of_this_version(verify.connection, &error) &&
        store_execute(verify.connection, "BEGIN", &error))
        check_all(&verify, verified);
    else
        store_found(&verify, "database", "%s", error->message);
    if (verify.connection != NULL)
        store_connection_close(verify.connection);
    return verified;
}

gboolean
store_verify_knows(const char *path, const char *sha256)
{
    StoreConnection *connection = store_connection_open(path, FALSE, NULL);
    gboolean row = FALSE;
    sqlite3_stmt *rows;

    if (connection == NULL)
        return FALSE;
    rows = store_prepare(connection, "SELECT 1 FROM originals WHERE sha256 = ?", NULL);
    if (rows != NULL) {
        store_bind(rows, "s", sha256);
        store_step(connection, rows, &row, NULL);
    }
    store_connection_close(connection);
    return row;
}
