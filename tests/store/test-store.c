/* The store's promises, on a real database file. */
#include "api-json.h"
#include "base-clock.h"
#include "store.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

#define CATALOGUE                                                                                  \
    "{\"catalogue\": [\n"                                                                          \
    "{\"code\": \"7104\", \"name\": \"TQC Word\", \"issuer\": \"CSF\", \"region\": "               \
    "\"domestic\", \"is_it_certificate\": true, \"family\": \"TQC\", \"family_needs\": 3}],\n"     \
    "\"students\": [\n"                                                                            \
    "{\"student_id\": \"4100E001\", \"name\": \"王小明\", \"study_year\": 4}],\n"               \
    "\"reports\": [\n"
#define REPORT(id, status)                                                                         \
    "{\"id\": \"" id "\", \"student_id\": \"4100E001\", \"certificate_code\": \"7104\", "          \
    "\"certified_on\": \"2015-06-24\", \"academic_year\": 103, \"semester\": 2, \"grade\": 7, "    \
    "\"application_month\": 7, \"status\": \"" status "\", \"reported_at\": "                      \
    "\"2015-07-01T02:03:04Z\"}"
#define RECORDS                                                                                    \
    CATALOGUE REPORT("r1", "applied") ",\n" REPORT("r2", "filed") ",\n" REPORT(                    \
        "r3", "re_review") ",\n" REPORT("r4", "rejected") "]}"

typedef struct {
    char *folder;
    char *path;
    Store *store;
} Fixture;

static void
import(Store *store, const char *text)
{
    StoreImport counts;
    g_autoptr(GError) error = NULL;

    store_import(store, text, strlen(text), &counts, &error);
    g_assert_no_error(error);
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    (void)data;
    fixture->folder = g_dir_make_tmp("store-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->folder, "central.db", NULL);
    fixture->store = store_open(fixture->path, &error);
    g_assert_no_error(error);
    import(fixture->store, RECORDS);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
    g_autofree char *command = g_strdup_printf("rm -r '%s'", fixture->folder);

    (void)data;
    store_close(fixture->store);
    g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
    g_free(fixture->folder);
    g_free(fixture->path);
}

/* Runs SQL behind the store's back, for what only a test may do. */
static int
run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    int code;

    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return code;
}

static char *
read_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    GString *rows = g_string_new(NULL);

    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), ==, SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        g_string_append_printf(
            rows, "%s\n",
            (const char *)sqlite3_column_text(statement, sqlite3_column_count(statement) - 1));
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return g_string_free(rows, FALSE);
}

static char *
make_answer(const ApiReceipt *receipt, Report *report)
{
    return g_strdup_printf("%s %s %s", receipt->id, report->id, report_status_code(report->status));
}

static char *
commit(Store *store, const char *report, const char *key, const char *content, const char *station,
       GError **error)
{
    ApiOriginal original = {.upload = (char *)"u1",
                            .sha256 = SHA,
                            .bytes = 8,
                            .pages = 1,
                            .resolution_dpi = 300,
                            .station = (char *)station,
                            .scanner_vendor = (char *)"Noname",
                            .scanner_model = (char *)"flatbed",
                            .scanner_device = (char *)"pnm:0"};
    g_autoptr(StoreCommit) made = NULL;
    char *answer = NULL;

    if (!store_commit_original(store, report, key, content, &original, "staff1", make_answer, &made,
                               &answer, error))
        return NULL;
    g_assert_nonnull(answer);
    return answer;
}

static void
assert_sql(Fixture *fixture, const char *sql, const char *expected)
{
    g_autofree char *rows = read_sql(fixture->path, sql);

    g_assert_cmpstr(rows, ==, expected);
}

