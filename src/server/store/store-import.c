#include "store-private.h"

#include "base-clock.h"
#include "base-error.h"
#include "base-id.h"
#include "base-json.h"

#include <string.h>

#define MAX_FILE          ((gsize)256 << 20)
#define MAX_RECORDS       2000000
#define MAX_ANNOUNCEMENTS 100
#define MAX_TEXT          200
#define MAX_BODY          4000

/* An import under way. */
typedef struct {
    const char *text;
    gsize size;
    json_t *catalogue;
    json_t *students;
    json_t *reports;
    json_t *announcements;
    StoreImport counts;
} Import;

/* One kind of record: its array in the file and how one of them gets into the database. */
typedef gboolean (*TakeRecord)(StoreConnection *connection, BaseJsonReader *reader, GError **error);

static const char *
read_safe_id(BaseJsonReader *reader, const char *key)
{
    const char *id = NULL;

    base_json_read_string(reader, key, 1, 64, &id);
    if (id != NULL && !base_id_is_safe(id))
        base_json_fail(reader, key, "has a character other than letters, digits, '.', '_' and '-'");
    return id;
}

static gboolean
take_certificate(StoreConnection *connection, BaseJsonReader *reader, GError **error)
{
    const char *code = NULL, *name = NULL, *issuer = "", *category = "", *tier = "";
    const char *region_code = NULL, *family = "";
    gint64 needs = 1;
    gboolean is_it = FALSE;
    ReportRegion region;
    sqlite3_stmt *statement;

    base_json_read_string(reader, "code", 1, 64, &code);
    base_json_read_string(reader, "name", 1, MAX_TEXT, &name);
    base_json_read_string(reader, "issuer", 1, MAX_TEXT, &issuer);
    base_json_read_optional_string(reader, "category", MAX_TEXT, &category);
    base_json_read_optional_string(reader, "tier", MAX_TEXT, &tier);
    base_json_read_string(reader, "region", 1, MAX_TEXT, &region_code);
    if (region_code != NULL && !report_region_from_code(region_code, &region))
        base_json_fail(reader, "region", "is neither \"domestic\" nor \"international\"");
    base_json_read_boolean(reader, "is_it_certificate", &is_it);
    base_json_read_optional_string(reader, "family", 40, &family);
    base_json_read_optional_int(reader, "family_needs", 1, 20, &needs);
    if (!base_json_reader_end(reader, error))
        return FALSE;
    statement = store_prepare(
        connection,
        "INSERT INTO catalogue (code, name, issuer, category, tier, region, is_it_certificate, "
        "family, family_needs) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
        "ON CONFLICT (code) DO UPDATE SET name = ?2, issuer = ?3, category = ?4, tier = ?5, "
        "region = ?6, is_it_certificate = ?7, family = ?8, family_needs = ?9 "
        "WHERE (name, issuer, category, tier, region, is_it_certificate, family, family_needs) "
        "<> (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        error);
    if (statement == NULL)
        return FALSE;
    store_bind(statement, "ssssssisi", code, name, issuer, category, tier, region_code,
               (gint64)is_it, family, needs);
    return store_run(connection, statement, error);
}

static gboolean
take_student(StoreConnection *connection, BaseJsonReader *reader, GError **error)
{
    const char *id = read_safe_id(reader, "student_id");
    const char *name = NULL, *gender = "", *department = "", *class_name = "", *program = "";
    const char *email = "";
    gint64 year = 0;
    sqlite3_stmt *statement;

    base_json_read_string(reader, "name", 1, MAX_TEXT, &name);
    base_json_read_optional_string(reader, "gender", MAX_TEXT, &gender);
    base_json_read_optional_string(reader, "department", MAX_TEXT, &department);
    base_json_read_optional_string(reader, "class_name", MAX_TEXT, &class_name);
    base_json_read_optional_string(reader, "program", MAX_TEXT, &program);
    base_json_read_int(reader, "study_year", 1, 7, &year);
    base_json_read_optional_string(reader, "email", MAX_TEXT, &email);
    if (!base_json_reader_end(reader, error))
        return FALSE;
    statement = store_prepare(
        connection,
        "INSERT INTO students (student_id, name, gender, department, class_name, program, "
        "study_year, email) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
        "ON CONFLICT (student_id) DO UPDATE SET name = ?2, gender = ?3, department = ?4, "
        "class_name = ?5, program = ?6, study_year = ?7, email = ?8 "
        "WHERE (name, gender, department, class_name, program, study_year, email) "
        "<> (?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        error);
    if (statement == NULL)
        return FALSE;
    store_bind(statement, "ssssssis", id, name, gender, department, class_name, program, year,
               email);
    return store_run(connection, statement, error);
}

static gboolean
exists(StoreConnection *connection, const char *sql, const char *key, gboolean *ret_exists,
       GError **error)
{
    sqlite3_stmt *statement = store_prepare(connection, sql, error);

    if (statement == NULL)
        return FALSE;
    store_bind(statement, "s", key);
    return store_step(connection, statement, ret_exists, error);
}

/* A report's student and certificate must be in the file or in the database already. */
static gboolean
check_references(StoreConnection *connection, BaseJsonReader *reader, const char *student_id,
                 const char *code, GError **error)
{
    gboolean found = TRUE;

    if (student_id != NULL && !exists(connection, "SELECT 1 FROM students WHERE student_id = ?",
                                      student_id, &found, error))
        return FALSE;
    if (!found)
        base_json_fail(reader, "student_id", "is not the number of a student that is known");
    found = TRUE;
    if (code != NULL &&
        !exists(connection, "SELECT 1 FROM catalogue WHERE code = ?", code, &found, error))
        return FALSE;
    if (!found)
        base_json_fail(reader, "certificate_code", "is not in the catalogue");
    return TRUE;
}

/* What a report's record says. */
typedef struct {
    const char *id;
    const char *student_id;
    const char *code;
    const char *certified_on;
    const char *status;
    gint64 year, semester, grade, month, reported_at;
} ReportRecord;

static void
read_report(BaseJsonReader *reader, ReportRecord *record)
{
    ReportDate date;
    ReportStatus status;

    record->id = read_safe_id(reader, "id");
    record->student_id = read_safe_id(reader, "student_id");
    base_json_read_string(reader, "certificate_code", 1, 64, &record->code);
    base_json_read_string(reader, "certified_on", 10, 10, &record->certified_on);
    if (record->certified_on != NULL && !report_date_parse(record->certified_on, &date))
        base_json_fail(reader, "certified_on", "is not a date such as 2015-06-24");
    base_json_read_int(reader, "academic_year", 1, 999, &record->year);
    base_json_read_int(reader, "semester", 1, 2, &record->semester);
    base_json_read_int(reader, "grade", 0, 99, &record->grade);
    base_json_read_int(reader, "application_month", 1, 12, &record->month);
    base_json_read_string(reader, "status", 1, 64, &record->status);
    if (record->status != NULL && !report_status_from_code(record->status, &status))
        base_json_fail(reader, "status", "is not the code of a status");
    base_json_read_time(reader, "reported_at", &record->reported_at);
}

/* How a report came to be, or that its fields are others now: an entry of its own, so that each
 * status has a first one. */
static gboolean
audit_report(StoreConnection *connection, const char *report_id, gboolean is_new, GError **error)
{
    g_autofree char *detail = store_detail_of_report(connection, report_id, error);
    sqlite3_stmt *statement = store_prepare(connection, "SELECT status FROM reports WHERE id = ?",
                                            error);
    g_autofree char *status = NULL;
    StoreAudit audit = {.who = "administrator",
                        .action = STORE_REPORT_IMPORTED,
                        .report_id = report_id,
                        .why = "imported",
                        .detail = detail};
    gboolean row;

    if (detail == NULL || statement == NULL)
        return FALSE;
    store_bind(statement, "s", report_id);
    if (!store_step(connection, statement, &row, error))
        return FALSE;
    status = g_strdup(store_text(statement, 0));
    audit.from = is_new ? NULL : status;
    audit.to = status;
    return store_audit_append(connection, base_clock_now(), &audit, error);
}

/* The status is set for new reports alone: what has moved on at the counter is never moved back
 * by importing the same file again. */
static gboolean
take_report(StoreConnection *connection, BaseJsonReader *reader, GError **error)
{
    ReportRecord record = {0};
    g_autoptr(GError) cause = NULL;
    sqlite3_stmt *statement;
    gboolean checked, known = FALSE;

    read_report(reader, &record);
    checked = check_references(connection, reader, record.student_id, record.code, &cause);
    if (!base_json_reader_end(reader, error))
        return FALSE;
    if (!checked) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    if (!exists(connection, "SELECT 1 FROM reports WHERE id = ?", record.id, &known, error))
        return FALSE;
    statement = store_prepare(
        connection,
        "INSERT INTO reports (id, student_id, certificate_code, certified_on, academic_year, "
        "semester, grade, application_month, reported_at, status) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
        "ON CONFLICT (id) DO UPDATE SET student_id = ?2, certificate_code = ?3, "
        "certified_on = ?4, academic_year = ?5, semester = ?6, grade = ?7, "
        "application_month = ?8, reported_at = ?9 "
        "WHERE (student_id, certificate_code, certified_on, academic_year, semester, grade, "
        "application_month, reported_at) <> (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        error);
    if (statement == NULL)
        return FALSE;
    store_bind(statement, "ssssiiiiis", record.id, record.student_id, record.code,
               record.certified_on, record.year, record.semester, record.grade, record.month,
               record.reported_at, record.status);
    return store_run(connection, statement, error) &&
           (sqlite3_changes(connection->db) == 0 ||
            audit_report(connection, record.id, !known, error));
}

static gboolean
take_announcement(StoreConnection *connection, BaseJsonReader *reader, GError **error)
{
    const char *id = read_safe_id(reader, "id");
    const char *title = NULL, *body = "";
    gint64 published_at = 0;
    sqlite3_stmt *statement;

    base_json_read_time(reader, "published_at", &published_at);
    base_json_read_string(reader, "title", 1, MAX_TEXT, &title);
    base_json_read_optional_string(reader, "body", MAX_BODY, &body);
    if (!base_json_reader_end(reader, error))
        return FALSE;
    statement = store_prepare(connection,
                              "INSERT INTO announcements (id, published_at, title, body) "
                              "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET "
                              "published_at = ?2, title = ?3, body = ?4",
                              error);
    if (statement == NULL)
        return FALSE;
    store_bind(statement, "siss", id, published_at, title, body);
    return store_run(connection, statement, error);
}

/* A fault in one record, with the line on which it begins. */
static void
take_fault(GError **error, const Import *import, const char *key, gsize index, GError *cause)
{
    if (cause->domain == BASE_ERROR) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_IMPORT, "line %u: %s",
                    store_import_line(import->text, import->size, key, index), cause->message);
        g_error_free(cause);
    } else {
        g_propagate_error(error, cause);
    }
}

static gboolean
take_records(StoreConnection *connection, const Import *import, json_t *array, const char *key,
             TakeRecord take, guint *count, GError **error)
{
    for (gsize i = 0; i < json_array_size(array); i++) {
        g_autofree char *path = g_strdup_printf("%s[%" G_GSIZE_FORMAT "]", key, i);
        int before = sqlite3_total_changes(connection->db);
        BaseJsonReader reader;
        GError *cause = NULL;

        base_json_reader_init(&reader, json_array_get(array, i), path);
        if (!take(connection, &reader, &cause)) {
            take_fault(error, import, key, i, cause);
            return FALSE;
        }
        *count += sqlite3_total_changes(connection->db) != before;
    }
    return TRUE;
}

static gboolean
audit_import(StoreConnection *connection, const StoreImport *counts, GError **error)
{
    g_autoptr(GString) detail = g_string_new(NULL);
    StoreAudit audit = {.who = "administrator", .action = STORE_IMPORTED};

    g_string_printf(detail, "new or changed: catalogue %u, students %u, reports %u",
                    counts->catalogue, counts->students, counts->reports);
    for (guint table = 0; table < STORE_TABLE_COUNT; table++) {
        g_autofree char *rows = store_detail_of_table(connection, (StoreTable)table, error);

        if (rows == NULL)
            return FALSE;
        g_string_append(detail, rows);
    }
    audit.detail = detail->str;
    return store_audit_append(connection, base_clock_now(), &audit, error);
}

static gboolean
import_all(StoreConnection *connection, gpointer data, GError **error)
{
    Import *import = data;
    guint announcements = 0;

    if (!take_records(connection, import, import->catalogue, "catalogue", take_certificate,
                      &import->counts.catalogue, error) ||
        !take_records(connection, import, import->students, "students", take_student,
                      &import->counts.students, error) ||
        !take_records(connection, import, import->reports, "reports", take_report,
                      &import->counts.reports, error) ||
        !take_records(connection, import, import->announcements, "announcements", take_announcement,
                      &announcements, error))
        return FALSE;
    return audit_import(connection, &import->counts, error);
}

static gboolean
read_file(Import *import, json_t *json, GError **error)
{
    BaseJsonReader reader;

    base_json_reader_init(&reader, json, "");
    base_json_read_optional_array(&reader, "catalogue", MAX_RECORDS, &import->catalogue);
    base_json_read_optional_array(&reader, "students", MAX_RECORDS, &import->students);
    base_json_read_optional_array(&reader, "reports", MAX_RECORDS, &import->reports);
    base_json_read_optional_array(&reader, "announcements", MAX_ANNOUNCEMENTS,
                                  &import->announcements);
    return base_json_reader_end(&reader, error);
}

gboolean
store_import(Store *store, const char *bytes, gsize size, StoreImport *ret_import, GError **error)
{
    Import import = {.text = bytes, .size = size};
    g_autoptr(json_t) json = NULL;
    g_autoptr(GError) cause = NULL;

    if (!base_json_parse(bytes, size, MAX_FILE, &json, &cause) ||
        !read_file(&import, json, &cause)) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_IMPORT, cause->message);
        return FALSE;
    }
    if (!store_transaction(store, import_all, &import, error))
        return FALSE;
    *ret_import = import.counts;
    return TRUE;
}
