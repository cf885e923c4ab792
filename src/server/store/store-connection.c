#include "store-private.h"

#include <stdarg.h>
#include <string.h>

/* A reader never waits for the writer in WAL mode, but for the moments in which the log is
 * recovered or reset. */
#define BUSY_MILLISECONDS 5000

/* In KiB, taken page by page as they are read: look-ups among a million reports need 95 MB. */
#define READER_CACHE "131072"

/* So many idle readers keep the pages that they have read: one for each thread with sockets, as
 * http-loop.h allows. More are idle only after a rush. */
#define MAX_CACHES 4

void
store_set_error(StoreConnection *connection, GError **error)
{
    gboolean full = sqlite3_errcode(connection->db) == SQLITE_FULL;

    g_set_error(error, STORE_ERROR, full ? STORE_ERROR_FULL : STORE_ERROR_DATABASE,
                "the database: %s (%d)", sqlite3_errmsg(connection->db),
                sqlite3_extended_errcode(connection->db));
}

gboolean
store_execute(StoreConnection *connection, const char *sql, GError **error)
{
    if (sqlite3_exec(connection->db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return TRUE;
    store_set_error(connection, error);
    return FALSE;
}

static gboolean
set_up(StoreConnection *connection, gboolean for_writing, GError **error)
{
    sqlite3_busy_timeout(connection->db, BUSY_MILLISECONDS);
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (!for_writing)
        return store_execute(connection,
                             "PRAGMA wal_autocheckpoint = 0;"
                             "PRAGMA cache_size = -" READER_CACHE,
                             error);
    /* FULL syncs the log at each commit, which WAL needs to be durable. What a savepoint keeps to
     * go back to is a few pages, for which SQLite would make a file each time. */
    return store_execute(connection,
                         "PRAGMA journal_mode = WAL;"
                         "PRAGMA synchronous = FULL;"
                         "PRAGMA temp_store = MEMORY;"
                         "PRAGMA foreign_keys = ON",
                         error);
}

StoreConnection *
store_connection_open(const char *path, gboolean for_writing, GError **error)
{
    StoreConnection *connection = g_new0(StoreConnection, 1);
    int flags = SQLITE_OPEN_NOMUTEX |
                (for_writing ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);

    connection->statements = g_hash_table_new(NULL, NULL);
    if (sqlite3_open_v2(path, &connection->db, flags, NULL) != SQLITE_OK) {
        store_set_error(connection, error);
        store_connection_close(connection);
        return NULL;
    }
    if (!set_up(connection, for_writing, error)) {
        store_connection_close(connection);
        return NULL;
    }
    return connection;
}

void
store_connection_close(StoreConnection *connection)
{
    GHashTableIter iterator;
    gpointer statement;

    g_hash_table_iter_init(&iterator, connection->statements);
    while (g_hash_table_iter_next(&iterator, NULL, &statement))
        sqlite3_finalize(statement);
    g_hash_table_unref(connection->statements);
    sqlite3_close(connection->db);
    g_free(connection);
}

/* Begins a view if there is none; it is taken by the first statement. */
static gboolean
hold_view(StoreConnection *reader, GError **error)
{
    sqlite3_stmt *begin;

    if (sqlite3_get_autocommit(reader->db) == 0)
        return TRUE;
    begin = store_prepare(reader, "BEGIN", error);
    return begin != NULL && store_run(reader, begin, error);
}

static void
let_view_go(StoreConnection *reader)
{
    sqlite3_stmt *end;

    if (sqlite3_get_autocommit(reader->db) != 0)
        return;
    end = store_prepare(reader, "ROLLBACK", NULL);
    if (end != NULL)
        store_run(reader, end, NULL);
    store_connection_reset(reader);
}

StoreConnection *
store_read_begin(Store *store, GError **error)
{
    StoreConnection *reader;
    guint64 state;

    g_mutex_lock(&store->mutex);
    reader = g_queue_pop_head(&store->readers);
    state = store->state;
    g_mutex_unlock(&store->mutex);
    if (reader == NULL)
        reader = store_connection_open(store->path, FALSE, error);
    if (reader == NULL)
        return NULL;
    reader->state = state;
    if (hold_view(reader, error))
        return reader;
    store_connection_close(reader);
    return NULL;
}

void
store_connection_reset(StoreConnection *connection)
{
    GHashTableIter iterator;
    gpointer statement;

    g_hash_table_iter_init(&iterator, connection->statements);
    while (g_hash_table_iter_next(&iterator, NULL, &statement))
        sqlite3_reset(statement);
}

/* What a reader that has failed still sees is not to be trusted. */
static gboolean
is_well(StoreConnection *reader)
{
    int code = sqlite3_errcode(reader->db);

    return code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE;
}

void
store_read_end(Store *store, StoreConnection *reader)
{
    gboolean well = is_well(reader);

    store_connection_reset(reader);
    g_mutex_lock(&store->mutex);
    if (!well || store->changing || store->state != reader->state)
        let_view_go(reader);
    if (g_queue_get_length(&store->readers) >= MAX_CACHES)
        sqlite3_db_release_memory(reader->db);
    g_queue_push_head(&store->readers, reader);
    g_mutex_unlock(&store->mutex);
}

void
store_change_begin(Store *store)
{
    g_mutex_lock(&store->mutex);
    store->changing = TRUE;
    for (GList *at = store->readers.head; at != NULL; at = at->next)
        let_view_go(at->data);
    g_mutex_unlock(&store->mutex);
}

void
store_change_end(Store *store)
{
    g_mutex_lock(&store->mutex);
    store->changing = FALSE;
    store->state++;
    g_mutex_unlock(&store->mutex);
}

sqlite3_stmt *
store_prepare(StoreConnection *connection, const char *sql, GError **error)
{
    sqlite3_stmt *statement = g_hash_table_lookup(connection->statements, sql);

    if (statement != NULL) {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
        return statement;
    }
    if (sqlite3_prepare_v3(connection->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK) {
        store_set_error(connection, error);
        return NULL;
    }
    g_hash_table_insert(connection->statements, (gpointer)(gsize)sql, statement);
    return statement;
}

void
store_bind(sqlite3_stmt *statement, const char *types, ...)
{
    va_list arguments;

    va_start(arguments, types);
    for (int i = 0; types[i] != '\0'; i++) {
        if (types[i] == 's') {
            const char *text = va_arg(arguments, const char *);

            sqlite3_bind_text(statement, i + 1, text != NULL ? text : "", -1, SQLITE_TRANSIENT);
        } else if (types[i] == 'i') {
            sqlite3_bind_int64(statement, i + 1, va_arg(arguments, gint64));
        } else {
            const void *bytes = va_arg(arguments, const void *);
            gsize size = va_arg(arguments, gsize);

            sqlite3_bind_blob64(statement, i + 1, bytes, size, SQLITE_TRANSIENT);
        }
    }
    va_end(arguments);
}

gboolean
store_step(StoreConnection *connection, sqlite3_stmt *statement, gboolean *ret_row, GError **error)
{
    int code = sqlite3_step(statement);

    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        store_set_error(connection, error);
        return FALSE;
    }
    *ret_row = code == SQLITE_ROW;
    return TRUE;
}

gboolean
store_run(StoreConnection *connection, sqlite3_stmt *statement, GError **error)
{
    gboolean row;

    return store_step(connection, statement, &row, error);
}

const char *
store_text(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);

    return text != NULL ? (const char *)text : "";
}

gboolean
store_text_is(sqlite3_stmt *statement, int column, const char *text)
{
    return strcmp(store_text(statement, column), text) == 0 &&
           (gsize)sqlite3_column_bytes(statement, column) == strlen(text);
}