static void
assert_chain(Store *store)
{
    g_autoptr(GError) error = NULL;
    guint64 entries = 0;

    store_audit_check(store, &entries, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(entries, >, 0);
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
    first = commit(store, "r2", "k1", "c1", "8F-1", &error);
    g_assert_no_error(error);
    repeat = commit(store, "r2", "k1", "c1", "8F-1", &error);
    g_assert_cmpstr(first, ==, repeat);
    report = store_report(store, "r2", NULL);
    g_assert_cmpint(report->status, ==, REPORT_STATUS_VERIFYING);
    g_assert_cmpuint(report->originals, ==, 1);
    assert_sql(fixture, "SELECT count(*) FROM originals", "1\n");
    assert_sql(fixture, "SELECT count(*) FROM events", "1\n");
    assert_sql(fixture, "SELECT count(*) FROM uploads", "0\n");
    assert_sql(fixture,
               "SELECT from_status || to_status || (detail LIKE '%e-mail step was skipped%') "
               "FROM audit WHERE report_id = 'r2'",
               "filedverifying1\n");
    g_assert_null(commit(store, "r2", "k1", "c2", "8F-1", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_IDEMPOTENCY);
    g_clear_error(&error);
    g_assert_null(commit(store, "r2", "k2", "c1", "8F-1", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NOT_PENDING);
    g_assert_cmpstr(error->message, ==, "verifying");
    g_clear_error(&error);
    g_assert_null(commit(store, "nobody", "k3", "c1", "8F-1", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
    assert_chain(store);
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
    g_assert_null(commit(store, "r1", "k1", "c1", "8F-2", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_CLAIMED);
    g_clear_error(&error);
    g_assert_false(store_release(store, "r1", "8F-2", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_CLAIMED);
    g_assert_true(store_claim(store, "r1", "8F-1", "staff1", now - 1, NULL)); /* runs out */
    answer = commit(store, "r1", "k1", "c1", "8F-2", NULL);
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

    racer->answer = commit(racer->store, "r1", racer->key, "c1", racer->station, &error);
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
    assert_sql(fixture, "SELECT count(*) FROM originals", "1\n");
    assert_sql(fixture, "SELECT count(*) FROM events", "1\n");
    assert_chain(fixture->store);
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
            g_autofree char *answer = commit(store, "r3", key, "c", "8F-1", NULL);

            if (answer == NULL || write(pipe_fds[1], "x", 1) != 1)
                break;
            /* The reviewer asks for another original. */
            if (run_sql(fixture->path, "UPDATE reports SET status = 're_review'") != SQLITE_OK)
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
    assert_chain(fixture->store);
    for (int i = 0; i < rounds; i++) {
        g_autofree char *key = g_strdup_printf("k%d", i);
        g_autofree char *answer = NULL;

        g_assert_true(store_commit_repeat(fixture->store, key, "c", &answer, NULL));
        g_assert_nonnull(answer);
    }
    assert_sql(fixture,
               "SELECT (SELECT count(*) FROM originals) = (SELECT count(*) FROM commits) AND "
               "(SELECT count(*) FROM originals) = (SELECT count(*) FROM events) AND "
               "(SELECT count(*) FROM originals) = (SELECT count(*) FROM audit WHERE report_id "
               "= 'r3')",
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
    answer = commit(fixture->store, "r1", "k1", "c1", "8F-1", &error);
    g_assert_false(store_check(fixture->store, NULL));
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
    g_assert_null(answer);
    g_assert_error(error, STORE_ERROR, STORE_ERROR_DATABASE);
    g_assert_true(store_check(fixture->store, NULL));
    report = store_report(fixture->store, "r1", NULL);
    g_assert_cmpint(report->status, ==, REPORT_STATUS_APPLIED);
    answer = commit(fixture->store, "r1", "k1", "c1", "8F-1", NULL);
    g_assert_nonnull(answer);
    assert_chain(fixture->store);
}

static void
test_audit(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *answer = commit(fixture->store, "r1", "k1", "c1", "8F-1", NULL);
    guint64 entries = 0;

    (void)data;
    g_assert_nonnull(answer);
    g_assert_cmpint(run_sql(fixture->path, "UPDATE audit SET who = 'x'"), !=, SQLITE_OK);
    g_assert_cmpint(run_sql(fixture->path, "DELETE FROM audit"), !=, SQLITE_OK);
    g_assert_cmpint(run_sql(fixture->path, "UPDATE originals SET n = 2"), !=, SQLITE_OK);
    g_assert_cmpint(run_sql(fixture->path, "DELETE FROM originals"), !=, SQLITE_OK);
    assert_chain(fixture->store);
    g_assert_cmpint(run_sql(fixture->path, "DROP TRIGGER audit_never_changes;"
                                           "UPDATE audit SET who = 'x' WHERE seq = 2"),
                    ==, SQLITE_OK);
    g_assert_false(store_audit_check(fixture->store, &entries, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_DATABASE);
    g_assert_nonnull(strstr(error->message, "entry 2"));
}

static void
test_users(Fixture *fixture, gconstpointer data)
{
    Store *store = fixture->store;
    g_autoptr(GError) error = NULL;
    g_autoptr(ApiSession) session = NULL;
    g_autoptr(ApiSession) known = NULL;

    (void)data;
    g_assert_true(store_user_add(store, "staff1", API_ROLE_STAFF, "櫃檯", "sesame-open", NULL));
    g_assert_false(store_user_add(store, "staff1", API_ROLE_ADMIN, "x", "sesame-open", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_EXISTS);
    g_clear_error(&error);
    g_assert_null(store_sign_in(store, "staff1", "sesame-shut", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_null(store_sign_in(store, "staff9", "sesame-open", &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
    g_clear_error(&error);
    session = store_sign_in(store, "staff1", "sesame-open", NULL);
    g_assert_nonnull(session);
    known = store_session(store, session->token, NULL);
    g_assert_cmpint(known->role, ==, API_ROLE_STAFF);
    g_assert_null(known->token);
    g_autofree char *sql = g_strdup_printf(
        "SELECT count(*) FROM sessions WHERE CAST(token_hash AS TEXT) = '%s'", session->token);
    assert_sql(fixture, sql, "0\n");
    g_assert_true(store_sign_out(store, session->token, NULL));
    g_assert_null(store_session(store, session->token, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
}

static void
test_session_expires(Fixture *fixture, gconstpointer data)
{
    g_autoptr(ApiSession) session = NULL;
    g_autoptr(GError) error = NULL;

    (void)data;
    store_user_add(fixture->store, "staff1", API_ROLE_STAFF, "櫃檯", "sesame-open", NULL);
    session = store_sign_in(fixture->store, "staff1", "sesame-open", NULL);
    g_assert_cmpint(session->expires_at, >, base_clock_now());
    g_assert_cmpint(run_sql(fixture->path, "UPDATE sessions SET expires_at = 1"), ==, SQLITE_OK);
    g_assert_null(store_session(fixture->store, session->token, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
}

static void
assert_refused(Fixture *fixture, const char *text, const char *line, const char *field)
{
    g_autoptr(GError) error = NULL;
    StoreImport counts;

    g_assert_false(store_import(fixture->store, text, strlen(text), &counts, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_IMPORT);
    g_assert_nonnull(strstr(error->message, line));
    g_assert_nonnull(strstr(error->message, field));
    /* Nothing of it was taken. */
    assert_sql(fixture, "SELECT count(*) FROM reports WHERE id LIKE 'n%'", "0\n");
}

static void
test_import_refused(Fixture *fixture, gconstpointer data)
{
    (void)data;
    assert_refused(fixture, CATALOGUE REPORT("n1", "applied") ",\n" REPORT("n2", "lost") "]}",
                   "line 7", "status");
    assert_refused(fixture,
                   "{\"reports\": [\n" REPORT("n1", "applied") ",\n\n"
                                                               "{\"id\": \"n2\"}]}",
                   "line 4", "student_id");
    assert_refused(fixture,
                   "{\"reports\": [{\"id\": \"n1\", \"student_id\": \"9\", \"certificate_code\": "
                   "\"7104\", \"certified_on\": \"2015-06-24\", \"academic_year\": 103, "
                   "\"semester\": 2, \"grade\": 7, \"application_month\": 7, \"status\": "
                   "\"filed\", \"reported_at\": \"2015-07-01T02:03:04Z\"}]}",
                   "line 1", "student_id");
    assert_refused(fixture, "{\"reports\": [],\n\"reports\": []}", "line 2", "");
    assert_refused(fixture, "{\"repotrs\": []}", "repotrs", "");
}

static void
test_import_again(Fixture *fixture, gconstpointer data)
{
    g_autofree char *answer = commit(fixture->store, "r1", "k1", "c1", "8F-1", NULL);
    g_autoptr(Report) report = NULL;
    g_autoptr(GPtrArray) news = NULL;
    StoreImport counts;

    (void)data;
    g_assert_nonnull(answer);
    g_assert_true(store_import(fixture->store, RECORDS, strlen(RECORDS), &counts, NULL));
    g_assert_cmpuint(counts.catalogue + counts.students + counts.reports, ==, 0);
    report = store_report(fixture->store, "r1", NULL);
    g_assert_cmpint(report->status, ==, REPORT_STATUS_VERIFYING);
    import(fixture->store,
           "{\"announcements\": [{\"id\": \"a1\", \"published_at\": \"2014-03-04T00:00:00Z\", "
           "\"title\": \"old\", \"body\": \"\"}, {\"id\": \"a2\", \"published_at\": "
           "\"2015-03-04T00:00:00Z\", \"title\": \"new\", \"body\": \"\"}]}");
    news = store_announcements(fixture->store, NULL);
    g_assert_cmpuint(news->len, ==, 2);
    g_assert_cmpstr(((ApiAnnouncement *)news->pdata[0])->title, ==, "new");
}

static void
test_reading(Fixture *fixture, gconstpointer data)
{
    Store *store = fixture->store;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) pending = store_reports_of(store, "4100E001", TRUE, NULL);
    g_autoptr(GPtrArray) all = store_reports_of(store, "4100E001", FALSE, NULL);
    g_autoptr(GPtrArray) page = NULL;
    g_autoptr(GPtrArray) rest = NULL;
    g_autoptr(GPtrArray) none = NULL;
    g_autofree char *next = NULL;
    g_autofree char *end = NULL;

    (void)data;
    g_assert_cmpuint(pending->len, ==, 3);
    g_assert_cmpuint(all->len, ==, 4);
    g_assert_cmpuint(((Report *)all->pdata[0])->set.needs, ==, 3);
    g_assert_cmpuint(((Report *)all->pdata[0])->set.have, ==, 1);
    g_assert_null(store_reports_of(store, "9", TRUE, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
    page = store_search(store, "小明", NULL, 3, &next, NULL);
    g_assert_cmpuint(page->len, ==, 3);
    g_assert_cmpstr(next, ==, "r3");
    rest = store_search(store, "4100", next, 3, &end, NULL);
    g_assert_cmpuint(rest->len, ==, 1);
    g_assert_null(end);
    none = store_search(store, "%", NULL, 3, &end, NULL);
    g_assert_cmpuint(none->len, ==, 0);
}

static void
test_look_up_is_indexed(Fixture *fixture, gconstpointer data)
{
    g_autofree char *plan = read_sql(
        fixture->path, "EXPLAIN QUERY PLAN SELECT * FROM reports WHERE student_id = '4100E001'");
    g_autofree char *name = read_sql(
        fixture->path, "EXPLAIN QUERY PLAN SELECT student_id FROM students WHERE name LIKE '%x%'");

    (void)data;
    g_assert_nonnull(strstr(plan, "USING INDEX reports_by_student"));
    g_assert_nonnull(strstr(name, "USING COVERING INDEX students_by_name"));
}

static void
test_opening(Fixture *fixture, gconstpointer data)
{
    g_autofree char *rubbish = g_build_filename(fixture->folder, "rubbish.db", NULL);
    g_autoptr(GError) error = NULL;

    (void)data;
    g_assert_true(
        g_file_set_contents(rubbish, "this is not a database at all, or is it?", -1, NULL));
    g_assert_null(store_open(rubbish, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_DATABASE);
    g_clear_error(&error);
    g_clear_pointer(&fixture->store, store_close);
    assert_sql(fixture, "PRAGMA user_version", "1\n");
    g_assert_cmpint(run_sql(fixture->path, "PRAGMA user_version = 99"), ==, SQLITE_OK);
    g_assert_null(store_open(fixture->path, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NEWER);
}

#define ADD(name, function, data)                                                                  \
    g_test_add("/store/" name, Fixture, data, set_up, function, tear_down)

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    ADD("kill", test_kill, NULL);
    ADD("commit", test_commit, NULL);
    ADD("claim", test_claim, NULL);
    ADD("race/same-key", test_race, "k");
    ADD("race/many-keys", test_race, NULL);
    ADD("refused-write", test_refused_write, NULL);
    ADD("audit", test_audit, NULL);
    ADD("users", test_users, NULL);
    ADD("session-expires", test_session_expires, NULL);
    ADD("import-refused", test_import_refused, NULL);
    ADD("import-again", test_import_again, NULL);
    ADD("reading", test_reading, NULL);
    ADD("look-up-is-indexed", test_look_up_is_indexed, NULL);
    ADD("opening", test_opening, NULL);
    return g_test_run();
}
