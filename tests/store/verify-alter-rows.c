#include "verify-alter.h"

#include <sqlite3.h>
#include <string.h>

#define MAX_COLUMNS 20

/* A column of a row, read to be written back as another. */
typedef struct {
    char *name;
    int type;
    gint64 number;
    GString *text;
} Value;

static void
value_clear(Value *value)
{
    g_free(value->name);
    g_string_free(value->text, TRUE);
}

static sqlite3 *
open_unguarded(World *world)
{
    sqlite3 *db = NULL;

    g_assert_cmpint(sqlite3_open(world->database, &db), ==, SQLITE_OK);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_exec(db,
                 "PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON;"
                 "PRAGMA writable_schema = ON",
                 NULL, NULL, NULL);
    return db;
}

gboolean
alter_sql(World *world, const char *sql)
{
    sqlite3 *db = open_unguarded(world);
    gboolean done = sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK &&
                    sqlite3_total_changes(db) > 0;

    sqlite3_close(db);
    return done;
}

static guint
pick(GRand *chance, guint count)
{
    return (guint)g_rand_int_range(chance, 0, (gint32)count);
}

/* Something else than it was, if only by one byte. */
static void
alter_text(GString *text, GRand *chance)
{
    guint at = text->len > 0 ? pick(chance, (guint)text->len) : 0;
    char letter = (char)('a' + pick(chance, 26));

    switch (text->len > 0 ? pick(chance, 5) : 4) {
    case 0:
        text->str[at] = text->str[at] == letter ? 'A' : letter;
        break;
    case 1:
        text->str[at] = (char)(text->str[at] ^ (1 << pick(chance, 8)));
        break;
    case 2:
        g_string_erase(text, at, 1);
        break;
    case 3:
        /* What looks the same to who reads as far as the NUL. */
        g_string_append_len(text, "\0x", 2);
        break;
    default:
        g_string_append_c(text, letter);
    }
}

static gboolean
alter_value(Value *value, GRand *chance)
{
    if (value->type == SQLITE_INTEGER)
        value->number += pick(chance, 2) == 0 ? 1 : -1;
    else if (value->type == SQLITE_TEXT)
        alter_text(value->text, chance);
    else
        return FALSE;
    return TRUE;
}

static void
read_value(sqlite3_stmt *row, int column, Value *value)
{
    value->name = g_strdup(sqlite3_column_name(row, column));
    value->type = sqlite3_column_type(row, column);
    value->number = sqlite3_column_int64(row, column);
    value->text = g_string_new(NULL);
    if (value->type == SQLITE_TEXT)
        g_string_append_len(value->text, (const char *)sqlite3_column_text(row, column),
                            sqlite3_column_bytes(row, column));
}

static void
bind_value(sqlite3_stmt *statement, int parameter, const Value *value)
{
    if (value->type == SQLITE_INTEGER)
        sqlite3_bind_int64(statement, parameter, value->number);
    else
        sqlite3_bind_text(statement, parameter, value->text->str, (int)value->text->len,
                          SQLITE_TRANSIENT);
}

static gint64
one_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *row = NULL;
    gint64 number;

    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &row, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_step(row), ==, SQLITE_ROW);
    number = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return number;
}

/* The row at random, by its key, which is the first column of each table. */
static sqlite3_stmt *
random_row(sqlite3 *db, const char *table, GRand *chance)
{
    g_autofree char *count = g_strdup_printf("SELECT count(*) FROM %s", table);
    gint64 rows = one_number(db, count);
    g_autofree char *sql = g_strdup_printf("SELECT * FROM %s ORDER BY 1 LIMIT 1 OFFSET %u", table,
                                           pick(chance, (guint)rows));
    sqlite3_stmt *row = NULL;

    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &row, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_step(row), ==, SQLITE_ROW);
    return row;
}

static gboolean
update(sqlite3 *db, const char *table, const char *column, const Value *value, const Value *key)
{
    g_autofree char *sql = g_strdup_printf("UPDATE %s SET %s = ? WHERE %s = ?", table, column,
                                           key->name);
    sqlite3_stmt *statement = NULL;
    gboolean done;

    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), ==, SQLITE_OK);
    bind_value(statement, 1, value);
    bind_value(statement, 2, key);
    done = sqlite3_step(statement) == SQLITE_DONE && sqlite3_changes(db) == 1;
    sqlite3_finalize(statement);
    return done;
}

