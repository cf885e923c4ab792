#include "store-fixture.h"

#include "store-verify.h"

#include <sqlite3.h>
#include <string.h>

void
fixture_import(Store *store, const char *text)
{
    StoreImport counts;
    g_autoptr(GError) error = NULL;

    store_import(store, text, strlen(text), &counts, &error);
    g_assert_no_error(error);
}

void
fixture_set_up(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    (void)data;
    fixture->folder = g_dir_make_tmp("store-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->folder, "central.db", NULL);
    fixture->store = store_open(fixture->path, &error);
    g_assert_no_error(error);
    fixture_import(fixture->store, RECORDS);
}

void
fixture_tear_down(Fixture *fixture, gconstpointer data)
{
    g_autofree char *command = g_strdup_printf("rm -r '%s'", fixture->folder);

    (void)data;
    store_close(fixture->store);
    g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
    g_free(fixture->folder);
    g_free(fixture->path);
}

/* Runs SQL behind the store's back, for what only a test may do. */
int
fixture_run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    int code;

    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return code;
}

char *
fixture_read_sql(const char *path, const char *sql)
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

char *
fixture_answer(const ApiReceipt *receipt, Report *report)
{
    return g_strdup_printf("%s %s %s", receipt->id, report->id, report_status_code(report->status));
}

ApiOriginal
fixture_original(const char *station)
{
    return (ApiOriginal){.upload = (char *)"u1",
                         .sha256 = SHA,
                         .bytes = 8,
                         .pages = 1,
                         .resolution_dpi = 300,
                         .station = (char *)(gsize)station,
                         .scanner_vendor = (char *)"Noname",
                         .scanner_model = (char *)"flatbed",
                         .scanner_device = (char *)"pnm:0"};
}

char *
fixture_commit(Store *store, const char *report, const char *key, const char *content,
               const char *station, GError **error)
{
    ApiOriginal original = fixture_original(station);
    g_autoptr(StoreCommit) made = NULL;
    char *answer = NULL;

    if (!store_commit_original(store, report, key, content, &original, "staff1", fixture_answer,
                               &made, &answer, error))
        return NULL;
    g_assert_nonnull(answer);
    return answer;
}

void
fixture_assert_sql(Fixture *fixture, const char *sql, const char *expected)
{
    g_autofree char *rows = fixture_read_sql(fixture->path, sql);

    g_assert_cmpstr(rows, ==, expected);
}

static void
note_audit(const char *kind, const char *words, gpointer found)
{
    if (strcmp(kind, "audit") == 0)
        g_string_append_printf(found, "%s\n", words);
}

void
fixture_assert_chain(Fixture *fixture, const char *expected)
{
    g_autoptr(GString) found = g_string_new(NULL);
    g_autoptr(StoreVerified) verified = store_verify(fixture->path, NULL, note_audit, found);

    g_assert_cmpint(verified->end.seq, >, 0);
    g_assert_cmpstr(found->str, ==, expected);
}
