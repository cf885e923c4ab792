/* What verification looks at besides the log and the reports: events as a sequence, answers, users,
 * and what an import takes whole. */
#include "store-private.h"

#include "base-json.h"

#include <string.h>

#define MAX_ANSWER ((gsize)1 << 20)

/* Runs `check` for each row of a statement without parameters. */
typedef void (*CheckRow)(StoreVerify *verify, sqlite3_stmt *row, gpointer data);

static gboolean
for_each(StoreVerify *verify, const char *sql, CheckRow check, gpointer data, GError **error)
{
    sqlite3_stmt *statement = store_prepare(verify->connection, sql, error);
    gboolean row = TRUE;

    if (statement == NULL)
        return FALSE;
    for (;;) {
        if (!store_step(verify->connection, statement, &row, error))
            return FALSE;
        if (!row)
            return TRUE;
        check(verify, statement, data);
    }
}

static void
say_report_is_missing(StoreVerify *verify, sqlite3_stmt *row, gpointer data)
{
    (void)data;
    store_found(verify, "status", "report %s, of which the audit log tells, is missing",
                store_text(row, 0));
}

/* The sequence has no holes, since a transaction that was rolled back took its number back. */
static void
check_event_id(StoreVerify *verify, sqlite3_stmt *row, gpointer data)
{
    gint64 *last = data;
    gint64 id = sqlite3_column_int64(row, 0);

    if (id != *last + 1)
        store_found(verify, "event",
                    "event %" G_GINT64_FORMAT " comes after event %" G_GINT64_FORMAT, id, *last);
    *last = id;
}

static void
read_number(StoreVerify *verify, sqlite3_stmt *row, gpointer number)
{
    (void)verify;
    *(gint64 *)number = sqlite3_column_int64(row, 0);
}

static gboolean
check_events(StoreVerify *verify, GError **error)
{
    gint64 last = 0, made = 0;

    if (!for_each(verify, "SELECT id FROM events ORDER BY id", check_event_id, &last, error) ||
        !for_each(verify, "SELECT seq FROM sqlite_sequence WHERE name = 'events'", read_number,
                  &made, error))
        return FALSE;
    if (last != made)
        store_found(verify, "event",
                    "the last event is %" G_GINT64_FORMAT ", and %" G_GINT64_FORMAT " were made",
                    last, made);
    return TRUE;
}

/* The receipt in a stored answer is made of the original's row again. */
static void
check_answer(StoreVerify *verify, sqlite3_stmt *row, gpointer data)
{
    const char *text = store_text(row, 1);
    g_autoptr(json_t) answer = NULL;
    g_autoptr(json_t) expected = NULL;
    ApiReceipt receipt = {.id = (char *)store_text(row, 2),
                          .report_id = (char *)store_text(row, 3),
                          .bytes = (guint64)sqlite3_column_int64(row, 5),
                          .stored_at = sqlite3_column_int64(row, 6)};

    (void)data;
    if (sqlite3_column_type(row, 3) == SQLITE_NULL) {
        store_found(verify, "answer", "the answer to %s is of no original", store_text(row, 0));
        return;
    }
    g_strlcpy(receipt.sha256, store_text(row, 4), sizeof receipt.sha256);
    expected = api_receipt_to_json(&receipt);
    if (!base_json_parse(text, strlen(text), MAX_ANSWER, &answer, NULL) ||
        !json_equal(json_object_get(answer, "receipt"), expected))
        store_found(verify, "answer", "the answer to %s is not what original %d of report %s says",
                    store_text(row, 0), sqlite3_column_int(row, 7), receipt.report_id);
}

static void
say_no_answer(StoreVerify *verify, sqlite3_stmt *row, gpointer data)
{
    (void)data;
    store_found(verify, "answer", "original %d of report %s: there is no answer for it",
                sqlite3_column_int(row, 1), store_text(row, 0));
}