/* One value of one row, in a column from `first` on. */
static gboolean
change(World *world, GRand *chance, const char *table, guint first)
{
    sqlite3 *db = open_unguarded(world);
    sqlite3_stmt *row = random_row(db, table, chance);
    guint column = first + pick(chance, (guint)sqlite3_column_count(row) - first);
    Value value, key;
    gboolean done;

    read_value(row, (int)column, &value);
    read_value(row, 0, &key);
    sqlite3_finalize(row);
    done = alter_value(&value, chance) && update(db, table, value.name, &value, &key);
    sqlite3_close(db);
    value_clear(&value);
    value_clear(&key);
    return done;
}

static gboolean
drop(World *world, GRand *chance, const char *table)
{
    sqlite3 *db = open_unguarded(world);
    sqlite3_stmt *row = random_row(db, table, chance);
    g_autofree char *sql = sqlite3_column_type(row, 0) == SQLITE_INTEGER
                               ? g_strdup_printf("DELETE FROM %s WHERE %s = %" G_GINT64_FORMAT,
                                                 table, sqlite3_column_name(row, 0),
                                                 (gint64)sqlite3_column_int64(row, 0))
                               : g_strdup_printf("DELETE FROM %s WHERE %s = '%s'", table,
                                                 sqlite3_column_name(row, 0),
                                                 (const char *)sqlite3_column_text(row, 0));

    sqlite3_finalize(row);
    sqlite3_close(db);
    return alter_sql(world, sql);
}

/* A row's key and its value in one column. */
static void
read_row(sqlite3_stmt *row, const char *column, Value *key, Value *value)
{
    int i = 0;

    while (strcmp(sqlite3_column_name(row, i), column) != 0)
        i++;
    read_value(row, 0, key);
    read_value(row, i, value);
    sqlite3_finalize(row);
}

static gboolean
same(const Value *one, const Value *two)
{
    return one->number == two->number && g_string_equal(one->text, two->text);
}

/* Two rows change places in one column other than the key. In between one has what none has, since
 * the column may have to be unique. */
static gboolean
swap(World *world, GRand *chance, const char *table, const char *column)
{
    sqlite3 *db = open_unguarded(world);
    Value keys[2], values[2], between = {.text = g_string_new("between")};
    gboolean done;

    for (guint i = 0; i < 2; i++) {
        read_row(random_row(db, table, chance), column, &keys[i], &values[i]);
    }
    done = !same(&values[0], &values[1]);
    if (done) {
        between.type = values[0].type;
        g_assert_true(update(db, table, column, &between, &keys[0]));
        g_assert_true(update(db, table, column, &values[0], &keys[1]));
        g_assert_true(update(db, table, column, &values[1], &keys[0]));
    }
    for (guint i = 0; i < 2; i++) {
        value_clear(&keys[i]);
        value_clear(&values[i]);
    }
    value_clear(&between);
    sqlite3_close(db);
    return done;
}

