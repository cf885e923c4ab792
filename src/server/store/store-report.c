#include "store-private.h"

#include "base-clock.h"

#include <string.h>

/* One report with everything that goes with it. The order of columns is that of fill_report. A
 * rejected certificate does not count for its set. For a list behind IN, SQLite would make a table
 * each time. */
#define SELECT_REPORT                                                                              \
    "SELECT r.id, r.academic_year, r.semester, r.student_id, s.name, s.gender, s.department, "     \
    "s.class_name, s.program, s.study_year, s.email, r.certificate_code, c.name, c.issuer, "       \
    "r.certified_on, c.region, c.category, c.tier, r.grade, r.application_month, "                 \
    "c.is_it_certificate, r.reported_at, r.status, c.family, c.family_needs, "                     \
    "CASE WHEN c.family = '' THEN 0 ELSE "                                                         \
    "(SELECT count(*) FROM reports r2 JOIN catalogue c2 ON c2.code = r2.certificate_code "         \
    "WHERE r2.student_id = r.student_id AND c2.family = c.family "                                 \
    "AND (r2.status = 'verifying' OR r2.status = 're_review' OR r2.status = 'crediting' "          \
    "OR r2.status = 'passed' OR r2.status = 'registered')) END, "                                  \
    "(SELECT count(*) FROM originals o WHERE o.report_id = r.id), k.station, k.until "             \
    "FROM reports r JOIN students s ON s.student_id = r.student_id "                               \
    "JOIN catalogue c ON c.code = r.certificate_code "                                             \
    "LEFT JOIN claims k ON k.report_id = r.id AND k.until > ?1 "

static void
take_text(char **ret_text, sqlite3_stmt *row, int column)
{
    g_free(*ret_text);
    *ret_text = g_strdup(store_text(row, column));
}

static void
fill_student(Report *report, sqlite3_stmt *row)
{
    take_text(&report->id, row, 0);
    report->academic_year = (guint)sqlite3_column_int(row, 1);
    report->semester = (guint)sqlite3_column_int(row, 2);
    take_text(&report->student_id, row, 3);
    take_text(&report->student_name, row, 4);
    take_text(&report->gender, row, 5);
    take_text(&report->department, row, 6);
    take_text(&report->class_name, row, 7);
    take_text(&report->program, row, 8);
    report->study_year = (guint)sqlite3_column_int(row, 9);
    take_text(&report->email, row, 10);
}

static void
fill_certificate(Report *report, sqlite3_stmt *row)
{
    take_text(&report->certificate_code, row, 11);
    take_text(&report->certificate_name, row, 12);
    take_text(&report->issuer, row, 13);
    report_date_parse(store_text(row, 14), &report->certified_on);
    report_region_from_code(store_text(row, 15), &report->region);
    take_text(&report->category, row, 16);
    take_text(&report->tier, row, 17);
    report->grade = (guint)sqlite3_column_int(row, 18);
    report->application_month = (guint)sqlite3_column_int(row, 19);
    report->is_it_certificate = sqlite3_column_int(row, 20) != 0;
}

static Report *
new_report(sqlite3_stmt *row)
{
    Report *report = report_new();

    fill_student(report, row);
    fill_certificate(report, row);
    report->reported_at = sqlite3_column_int64(row, 21);
    report_status_from_code(store_text(row, 22), &report->status);
    take_text(&report->set.family, row, 23);
    report->set.needs = (guint)sqlite3_column_int(row, 24);
    report->set.have = (guint)sqlite3_column_int(row, 25);
    report->originals = (guint)sqlite3_column_int(row, 26);
    if (sqlite3_column_type(row, 27) != SQLITE_NULL) {
        report->claimed_by = g_strdup(store_text(row, 27));
        report->claimed_until = sqlite3_column_int64(row, 28);
    }
    return report;
}

Report *
store_report_on(StoreConnection *connection, const char *report_id, GError **error)
{
    sqlite3_stmt *statement = store_prepare(connection, SELECT_REPORT "WHERE r.id = ?2", error);
    gboolean row = FALSE;

    if (statement == NULL)
        return NULL;
    store_bind(statement, "is", base_clock_now(), report_id);
    if (!store_step(connection, statement, &row, error))
        return NULL;
    if (!row) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "there is no such report");
        return NULL;
    }
    return new_report(statement);
}

Report *
store_report(Store *store, const char *report_id, GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    Report *report;

    if (reader == NULL)
        return NULL;
    report = store_report_on(reader, report_id, error);
    store_read_end(store, reader);
    return report;
}

