#include "store-private.h"

/* A body that waits for its transaction, and what became of it. On its caller's stack. */
typedef struct {
    StoreBody body;
    gpointer data;
    GError *error;
    gboolean done;
    gboolean ended; /* guarded by store->writing; the rest is the leader's until then */
} Write;

static void
run_one(StoreConnection *writer, Write *write)
{
    write->done = write->body(writer, write->data, &write->error);
    store_connection_reset(writer);
}

/* In a transaction of several: what it did is undone if it fails. */
static void
run_among_others(StoreConnection *writer, Write *write)
{
    if (!store_execute(writer, "SAVEPOINT one", &write->error))
        return;
    run_one(writer, write);
    write->done = write->done && store_execute(writer, "RELEASE one", &write->error);
    if (!write->done && sqlite3_get_autocommit(writer->db) == 0)
        store_execute(writer, "ROLLBACK TO one; RELEASE one", NULL);
}

/* The transaction came to nothing: nor did anything that was in it. */
static void
fail_all(GQueue *writes, const GError *error)
{
    for (GList *at = writes->head; at != NULL; at = at->next) {
        Write *write = at->data;

        write->done = FALSE;
        if (write->error == NULL)
            write->error = g_error_copy(error);
    }
}

/* FALSE if there is nothing to commit. */
static gboolean
run_all(StoreConnection *writer, GQueue *writes, GError **error)
{
    if (writes->length == 1) {
        run_one(writer, writes->head->data);
        return ((Write *)writes->head->data)->done;
    }
    for (GList *at = writes->head; at != NULL; at = at->next) {
        Write *write = at->data;

        run_among_others(writer, write);
        /* SQLite may have rolled back all of it by itself, as it does when the disk is full. */
        if (sqlite3_get_autocommit(writer->db) != 0) {
            g_propagate_error(error, g_error_copy(write->error));
            return FALSE;
        }
    }
    return TRUE;
}

static void
run(StoreConnection *writer, GQueue *writes)
{
    g_autoptr(GError) error = NULL;

    if (store_execute(writer, "BEGIN IMMEDIATE", &error) && run_all(writer, writes, &error) &&
        store_execute(writer, "COMMIT", &error))
        return;
    /* A failed COMMIT may have rolled back by itself; SQLite says which. */
    if (sqlite3_get_autocommit(writer->db) == 0)
        store_execute(writer, "ROLLBACK", NULL);
    fail_all(writes, error);
}

/* Takes all that wait, with the lock held, which it lets go while it works. */
static void
lead(Store *store)
{
    GQueue writes = store->waiting;

    g_queue_init(&store->waiting);
    store->written = TRUE;
    g_mutex_unlock(&store->writing);
    store_change_begin(store);
    run(store->writer, &writes);
    store_change_end(store);
    g_mutex_lock(&store->writing);
    store->written = FALSE;
    for (GList *at = writes.head; at != NULL; at = at->next)
        ((Write *)at->data)->ended = TRUE;
    g_queue_clear(&writes);
    g_cond_broadcast(&store->write_ended);
}

gboolean
store_transaction(Store *store, StoreBody body, gpointer data, GError **error)
{
    Write write = {.body = body, .data = data};

    g_mutex_lock(&store->writing);
    g_queue_push_tail(&store->waiting, &write);
    while (!write.ended) {
        if (store->written)
            g_cond_wait(&store->write_ended, &store->writing);
        else
            lead(store);
    }
    g_mutex_unlock(&store->writing);
    if (!write.done)
        g_propagate_error(error, write.error);
    return write.done;
}