static gboolean
check_answers(StoreVerify *verify, GError **error)
{
    return for_each(verify,
                    "SELECT key, answer, receipt_id, report_id, sha256, bytes, stored_at, n "
                    "FROM commits LEFT JOIN originals USING (receipt_id)",
                    check_answer, NULL, error) &&
           for_each(verify,
                    "SELECT report_id, n FROM originals WHERE NOT EXISTS (SELECT 1 FROM commits "
                    "WHERE commits.receipt_id = originals.receipt_id)",
                    say_no_answer, NULL, error);
}

/* Whom the log says to have been added: the entry's detail → its number. */
static void
note_added(StoreVerify *verify, sqlite3_stmt *row, gpointer added)
{
    (void)verify;
    g_hash_table_insert(added, g_strdup(store_text(row, 1)),
                        GSIZE_TO_POINTER((gsize)sqlite3_column_int64(row, 0)));
}

static gboolean
check_users(StoreVerify *verify, GError **error)
{
    g_autoptr(GHashTable) added = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    sqlite3_stmt *users;
    GHashTableIter iterator;
    gpointer detail, seq;
    gboolean row = TRUE;

    if (!for_each(verify, "SELECT seq, detail FROM audit WHERE action = '" STORE_USER_ADDED "'",
                  note_added, added, error))
        return FALSE;
    users = store_prepare(verify->connection, "SELECT ksuid, role FROM users", error);
    if (users == NULL)
        return FALSE;
    while (store_step(verify->connection, users, &row, error) && row) {
        g_autofree char *expected = store_detail_of_user(verify->connection, store_text(users, 0),
                                                         store_text(users, 1), error);

        if (expected == NULL)
            return FALSE;
        if (!g_hash_table_remove(added, expected))
            store_found(verify, "user", "no entry added the user %s as recorded",
                        store_text(users, 0));
    }
    g_hash_table_iter_init(&iterator, added);
    while (g_hash_table_iter_next(&iterator, &detail, &seq))
        store_found(verify, "user", "the user of entry %" G_GSIZE_FORMAT " is missing or changed",
                    GPOINTER_TO_SIZE(seq));
    return !row;
}

static void
say_never_imported(StoreVerify *verify, sqlite3_stmt *row, gpointer data)
{
    (void)row;
    (void)data;
    store_found(verify, "record", "there are records, and no import is in the audit log");
}

static void
note_import(StoreVerify *verify, sqlite3_stmt *row, gpointer detail)
{
    (void)verify;
    *(char **)detail = g_strdup(store_text(row, 0));
}

/* As they were after the last import, which alone writes them. */
static gboolean
check_tables(StoreVerify *verify, GError **error)
{
    g_autofree char *detail = NULL;

    if (!for_each(verify,
                  "SELECT detail FROM audit WHERE action = '" STORE_IMPORTED
                  "' ORDER BY seq DESC LIMIT 1",
                  note_import, &detail, error))
        return FALSE;
    if (detail == NULL)
        return for_each(verify,
                        "SELECT 1 FROM catalogue UNION ALL SELECT 1 FROM students UNION ALL "
                        "SELECT 1 FROM announcements LIMIT 1",
                        say_never_imported, NULL, error);
    for (guint i = 0; i < STORE_TABLE_COUNT; i++) {
        g_autofree char *rows = store_detail_of_table(verify->connection, (StoreTable)i, error);

        if (rows == NULL)
            return FALSE;
        if (strstr(detail, rows) == NULL)
            store_found(verify, "record", "%s: not as the last import left it",
                        store_table_name((StoreTable)i));
    }
    return TRUE;
}

gboolean
store_verify_rest(StoreVerify *verify, GError **error)
{
    return for_each(verify,
                    "SELECT DISTINCT report_id FROM audit WHERE report_id <> '' AND "
                    "NOT EXISTS (SELECT 1 FROM reports WHERE id = report_id)",
                    say_report_is_missing, NULL, error) &&
           check_events(verify, error) && check_answers(verify, error) &&
           check_users(verify, error) && check_tables(verify, error);
}