#define CHANGE(table, first)                                                                       \
    static gboolean change_##table(World *world, GRand *chance)                                    \
    {                                                                                              \
        return change(world, chance, #table, first);                                               \
    }
#define DROP(table)                                                                                \
    static gboolean drop_##table(World *world, GRand *chance)                                      \
    {                                                                                              \
        return drop(world, chance, #table);                                                        \
    }
#define SWAP(table, column)                                                                        \
    static gboolean swap_##table##_##column(World *world, GRand *chance)                           \
    {                                                                                              \
        return swap(world, chance, #table, #column);                                               \
    }
#define INSERT(table, columns, values)                                                             \
    static gboolean insert_##table(World *world, GRand *chance)                                    \
    {                                                                                              \
        (void)chance;                                                                              \
        return alter_sql(world, "INSERT INTO " #table " (" columns ") SELECT " values              \
                                " FROM " #table " LIMIT 1");                                       \
    }

CHANGE(originals, 0)
CHANGE(commits, 0)
CHANGE(events, 0)
CHANGE(audit, 0)
CHANGE(audit_head, 0)
CHANGE(reports, 0)
CHANGE(students, 0)
CHANGE(catalogue, 0)
CHANGE(announcements, 0)
CHANGE(users, 0)
DROP(originals)
DROP(commits)
DROP(events)
DROP(audit)
DROP(audit_head)
DROP(reports)
DROP(students)
DROP(catalogue)
DROP(announcements)
DROP(users)
SWAP(originals, sha256)
SWAP(originals, report_id)
SWAP(originals, captured_at)
SWAP(commits, key)
SWAP(commits, answer)
SWAP(commits, receipt_id)
SWAP(events, report_id)
SWAP(audit, detail)
SWAP(audit, hash)
SWAP(reports, status)
SWAP(users, password_hash)
INSERT(originals,
       "receipt_id, report_id, n, sha256, bytes, media_type, pages, resolution_dpi, captured_at, "
       "stored_at, station, operator, scanner_vendor, scanner_model, scanner_device",
       "'other', report_id, n + 1, sha256, bytes, media_type, pages, resolution_dpi, captured_at, "
       "stored_at, station, operator, scanner_vendor, scanner_model, scanner_device")
INSERT(commits, "key, content, answer", "'other', content, answer")
INSERT(events, "report_id, status, at", "report_id, status, at")
INSERT(audit,
       "at, who, station, action, report_id, from_status, to_status, why, detail, prev_hash, hash",
       "at, who, station, action, report_id, from_status, to_status, why, detail, prev_hash, hash")
INSERT(reports,
       "id, student_id, certificate_code, certified_on, academic_year, semester, grade, "
       "application_month, status, reported_at",
       "'other', student_id, certificate_code, certified_on, academic_year, semester, grade, "
       "application_month, status, reported_at")
INSERT(students, "student_id, name, gender, department, class_name, program, study_year, email",
       "'other', name, gender, department, class_name, program, study_year, email")
INSERT(users, "ksuid, name, role, password_hash", "'other', name, role, password_hash")

static gboolean
change_status(World *world, GRand *chance)
{
    static const char *const codes[] = {"filed", "applied", "re_review", "passed"};
    const char *code = codes[pick(chance, G_N_ELEMENTS(codes))];
    g_autofree char *sql = g_strdup_printf(
        "UPDATE reports SET status = '%s' WHERE id = 'r%u' AND status <> '%s'", code,
        1 + pick(chance, 7), code);

    return alter_sql(world, sql);
}

const Alteration alterations_of_rows[] = {
    {"original changed", change_originals, "original ", FALSE},
    {"answer changed", change_commits, "original answer ", FALSE},
    {"event changed", change_events, "event ", FALSE},
    {"entry changed", change_audit, "audit ", FALSE},
    {"head changed", change_audit_head, "audit database ", FALSE},
    {"report changed", change_reports, "record status ", FALSE},
    {"student changed", change_students, "record ", FALSE},
    {"certificate changed", change_catalogue, "record ", FALSE},
    {"announcement changed", change_announcements, "record ", FALSE},
    {"user changed", change_users, "user ", FALSE},
    {"original dropped", drop_originals, "original ", FALSE},
    {"answer dropped", drop_commits, "answer ", FALSE},
    {"event dropped", drop_events, "event ", FALSE},
    {"entry dropped", drop_audit, "audit ", FALSE},
    {"head dropped", drop_audit_head, "audit ", FALSE},
    {"report dropped", drop_reports, "status ", FALSE},
    {"student dropped", drop_students, "record ", FALSE},
    {"certificate dropped", drop_catalogue, "record ", FALSE},
    {"announcement dropped", drop_announcements, "record ", FALSE},
    {"user dropped", drop_users, "user ", FALSE},
    {"originals' files swapped", swap_originals_sha256, "original ", FALSE},
    {"originals swapped", swap_originals_report_id, "original ", FALSE},
    {"originals' times swapped", swap_originals_captured_at, "original ", FALSE},
    {"keys swapped", swap_commits_key, "original ", FALSE},
    {"answers swapped", swap_commits_answer, "answer ", FALSE},
    {"receipts swapped", swap_commits_receipt_id, "answer ", FALSE},
    {"events swapped", swap_events_report_id, "event ", FALSE},
    {"details swapped", swap_audit_detail, "audit ", FALSE},
    {"hashes swapped", swap_audit_hash, "audit ", FALSE},
    {"statuses swapped", swap_reports_status, "status ", FALSE},
    {"passwords swapped", swap_users_password_hash, "user ", FALSE},
    {"original inserted", insert_originals, "original ", FALSE},
    {"answer inserted", insert_commits, "answer ", FALSE},
    {"event inserted", insert_events, "event ", FALSE},
    {"entry inserted", insert_audit, "audit ", FALSE},
    {"report inserted", insert_reports, "status ", FALSE},
    {"student inserted", insert_students, "record ", FALSE},
    {"user inserted", insert_users, "user ", FALSE},
    {"status changed", change_status, "status ", FALSE},
};
const guint alterations_of_rows_count = G_N_ELEMENTS(alterations_of_rows);
