/* Writers that come at once share a transaction and its sync, and nothing else. */
#include "store-fixture.h"

#include "store-private.h"

#define WRITERS 5
#define REFUSED 2 /* changes its mind when it has written */

/* What becomes of the transaction that they share. */
typedef enum {
    COMMITS,
    CANNOT_COMMIT,
    ROLLS_BACK, /* by itself, in the middle of the writers */
} Ending;

typedef struct {
    Store *store;
    guint number;
    Ending ending;
    gboolean done;
    GError *error;
} Writer;

static guint commits;
static gboolean no_commit;
static int holding; /* atomic */

static int
note_commit(gpointer data)
{
    (void)data;
    commits++;
    return no_commit;
}

/* Keeps the writing connection until all others wait for it. */
static gboolean
hold(StoreConnection *connection, gpointer data, GError **error)
{
    Store *store = data;
    guint waiting = 0;

    (void)connection;
    (void)error;
    g_atomic_int_set(&holding, TRUE);
    while (waiting < WRITERS) {
        g_thread_yield();
        g_mutex_lock(&store->writing);
        waiting = store->waiting.length;
        g_mutex_unlock(&store->writing);
    }
    return TRUE;
}

static gboolean
insert(StoreConnection *connection, gpointer data, GError **error)
{
    Writer *writer = data;
    g_autofree char *sql = g_strdup_printf("INSERT INTO uploads VALUES ('w%u', 'o', 1, '', 1)",
                                           writer->number);

    if (!store_execute(connection, sql, error))
        return FALSE;
    if (writer->number == REFUSED) {
        if (writer->ending == ROLLS_BACK)
            store_execute(connection, "ROLLBACK", NULL);
        g_set_error(error, STORE_ERROR, STORE_ERROR_EXISTS, "no");
        return FALSE;
    }
    no_commit = writer->ending == CANNOT_COMMIT;
    return TRUE;
}

static gpointer
write_one(gpointer data)
{
    Writer *writer = data;

    writer->done = store_transaction(writer->store, insert, writer, &writer->error);
    return NULL;
}

static gpointer
hold_first(gpointer store)
{
    g_assert_true(store_transaction(store, hold, store, NULL));
    return NULL;
}

/* The first one holds, and all others come meanwhile. */
static void
write_all(Store *store, Writer writers[WRITERS], Ending ending)
{
    GThread *threads[WRITERS + 1];

    commits = 0;
    no_commit = FALSE;
    sqlite3_commit_hook(store->writer->db, note_commit, NULL);
    g_atomic_int_set(&holding, FALSE);
    threads[WRITERS] = g_thread_new("hold", hold_first, store);
    while (!g_atomic_int_get(&holding))
        g_thread_yield();
    for (guint i = 0; i < WRITERS; i++) {
        writers[i] = (Writer){.store = store, .number = i, .ending = ending};
        threads[i] = g_thread_new("write", write_one, &writers[i]);
    }
    for (guint i = 0; i <= WRITERS; i++)
        g_thread_join(threads[i]);
    no_commit = FALSE;
}

static void
clear(Writer writers[WRITERS])
{
    for (guint i = 0; i < WRITERS; i++)
        g_clear_error(&writers[i].error);
}

static void
test_shared(Fixture *fixture, gconstpointer data)
{
    Writer writers[WRITERS];

    (void)data;
    write_all(fixture->store, writers, COMMITS);
    /* One of them is the holder's. */
    g_assert_cmpuint(commits, ==, 2);
    for (guint i = 0; i < WRITERS; i++)
        g_assert_true(writers[i].done == (i != REFUSED));
    g_assert_error(writers[REFUSED].error, STORE_ERROR, STORE_ERROR_EXISTS);
    fixture_assert_sql(fixture, "SELECT uid FROM uploads ORDER BY uid", "w0\nw1\nw3\nw4\n");
    clear(writers);
}

/* SQLite takes back what all of them did: none may be told that it is done. */
static void
test_lost(Fixture *fixture, gconstpointer data)
{
    Writer writers[WRITERS];

    write_all(fixture->store, writers, (Ending)GPOINTER_TO_INT(data));
    for (guint i = 0; i < WRITERS; i++) {
        g_assert_false(writers[i].done);
        g_assert_nonnull(writers[i].error);
    }
    g_assert_error(writers[REFUSED].error, STORE_ERROR, STORE_ERROR_EXISTS);
    fixture_assert_sql(fixture, "SELECT count(*) FROM uploads", "0\n");
    sqlite3_commit_hook(fixture->store->writer->db, NULL, NULL);
    g_assert_true(store_check(fixture->store, NULL));
    clear(writers);
}

#define ADD(name, function, data)                                                                  \
    g_test_add("/store/transaction/" name, Fixture, data, fixture_set_up, function,                \
               fixture_tear_down)

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    ADD("shared", test_shared, NULL);
    ADD("cannot-commit", test_lost, GINT_TO_POINTER(CANNOT_COMMIT));
    ADD("rolls-back", test_lost, GINT_TO_POINTER(ROLLS_BACK));
    return g_test_run();
}
