#include "api-json.h"

#include "base-clock.h"
#include "base-json-text.h"
#include "base-json.h"

#include <string.h>

#define TYPICAL_SIZE 1024 /* bytes of one report */

static void
add_time(GString *text, const char *key, gint64 instant)
{
    char time[BASE_TIME_TEXT_SIZE];

    base_time_format(instant, time);
    base_json_text_add_string(text, key, time);
}

static void
add_date(GString *text, const char *key, ReportDate date)
{
    char written[REPORT_DATE_TEXT_SIZE];

    report_date_format(date, written);
    base_json_text_add_string(text, key, written);
}

static void
add_student(GString *text, const Report *report)
{
    base_json_text_add_string(text, "id", report->id);
    base_json_text_add_number(text, "academic_year", report->academic_year);
    base_json_text_add_number(text, "semester", report->semester);
    base_json_text_add_string(text, "student_id", report->student_id);
    base_json_text_add_string(text, "student_name", report->student_name);
    base_json_text_add_string(text, "gender", report->gender);
    base_json_text_add_string(text, "department", report->department);
    base_json_text_add_string(text, "class_name", report->class_name);
    base_json_text_add_string(text, "program", report->program);
    base_json_text_add_number(text, "study_year", report->study_year);
    base_json_text_add_string(text, "email", report->email);
}

static void
add_certificate(GString *text, const Report *report)
{
    base_json_text_add_string(text, "certificate_code", report->certificate_code);
    base_json_text_add_string(text, "certificate_name", report->certificate_name);
    base_json_text_add_string(text, "issuer", report->issuer);
    add_date(text, "certified_on", report->certified_on);
    base_json_text_add_string(text, "region", report_region_code(report->region));
    base_json_text_add_string(text, "category", report->category);
    base_json_text_add_string(text, "tier", report->tier);
    base_json_text_add_number(text, "grade", report->grade);
    base_json_text_add_number(text, "application_month", report->application_month);
    base_json_text_key(text, "is_it_certificate");
    g_string_append(text, report->is_it_certificate ? "true" : "false");
}

static void
add_set(GString *text, const ReportSet *set)
{
    base_json_text_key(text, "set");
    if (*set->family == '\0') {
        g_string_append(text, "null");
        return;
    }
    g_string_append_c(text, '{');
    base_json_text_add_string(text, "family", set->family);
    base_json_text_add_number(text, "needs", set->needs);
    base_json_text_add_number(text, "have", set->have);
    g_string_append_c(text, '}');
}

static void
add_claim(GString *text, const Report *report)
{
    base_json_text_key(text, "claim");
    if (report->claimed_by == NULL) {
        g_string_append(text, "null");
        return;
    }
    g_string_append_c(text, '{');
    base_json_text_add_string(text, "station", report->claimed_by);
    add_time(text, "until", report->claimed_until);
    g_string_append_c(text, '}');
}

static void
add_report(GString *text, const Report *report)
{
    g_string_append_c(text, '{');
    add_student(text, report);
    add_certificate(text, report);
    add_time(text, "reported_at", report->reported_at);
    base_json_text_add_string(text, "status", report_status_code(report->status));
    base_json_text_add_string(text, "status_label",
                              report_status_label(report->status, REPORT_LANGUAGE_ZH_TW));
    add_set(text, &report->set);
    base_json_text_add_number(text, "originals", report->originals);
    add_claim(text, report);
    g_string_append_c(text, '}');
}

/* What somebody wrote into the database by hand may be no UTF-8; an answer has to be. */
static char *
finish(GString *text)
{
    g_autofree char *written = g_string_free(text, FALSE);

    return g_utf8_validate(written, -1, NULL) ? g_steal_pointer(&written)
                                              : g_utf8_make_valid(written, -1);
}

static json_t *
parse(char *text)
{
    json_t *json = NULL;

    if (!base_json_parse(text, strlen(text), G_MAXSIZE, &json, NULL))
        g_assert_not_reached();
    g_free(text);
    return json;
}

char *
api_report_to_text(const Report *report)
{
    GString *text = g_string_sized_new(TYPICAL_SIZE);

    add_report(text, report);
    return finish(text);
}

json_t *
api_report_to_json(const Report *report)
{
    return parse(api_report_to_text(report));
}

char *
api_reports_to_text(GPtrArray *reports, const char *next)
{
    GString *text = g_string_sized_new(TYPICAL_SIZE * (reports->len + 1));

    g_string_append(text, "{\"reports\":[");
    for (guint i = 0; i < reports->len; i++) {
        if (i > 0)
            g_string_append_c(text, ',');
        add_report(text, g_ptr_array_index(reports, i));
    }
    g_string_append_c(text, ']');
    if (next != NULL)
        base_json_text_add_string(text, "next", next);
    g_string_append_c(text, '}');
    return finish(text);
}

json_t *
api_reports_to_json(GPtrArray *reports, const char *next)
{
    return parse(api_reports_to_text(reports, next));
}
