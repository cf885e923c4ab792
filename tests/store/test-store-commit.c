/* The store's one transaction: durable, once, and by one at a time. */
#include "store-fixture.h"

#include "base-clock.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* SQLite finds these before those of the C library: it syncs its log by one of them. */
static guint syncs;
static gboolean fail_sync;

static int
note_sync(long number, int fd)
{
    syncs++;
    if (!fail_sync)
        return (int)syscall(number, fd);
    errno = EIO;
    return -1;
}

int
fdatasync(int fd)
{
    return note_sync(SYS_fdatasync, fd);
}

int
fsync(int fd)
{
    return note_sync(SYS_fsync, fd);
}

static void
test_commit(Fixture *fixture, gconstpointer data)
{
    Store *store = fixture->store;
    const StoreUpload upload = {(char *)"u1", (char *)"staff1", 8, (char *)"", base_clock_now()};
    g_autoptr(GError) error = NULL;
    g_autofree char *first = NULL;
    g_autofree char *repeat = NULL;
    g_autoptr(Report) report = NULL;

    (void)data;
    g_assert_true(store_upload_add(store, &upload, NULL));
    first = fixture_commit(store, "r2", "k1", "c1", "8F-1", &error);
    g_assert_no_error(error);
    repeat = fixture_commit(store, "r2", "k1", "c1", "8F-1", &error);
    g_assert_cmpstr(first, ==, repeat);
    report = store_report(store, "r2", NULL);
    g_assert_cmpint(report->status, ==, REPORT_STATUS_VERIFYING);
    g_assert_cmpuint(report->originals, ==, 1);
    fixture_assert_sql(fixture, "SELECT count(*) FROM originals", "1\n");
    fixture_assert_sql(fixture, "SELECT count(*) FROM events", "1\n");
    fixture_assert_sql(fixture, "SELECT count(*) FROM uploads", "0\n");
    fixture_assert_sql(
        fixture,
        "SELECT from_status || to_status || (detail LIKE '%e-mail step was skipped%') "
        "FROM audit WHERE action = 'original_stored'",
        "filedverifying1\n");
    g_assert_null(fixture_commit(store, "r2", "k1", "c2", "8F-1", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_IDEMPOTENCY);
    g_clear_error(&error);
    g_assert_null(fixture_commit(store, "r2", "k2", "c1", "8F-1", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NOT_PENDING);
    g_assert_cmpstr(error->message, ==, "verifying");
    g_clear_error(&error);
    g_assert_null(fixture_commit(store, "nobody", "k3", "c1", "8F-1", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
    fixture_assert_chain(fixture, "");
}

/* What is answered is on the disk; what is not on the disk is not answered. */
static void
test_commit_is_synced(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *answer = NULL;
    g_autoptr(Report) report = NULL;

    (void)data;
    fail_sync = TRUE;
    g_assert_null(fixture_commit(fixture->store, "r1", "k1", "c1", "8F-1", &error));
    fail_sync = FALSE;
    g_assert_error(error, STORE_ERROR, STORE_ERROR_DATABASE);
    report = store_report(fixture->store, "r1", NULL);
    g_assert_cmpint(report->status, ==, REPORT_STATUS_APPLIED);
    syncs = 0;
    answer = fixture_commit(fixture->store, "r1", "k1", "c1", "8F-1", NULL);
    g_assert_nonnull(answer);
    g_assert_cmpuint(syncs, >=, 1);
    fixture_assert_chain(fixture, "");
}

static void
test_claim(Fixture *fixture, gconstpointer data)
{
    Store *store = fixture->store;
    gint64 now = base_clock_now();
    g_autoptr(GError) error = NULL;
    g_autofree char *answer = NULL;

    (void)data;
    g_assert_true(store_claim(store, "r1", "8F-1", "staff1", now + BASE_MINUTE, NULL));
    g_assert_false(store_claim(store, "r1", "8F-2", "staff2", now + BASE_MINUTE, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_CLAIMED);
    g_assert_cmpstr(error->message, ==, "8F-1");
    g_clear_error(&error);
    g_assert_null(fixture_commit(store, "r1", "k1", "c1", "8F-2", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_CLAIMED);
    g_clear_error(&error);
    g_assert_false(store_release(store, "r1", "8F-2", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_CLAIMED);
    g_assert_true(store_claim(store, "r1", "8F-1", "staff1", now - 1, NULL)); /* runs out */
    answer = fixture_commit(store, "r1", "k1", "c1", "8F-2", NULL);
    g_assert_nonnull(answer);
}

typedef struct {
    Store *store;
    const char *key;
    char *station;
    char *answer;
    int code;
} Racer;

static gpointer
race(gpointer data)
{
    Racer *racer = data;
    g_autoptr(GError) error = NULL;

    racer->answer = fixture_commit(racer->store, "r1", racer->key, "c1", racer->station, &error);
    racer->code = error != NULL ? error->code : -1;
    return NULL;
}

/* Six threads at once: with one key all get one answer, with six keys one wins. */
static void
test_race(Fixture *fixture, gconstpointer same_key)
{
    static const char *const keys[] = {"k0", "k1", "k2", "k3", "k4", "k5"};
    Racer racers[6];
    GThread *threads[6];
    guint winners = 0;

    for (guint i = 0; i < 6; i++) {
        racers[i] = (Racer){fixture->store, same_key != NULL ? "k" : keys[i],
                            g_strdup_printf("8F-%u", i), NULL, 0};
        threads[i] = g_thread_new("racer", race, &racers[i]);
    }
    for (guint i = 0; i < 6; i++)
        g_thread_join(threads[i]);
    for (guint i = 0; i < 6; i++) {
        winners += racers[i].answer != NULL;
        if (same_key != NULL)
            g_assert_cmpstr(racers[i].answer, ==, racers[0].answer);
        else if (racers[i].answer == NULL)
            g_assert_cmpint(racers[i].code, ==, STORE_ERROR_NOT_PENDING);
    }
    for (guint i = 0; i < 6; i++) {
        g_free(racers[i].answer);
        g_free(racers[i].station);
    }
    g_assert_cmpuint(winners, ==, same_key != NULL ? 6 : 1);
    fixture_assert_sql(fixture, "SELECT count(*) FROM originals", "1\n");
    fixture_assert_sql(fixture, "SELECT count(*) FROM events", "1\n");
    fixture_assert_chain(fixture, "");
}

/* One commit, seen from inside another one. */
typedef struct {
    Store *store;
    GMutex mutex;
    GCond ended;
    gboolean has_ended;
    gboolean was_early; /* it ended while the other one was under way */
    int code;           /* of its error, -1 if it was done */
    GThread *thread;
} Second;

static Second second;

static gpointer
commit_second(gpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *answer = fixture_commit(data, "r2", "k2", "c2", "8F-2", &error);

    g_mutex_lock(&second.mutex);
    second.code = answer != NULL ? -1 : error->code;
    second.has_ended = TRUE;
    g_cond_signal(&second.ended);
    g_mutex_unlock(&second.mutex);
    return NULL;
}

/* Inside the first one's transaction: the second one is begun, and given time to end. */
static char *
answer_late(const ApiReceipt *receipt, Report *report)
{
    gint64 end = g_get_monotonic_time() + G_TIME_SPAN_SECOND / 5;

    second.thread = g_thread_new("second", commit_second, second.store);
    g_mutex_lock(&second.mutex);
    while (!second.has_ended && g_cond_wait_until(&second.ended, &second.mutex, end))
        continue;
    second.was_early = second.has_ended;
    g_mutex_unlock(&second.mutex);
    return fixture_answer(receipt, report);
}

/* Two transactions on the one connection that writes: the second waits, and both are done. */
static void
test_one_writes_at_a_time(Fixture *fixture, gconstpointer data)
{
    ApiOriginal original = fixture_original("8F-1");
    g_autoptr(StoreCommit) made = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *answer = NULL;

    (void)data;
    second = (Second){.store = fixture->store};
    store_commit_original(fixture->store, "r1", "k1", "c1", &original, "staff1", answer_late, &made,
                          &answer, &error);
    g_assert_no_error(error);
    g_thread_join(second.thread);
    g_assert_false(second.was_early);
    g_assert_cmpint(second.code, ==, -1);
    fixture_assert_sql(fixture, "SELECT count(*) FROM originals", "2\n");
    fixture_assert_chain(fixture, "");
}

/* A child commits until it is killed; whatever it was told of is there, exactly once. */
static void
test_kill(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    char told[64];
    int pipe_fds[2];
    int rounds = 0;
    pid_t child;

    (void)data;
    g_clear_pointer(&fixture->store, store_close);
    g_assert_cmpint(pipe(pipe_fds), ==, 0);
    child = fork();
    if (child == 0) {
        Store *store = store_open(fixture->path, NULL);

        for (guint i = 0; store != NULL; i++) {
            g_autofree char *key = g_strdup_printf("k%u", i);
            g_autofree char *answer = fixture_commit(store, "r3", key, "c", "8F-1", NULL);

            if (answer == NULL || write(pipe_fds[1], "x", 1) != 1)
                break;
            /* The reviewer asks for another original. */
            if (fixture_run_sql(fixture->path, "UPDATE reports SET status = 're_review'") !=
                SQLITE_OK)
                break;
        }
        _exit(1);
    }
    close(pipe_fds[1]);
    while (rounds < 20)
        rounds += (int)read(pipe_fds[0], told, 1);
    g_assert_cmpint(kill(child, SIGKILL), ==, 0);
    g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
    for (ssize_t more = 1; more > 0; rounds += (int)more)
        more = read(pipe_fds[0], told, sizeof told);
    close(pipe_fds[0]);
    fixture->store = store_open(fixture->path, &error);
    g_assert_no_error(error);
    fixture_assert_chain(fixture, "");
    for (int i = 0; i < rounds; i++) {
        g_autofree char *key = g_strdup_printf("k%d", i);
        g_autofree char *answer = NULL;

        g_assert_true(store_commit_repeat(fixture->store, key, "c", &answer, NULL));
        g_assert_nonnull(answer);
    }
    fixture_assert_sql(
        fixture,
        "SELECT (SELECT count(*) FROM originals) = (SELECT count(*) FROM commits) AND "
        "(SELECT count(*) FROM originals) = (SELECT count(*) FROM events) AND "
        "(SELECT count(*) FROM originals) = (SELECT count(*) FROM audit WHERE action "
        "= 'original_stored')",
        "1\n");
}

static void
test_refused_write(Fixture *fixture, gconstpointer data)
{
    struct rlimit before, limit;
    g_autoptr(GError) error = NULL;
    g_autofree char *answer = NULL;
    g_autoptr(Report) report = NULL;

    (void)data;
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
    limit = before;
    limit.rlim_cur = 4096;
    signal(SIGXFSZ, SIG_IGN);
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
    answer = fixture_commit(fixture->store, "r1", "k1", "c1", "8F-1", &error);
    g_assert_false(store_check(fixture->store, NULL));
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
    g_assert_null(answer);
    g_assert_error(error, STORE_ERROR, STORE_ERROR_DATABASE);
    g_assert_true(store_check(fixture->store, NULL));
    report = store_report(fixture->store, "r1", NULL);
    g_assert_cmpint(report->status, ==, REPORT_STATUS_APPLIED);
    answer = fixture_commit(fixture->store, "r1", "k1", "c1", "8F-1", NULL);
    g_assert_nonnull(answer);
    fixture_assert_chain(fixture, "");
}

#define ADD(name, function, data)                                                                  \
    g_test_add("/store/commit/" name, Fixture, data, fixture_set_up, function, fixture_tear_down)

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    ADD("kill", test_kill, NULL);
    ADD("once", test_commit, NULL);
    ADD("is-synced", test_commit_is_synced, NULL);
    ADD("claim", test_claim, NULL);
    ADD("race/same-key", test_race, "k");
    ADD("race/many-keys", test_race, NULL);
    ADD("one-writes-at-a-time", test_one_writes_at_a_time, NULL);
    ADD("refused-write", test_refused_write, NULL);
    return g_test_run();
}