/* All rows of a statement that selects reports, at most `limit`. */
static GPtrArray *
collect(StoreConnection *connection, sqlite3_stmt *statement, guint limit, GError **error)
{
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_unref);
    gboolean row = TRUE;

    while (reports->len < limit) {
        if (!store_step(connection, statement, &row, error))
            return NULL;
        if (!row)
            break;
        g_ptr_array_add(reports, new_report(statement));
    }
    return g_steal_pointer(&reports);
}

static gboolean
student_exists(StoreConnection *connection, const char *student_id, GError **error)
{
    sqlite3_stmt *statement = store_prepare(connection,
                                            "SELECT 1 FROM students WHERE student_id = ?", error);
    gboolean row = FALSE;

    if (statement == NULL)
        return FALSE;
    store_bind(statement, "s", student_id);
    if (!store_step(connection, statement, &row, error))
        return FALSE;
    if (!row)
        g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "there is no such student");
    return row;
}

static GPtrArray *
reports_of(StoreConnection *connection, const char *student_id, gboolean pending, GError **error)
{
    g_autoptr(GPtrArray) reports = NULL;
    /* The order is that of the index; the queue's is made of all of them. */
    sqlite3_stmt *statement = store_prepare(
        connection,
        SELECT_REPORT "WHERE r.student_id = ?2 AND (?3 = 0 OR r.status = 'filed' "
                      "OR r.status = 'applied' OR r.status = 're_review') ORDER BY r.id",
        error);

    if (statement == NULL)
        return NULL;
    store_bind(statement, "isi", base_clock_now(), student_id, (gint64)pending);
    reports = collect(connection, statement, API_MAX_REPORTS, error);
    if (reports == NULL || (reports->len == 0 && !student_exists(connection, student_id, error)))
        return NULL;
    return g_steal_pointer(&reports);
}

static int
compare_queue(gconstpointer a, gconstpointer b)
{
    return report_compare_queue(*(Report *const *)a, *(Report *const *)b);
}

GPtrArray *
store_reports_of(Store *store, const char *student_id, gboolean pending, GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    GPtrArray *reports;

    if (reader == NULL)
        return NULL;
    reports = reports_of(reader, student_id, pending, error);
    store_read_end(store, reader);
    if (reports != NULL)
        g_ptr_array_sort(reports, compare_queue);
    return reports;
}

/* The least text that is greater than every text with this beginning, for an index range; U+10FFFF
 * sorts behind every character that can follow. */
static char *
end_of_prefix(const char *prefix)
{
    return g_strconcat(prefix, "\xf4\x8f\xbf\xbf", NULL);
}

static char *
like_pattern(const char *text)
{
    GString *pattern = g_string_new("%");

    for (; *text != '\0'; text++) {
        if (strchr("%_\\", *text) != NULL)
            g_string_append_c(pattern, '\\');
        g_string_append_c(pattern, *text);
    }
    return g_string_free(g_string_append_c(pattern, '%'), FALSE);
}

static GPtrArray *
search(StoreConnection *connection, const char *text, const char *cursor, guint limit,
       GError **error)
{
    g_autofree char *end = end_of_prefix(text);
    g_autofree char *pattern = like_pattern(text);
    sqlite3_stmt *statement = store_prepare(
        connection,
        SELECT_REPORT
        "WHERE r.id IN ("
        "SELECT id FROM reports WHERE id >= ?2 AND id < ?3 AND id > ?5 "
        "UNION SELECT id FROM reports WHERE student_id >= ?2 AND student_id < ?3 AND id > ?5 "
        "UNION SELECT m.id FROM students t JOIN reports m ON m.student_id = t.student_id "
        "WHERE t.name LIKE ?4 ESCAPE '\\' AND m.id > ?5 "
        "ORDER BY 1 LIMIT ?6) ORDER BY r.id",
        error);

    if (statement == NULL)
        return NULL;
    store_bind(statement, "issssi", base_clock_now(), text, end, pattern,
               cursor != NULL ? cursor : "", (gint64)limit);
    return collect(connection, statement, limit, error);
}

GPtrArray *
store_search(Store *store, const char *text, const char *cursor, guint limit, char **ret_next,
             GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    GPtrArray *reports;

    if (reader == NULL)
        return NULL;
    reports = search(reader, text, cursor, limit + 1, error);
    store_read_end(store, reader);
    if (reports == NULL)
        return NULL;
    *ret_next = NULL;
    if (reports->len > limit) {
        g_ptr_array_set_size(reports, (int)limit);
        *ret_next = g_strdup(((Report *)g_ptr_array_index(reports, limit - 1))->id);
    }
    return reports;
}
