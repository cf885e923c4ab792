#include "api-json.h"

#include "base-error.h"
#include "base-id.h"
#include "base-json.h"

#define MAX_TEXT 200
#define MAX_ID   64

static void
read_text(BaseJsonReader *reader, const char *key, gsize min_length, char **ret_text)
{
    const char *text = NULL;

    base_json_read_string(reader, key, min_length, MAX_TEXT, &text);
    if (text != NULL) {
        g_free(*ret_text);
        *ret_text = g_strdup(text);
    }
}

static void
read_id(BaseJsonReader *reader, const char *key, char **ret_id)
{
    const char *text = NULL;

    base_json_read_string(reader, key, 1, MAX_ID, &text);
    if (text == NULL)
        return;
    if (!base_id_is_safe(text)) {
        base_json_fail(reader, key, "has a character that a number cannot have");
        return;
    }
    g_free(*ret_id);
    *ret_id = g_strdup(text);
}

static void
read_number(BaseJsonReader *reader, const char *key, gint64 min, gint64 max, guint *ret_number)
{
    gint64 number = -1;

    base_json_read_int(reader, key, min, max, &number);
    if (number >= 0)
        *ret_number = (guint)number;
}

static void
read_student(BaseJsonReader *reader, Report *report)
{
    read_id(reader, "id", &report->id);
    read_number(reader, "academic_year", 1, 999, &report->academic_year);
    read_number(reader, "semester", 1, 2, &report->semester);
    read_id(reader, "student_id", &report->student_id);
    read_text(reader, "student_name", 1, &report->student_name);
    read_text(reader, "gender", 0, &report->gender);
    read_text(reader, "department", 0, &report->department);
    read_text(reader, "class_name", 0, &report->class_name);
    read_text(reader, "program", 0, &report->program);
    read_number(reader, "study_year", 1, 7, &report->study_year);
    read_text(reader, "email", 0, &report->email);
}

static void
read_certificate(BaseJsonReader *reader, Report *report)
{
    const char *date = NULL, *region = NULL;

    read_text(reader, "certificate_code", 1, &report->certificate_code);
    read_text(reader, "certificate_name", 1, &report->certificate_name);
    read_text(reader, "issuer", 0, &report->issuer);
    base_json_read_string(reader, "certified_on", 1, 10, &date);
    if (date != NULL && !report_date_parse(date, &report->certified_on))
        base_json_fail(reader, "certified_on", "is not a date");
    base_json_read_string(reader, "region", 1, MAX_ID, &region);
    if (region != NULL && !report_region_from_code(region, &report->region))
        base_json_fail(reader, "region", "is neither domestic nor international");
    read_text(reader, "category", 0, &report->category);
    read_text(reader, "tier", 0, &report->tier);
    read_number(reader, "grade", 0, 99, &report->grade);
    read_number(reader, "application_month", 1, 12, &report->application_month);
    base_json_read_boolean(reader, "is_it_certificate", &report->is_it_certificate);
}

static void
read_set(BaseJsonReader *reader, const char *path, ReportSet *set)
{
    g_autofree char *set_path = g_strconcat(path, *path != '\0' ? "." : "", "set", NULL);
    g_autoptr(GError) error = NULL;
    BaseJsonReader inner;
    json_t *object = NULL;

    base_json_read_optional_object(reader, "set", &object);
    if (object == NULL)
        return;
    base_json_reader_init(&inner, object, set_path);
    read_text(&inner, "family", 1, &set->family);
    read_number(&inner, "needs", 1, 99, &set->needs);
    read_number(&inner, "have", 0, API_MAX_REPORTS, &set->have);
    if (!base_json_reader_end_lenient(&inner, &error) && reader->error == NULL)
        g_propagate_error(&reader->error, g_steal_pointer(&error));
}

static void
read_claim(BaseJsonReader *reader, const char *path, Report *report)
{
    g_autofree char *claim_path = g_strconcat(path, *path != '\0' ? "." : "", "claim", NULL);
    g_autoptr(GError) error = NULL;
    BaseJsonReader inner;
    json_t *object = NULL;

    base_json_read_optional_object(reader, "claim", &object);
    if (object == NULL)
        return;
    base_json_reader_init(&inner, object, claim_path);
    read_text(&inner, "station", 1, &report->claimed_by);
    base_json_read_time(&inner, "until", &report->claimed_until);
    if (!base_json_reader_end_lenient(&inner, &error) && reader->error == NULL)
        g_propagate_error(&reader->error, g_steal_pointer(&error));
}

static void
read_state(BaseJsonReader *reader, const char *path, Report *report)
{
    const char *status = NULL;

    base_json_read_time(reader, "reported_at", &report->reported_at);
    base_json_read_string(reader, "status", 1, MAX_ID, &status);
    if (status != NULL && !report_status_from_code(status, &report->status))
        base_json_fail(reader, "status", "is not a status");
    read_number(reader, "originals", 0, G_MAXINT32, &report->originals);
    read_set(reader, path, &report->set);
    read_claim(reader, path, report);
}

Report *
api_report_from_json(json_t *json, const char *path, GError **error)
{
    g_autoptr(Report) report = report_new();
    BaseJsonReader reader;

    base_json_reader_init(&reader, json, path);
    read_student(&reader, report);
    read_certificate(&reader, report);
    read_state(&reader, path, report);
    if (!base_json_reader_end_lenient(&reader, error))
        return NULL;
    return g_steal_pointer(&report);
}

static gboolean
read_reports(json_t *array, GPtrArray *reports, GError **error)
{
    for (gsize i = 0; i < json_array_size(array); i++) {
        g_autofree char *path = g_strdup_printf("reports[%" G_GSIZE_FORMAT "]", i);
        Report *report = api_report_from_json(json_array_get(array, i), path, error);

        if (report == NULL)
            return FALSE;
        g_ptr_array_add(reports, report);
    }
    return TRUE;
}

GPtrArray *
api_reports_from_json(json_t *json, char **ret_next, GError **error)
{
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_unref);
    BaseJsonReader reader;
    json_t *array = NULL;
    const char *next = NULL;

    base_json_reader_init(&reader, json, "");
    base_json_read_array(&reader, "reports", API_MAX_REPORTS, &array);
    base_json_read_optional_string(&reader, "next", MAX_TEXT, &next);
    if (!base_json_reader_end_lenient(&reader, error) || !read_reports(array, reports, error))
        return NULL;
    if (ret_next != NULL)
        *ret_next = g_strdup(next);
    return g_steal_pointer(&reports);
}
