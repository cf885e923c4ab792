/* What else the store promises, on a real database file. */
#include "store-fixture.h"

#include "base-clock.h"

#include <sqlite3.h>
#include <string.h>

static void
test_audit(Fixture *fixture, gconstpointer data)
{
    g_autofree char *answer = fixture_commit(fixture->store, "r1", "k1", "c1", "8F-1", NULL);

    (void)data;
    g_assert_nonnull(answer);
    g_assert_cmpint(fixture_run_sql(fixture->path, "UPDATE audit SET who = 'x'"), !=, SQLITE_OK);
    g_assert_cmpint(fixture_run_sql(fixture->path, "DELETE FROM audit"), !=, SQLITE_OK);
    g_assert_cmpint(fixture_run_sql(fixture->path, "UPDATE originals SET n = 2"), !=, SQLITE_OK);
    g_assert_cmpint(fixture_run_sql(fixture->path, "DELETE FROM originals"), !=, SQLITE_OK);
    g_assert_cmpint(fixture_run_sql(fixture->path, "UPDATE events SET at = 1"), !=, SQLITE_OK);
    g_assert_cmpint(fixture_run_sql(fixture->path, "DELETE FROM events"), !=, SQLITE_OK);
    g_assert_cmpint(fixture_run_sql(fixture->path, "UPDATE commits SET key = 'x'"), !=, SQLITE_OK);
    g_assert_cmpint(fixture_run_sql(fixture->path, "DELETE FROM commits"), !=, SQLITE_OK);
    fixture_assert_chain(fixture, "");
    g_assert_cmpint(fixture_run_sql(fixture->path, "DROP TRIGGER audit_never_changes;"
                                                   "UPDATE audit SET who = 'x' WHERE seq = 2"),
                    ==, SQLITE_OK);
    fixture_assert_chain(fixture, "entry 2 is not as it was written\n");
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
    fixture_assert_sql(fixture, sql, "0\n");
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
    g_assert_cmpint(fixture_run_sql(fixture->path, "UPDATE sessions SET expires_at = 1"), ==,
                    SQLITE_OK);
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
    fixture_assert_sql(fixture, "SELECT count(*) FROM reports WHERE id LIKE 'n%'", "0\n");
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

/* A report that has moved on, in a file with its old status and another grade. */
static void
assert_other_fields_follow(Store *store)
{
    g_autofree char *text = g_strdup(CATALOGUE REPORT("r1", "applied") "]}");
    g_autoptr(Report) report = NULL;
    StoreImport counts;

    strstr(text, "\"grade\": 7")[9] = '5';
    g_assert_true(store_import(store, text, strlen(text), &counts, NULL));
    g_assert_cmpuint(counts.reports, ==, 1);
    report = store_report(store, "r1", NULL);
    g_assert_cmpuint(report->grade, ==, 5);
    g_assert_cmpint(report->status, ==, REPORT_STATUS_VERIFYING);
}

static void
test_import_again(Fixture *fixture, gconstpointer data)
{
    g_autofree char *answer = fixture_commit(fixture->store, "r1", "k1", "c1", "8F-1", NULL);
    g_autoptr(Report) report = NULL;
    g_autoptr(GPtrArray) news = NULL;
    StoreImport counts;

    (void)data;
    g_assert_nonnull(answer);
    g_assert_true(store_import(fixture->store, RECORDS, strlen(RECORDS), &counts, NULL));
    g_assert_cmpuint(counts.catalogue + counts.students + counts.reports, ==, 0);
    report = store_report(fixture->store, "r1", NULL);
    g_assert_cmpint(report->status, ==, REPORT_STATUS_VERIFYING);
    assert_other_fields_follow(fixture->store);
    fixture_import(
        fixture->store,
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
    g_autofree char *plan = fixture_read_sql(
        fixture->path, "EXPLAIN QUERY PLAN SELECT * FROM reports WHERE student_id = '4100E001'");
    g_autofree char *name = fixture_read_sql(
        fixture->path, "EXPLAIN QUERY PLAN SELECT student_id FROM students WHERE name LIKE '%x%'");

    (void)data;
    g_assert_nonnull(strstr(plan, "USING COVERING INDEX reports_by_student"));
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
    fixture_assert_sql(fixture, "PRAGMA user_version", "3\n");
    g_assert_cmpint(fixture_run_sql(fixture->path, "PRAGMA user_version = 99"), ==, SQLITE_OK);
    g_assert_null(store_open(fixture->path, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NEWER);
}

/* As version 2 left it. */
static void
test_version_2(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GPtrArray) all = NULL;
    g_autoptr(GError) error = NULL;

    (void)data;
    g_clear_pointer(&fixture->store, store_close);
    g_assert_cmpint(fixture_run_sql(fixture->path,
                                    "DROP INDEX reports_by_student;"
                                    "CREATE INDEX reports_by_student ON reports (student_id);"
                                    "PRAGMA user_version = 2"),
                    ==, SQLITE_OK);
    fixture->store = store_open(fixture->path, &error);
    g_assert_no_error(error);
    all = store_reports_of(fixture->store, "4100E001", FALSE, NULL);
    g_assert_cmpuint(all->len, ==, 4);
    test_look_up_is_indexed(fixture, NULL);
}

#define ADD(name, function, data)                                                                  \
    g_test_add("/store/records/" name, Fixture, data, fixture_set_up, function, fixture_tear_down)

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    ADD("audit", test_audit, NULL);
    ADD("users", test_users, NULL);
    ADD("session-expires", test_session_expires, NULL);
    ADD("import-refused", test_import_refused, NULL);
    ADD("import-again", test_import_again, NULL);
    ADD("reading", test_reading, NULL);
    ADD("look-up-is-indexed", test_look_up_is_indexed, NULL);
    ADD("opening", test_opening, NULL);
    ADD("version-2", test_version_2, NULL);
    return g_test_run();
}
