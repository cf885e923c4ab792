#include "store-private.h"

#include "base-digest.h"

#include <string.h>

/* A column's type, length and bytes: two different rows never give the same bytes. */
static void
add_column(BaseDigest *digest, sqlite3_stmt *row, int column)
{
    int type = sqlite3_column_type(row, column);
    const void *bytes = type == SQLITE_BLOB ? sqlite3_column_blob(row, column)
                                            : (const void *)sqlite3_column_text(row, column);
    gsize size = (gsize)sqlite3_column_bytes(row, column);
    g_autofree char *head = g_strdup_printf("%d:%" G_GSIZE_FORMAT ":", type, size);

    base_digest_update(digest, head, strlen(head));
    if (size > 0)
        base_digest_update(digest, bytes, size);
}

/* The digest of all rows that a statement gives; `key` is its parameter, or NULL. */
static gboolean
sum_rows(StoreConnection *connection, const char *sql, const char *key,
         char ret_hex[BASE_DIGEST_HEX_SIZE], GError **error)
{
    sqlite3_stmt *statement = store_prepare(connection, sql, error);
    g_autoptr(BaseDigest) digest = base_digest_new();
    guint8 sum[BASE_DIGEST_SIZE];
    gboolean row = TRUE;

    if (statement == NULL)
        return FALSE;
    if (key != NULL)
        store_bind(statement, "s", key);
    for (;;) {
        if (!store_step(connection, statement, &row, error))
            return FALSE;
        if (!row)
            break;
        for (int i = 0; i < sqlite3_column_count(statement); i++)
            add_column(digest, statement, i);
        base_digest_update(digest, "\n", 1);
    }
    base_digest_finish(digest, sum);
    base_digest_to_hex(sum, ret_hex);
    return TRUE;
}

char *
store_detail_of_user(StoreConnection *connection, const char *ksuid, const char *role,
                     GError **error)
{
    char rows[BASE_DIGEST_HEX_SIZE];

    if (!sum_rows(connection, "SELECT ksuid, name, role, password_hash FROM users WHERE ksuid = ?",
                  ksuid, rows, error))
        return NULL;
    return g_strdup_printf("%s, %s; rows %s", ksuid, role, rows);
}

char *
store_detail_of_report(StoreConnection *connection, const char *report_id, GError **error)
{
    char rows[BASE_DIGEST_HEX_SIZE];

    if (!sum_rows(connection,
                  "SELECT id, student_id, certificate_code, certified_on, academic_year, "
                  "semester, grade, application_month, reported_at FROM reports WHERE id = ?",
                  report_id, rows, error))
        return NULL;
    return g_strdup_printf("rows %s", rows);
}

const char *
store_table_name(StoreTable table)
{
    static const char *const names[] = {
        [STORE_TABLE_CATALOGUE] = "catalogue",
        [STORE_TABLE_STUDENTS] = "students",
        [STORE_TABLE_ANNOUNCEMENTS] = "announcements",
    };

    return names[table];
}

char *
store_detail_of_table(StoreConnection *connection, StoreTable table, GError **error)
{
    static const char *const rows_of[] = {
        [STORE_TABLE_CATALOGUE] =
            "SELECT code, name, issuer, category, tier, region, is_it_certificate, family, "
            "family_needs FROM catalogue ORDER BY code",
        [STORE_TABLE_STUDENTS] =
            "SELECT student_id, name, gender, department, class_name, program, study_year, email "
            "FROM students ORDER BY student_id",
        [STORE_TABLE_ANNOUNCEMENTS] =
            "SELECT id, published_at, title, body FROM announcements ORDER BY id",
    };
    char rows[BASE_DIGEST_HEX_SIZE];

    if (!sum_rows(connection, rows_of[table], NULL, rows, error))
        return NULL;
    return g_strdup_printf("; rows of %s %s", store_table_name(table), rows);
}

char *
store_detail_of_original(StoreConnection *connection, const char *receipt_id, gboolean skipped,
                         GError **error)
{
    static const char all[] =
        "SELECT originals.receipt_id, originals.report_id, n, sha256, bytes, media_type, pages, "
        "resolution_dpi, captured_at, stored_at, station, operator, scanner_vendor, "
        "scanner_model, scanner_device, events.id, status, at, key, content, answer "
        "FROM originals "
        "LEFT JOIN events ON events.report_id = originals.report_id AND at = stored_at "
        "LEFT JOIN commits ON commits.receipt_id = originals.receipt_id "
        "WHERE originals.receipt_id = ? ORDER BY events.id";
    char rows[BASE_DIGEST_HEX_SIZE];
    sqlite3_stmt *statement;
    gboolean row;

    if (!sum_rows(connection, all, receipt_id, rows, error))
        return NULL;
    statement = store_prepare(connection,
                              "SELECT sha256, bytes FROM originals WHERE receipt_id = ?", error);
    if (statement == NULL)
        return NULL;
    store_bind(statement, "s", receipt_id);
    if (!store_step(connection, statement, &row, error))
        return NULL;
    return g_strdup_printf(
        "receipt %s, sha256 %s, %" G_GINT64_FORMAT " bytes; rows %s%s", receipt_id,
        store_text(statement, 0), (gint64)sqlite3_column_int64(statement, 1), rows,
        skipped ? "; the e-mail step was skipped, staff have seen the person" : "");
}
