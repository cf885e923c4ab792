/* Readers keep their view of the database while nobody writes, and not a moment longer. */
#include "store-fixture.h"

#include "store-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define THREADS      4
#define TURNS        60
#define METADATA     (400 * 1024)
#define TRANSACTIONS 40
#define LOG_MOST     (8 * 1024 * 1024) /* of the write-ahead log, which is written anew at 4 MiB */

static void
add_upload(Store *store, const char *uid, const char *metadata)
{
    const StoreUpload upload = {.uid = (char *)(gsize)uid,
                                .owner = (char *)"T001",
                                .length = 1,
                                .metadata = (char *)(gsize)metadata,
                                .expires_at = 1};

    g_assert_true(store_upload_add(store, &upload, NULL));
}

static gboolean
is_there(Store *store, const char *uid)
{
    g_autoptr(StoreUpload) upload = store_upload(store, uid, NULL);

    return upload != NULL;
}

static int number;

/* Whoever has been told that it is written finds it, and whoever has removed it does not, whatever
 * views other threads have taken and given back meanwhile. */
static gpointer
write_and_look(gpointer store)
{
    for (guint i = 0; i < TURNS; i++) {
        g_autofree char *uid = g_strdup_printf("u%d", g_atomic_int_add(&number, 1));

        g_assert_false(is_there(store, uid));
        add_upload(store, uid, "");
        g_assert_true(is_there(store, uid));
        g_assert_true(store_upload_remove(store, uid, NULL));
        g_assert_false(is_there(store, uid));
    }
    return NULL;
}

static void
test_sees_what_is_written(Fixture *fixture, gconstpointer data)
{
    GThread *threads[THREADS];

    (void)data;
    for (guint i = 0; i < THREADS; i++)
        threads[i] = g_thread_new("look", write_and_look, fixture->store);
    for (guint i = 0; i < THREADS; i++)
        g_thread_join(threads[i]);
}

/* It was taken before a transaction, and is given back behind it. */
static void
test_an_old_view_is_not_kept(Fixture *fixture, gconstpointer data)
{
    StoreConnection *reader = store_read_begin(fixture->store, NULL);
    g_autoptr(Report) report = store_report_on(reader, "r1", NULL);

    (void)data;
    g_assert_nonnull(report);
    add_upload(fixture->store, "u", "");
    store_read_end(fixture->store, reader);
    g_assert_true(is_there(fixture->store, "u"));
}

/* A view that is kept would keep the log from being written anew. */
static void
test_keeps_the_log_short(Fixture *fixture, gconstpointer data)
{
    g_autofree char *log = g_strconcat(fixture->path, "-wal", NULL);
    g_autofree char *metadata = g_strnfill(METADATA, 'm');
    GStatBuf status;

    (void)data;
    for (guint i = 0; i < TRANSACTIONS; i++) {
        g_autofree char *uid = g_strdup_printf("u%u", i);

        g_assert_true(i == 0 || is_there(fixture->store, "u0"));
        add_upload(fixture->store, uid, metadata);
        g_assert_true(is_there(fixture->store, uid));
    }
    g_assert_cmpint(g_stat(log, &status), ==, 0);
    g_assert_cmpint(status.st_size, <, LOG_MOST);
}

#define ADD(name, function)                                                                        \
    g_test_add("/store/view/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    ADD("sees-what-is-written", test_sees_what_is_written);
    ADD("an-old-view-is-not-kept", test_an_old_view_is_not_kept);
    ADD("keeps-the-log-short", test_keeps_the_log_short);
    return g_test_run();
}
