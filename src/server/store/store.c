#include "store-private.h"

#include <sodium.h>

G_DEFINE_QUARK(store - error - quark, store_error)

/* SQLite would count each allocation under one lock for all threads, and nobody asks how many. */
static void
set_up_sqlite(void)
{
    static gsize done;

    if (g_once_init_enter(&done)) {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        g_once_init_leave(&done, 1);
    }
}

Store *
store_open(const char *path, GError **error)
{
    g_autoptr(Store) store = g_new0(Store, 1);

    if (sodium_init() < 0)
        g_error("libsodium cannot be set up");
    set_up_sqlite();
    store->path = g_strdup(path);
    g_mutex_init(&store->writing);
    g_queue_init(&store->waiting);
    g_cond_init(&store->write_ended);
    g_mutex_init(&store->mutex);
    g_queue_init(&store->readers);
    store->writer = store_connection_open(path, TRUE, error);
    if (store->writer == NULL || !store_migrate(store->writer, error))
        return NULL;
    return g_steal_pointer(&store);
}

void
store_close(Store *store)
{
    if (store == NULL)
        return;
    /* The writer goes last: only it may do the final checkpoint. */
    g_queue_clear_full(&store->readers, (GDestroyNotify)store_connection_close);
    if (store->writer != NULL)
        store_connection_close(store->writer);
    g_cond_clear(&store->write_ended);
    g_mutex_clear(&store->writing);
    g_mutex_clear(&store->mutex);
    g_free(store->path);
    g_free(store);
}

static gboolean
touch(StoreConnection *connection, gpointer data, GError **error)
{
    (void)data;
    /* Writes a page and changes nothing: a full disk is seen. */
    return store_execute(connection, "PRAGMA application_id = 0", error);
}

gboolean
store_check(Store *store, GError **error)
{
    StoreConnection *reader;
    sqlite3_stmt *statement;
    gboolean row, done;

    if (!store_transaction(store, touch, NULL, error))
        return FALSE;
    reader = store_read_begin(store, error);
    if (reader == NULL)
        return FALSE;
    statement = store_prepare(reader, "SELECT count(*) FROM catalogue", error);
    done = statement != NULL && store_step(reader, statement, &row, error);
    store_read_end(store, reader);
    return done;
}
