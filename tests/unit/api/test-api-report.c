#include "api-body.h"
#include "base-error.h"
#include "base-json.h"

#include <string.h>

#define BODY                                                                                         \
    "{\"id\":\"R-104.1_7\",\"academic_year\":104,\"semester\":1,\"student_id\":\"4100E017\","        \
    "\"student_name\":\"王小明\",\"gender\":\"男\",\"department\":\"資訊工程系\","          \
    "\"class_name\":\"四甲\",\"program\":\"四技\",\"study_year\":4,\"email\":\"w@example.edu\"," \
    "\"certificate_code\":\"C01\",\"certificate_name\":\"TQC "                                       \
    "文書\",\"issuer\":\"電腦技能基金會\","                                                 \
    "\"certified_on\":\"2015-06-24\",\"region\":\"domestic\",\"category\":\"資訊\","               \
    "\"tier\":\"甲\",\"grade\":3,\"application_month\":9,\"is_it_certificate\":true,"               \
    "\"reported_at\":\"2015-07-01T02:03:04Z\",\"status\":\"applied\","                               \
    "\"status_label\":\"申請中\",\"set\":{\"family\":\"TQC\",\"needs\":3,\"have\":1},"            \
    "\"originals\":2,\"claim\":{\"station\":\"第一櫃檯\",\"until\":\"2015-07-01T02:05:04Z\"}}"

static gboolean
read_report(json_t *json, GError **error)
{
    g_autoptr(Report) report = api_report_from_json(json, "", error);

    return report != NULL;
}

static void
reads_each_field(void)
{
    g_autoptr(json_t) json = body_parse(BODY);
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = api_report_from_json(json, "", &error);

    g_assert_no_error(error);
    g_assert_cmpstr(report->id, ==, "R-104.1_7");
    g_assert_cmpuint(report->academic_year, ==, 104);
    g_assert_cmpuint(report->semester, ==, 1);
    g_assert_cmpstr(report->student_id, ==, "4100E017");
    g_assert_cmpstr(report->student_name, ==, "王小明");
    g_assert_cmpstr(report->gender, ==, "男");
    g_assert_cmpstr(report->department, ==, "資訊工程系");
    g_assert_cmpstr(report->class_name, ==, "四甲");
    g_assert_cmpstr(report->program, ==, "四技");
    g_assert_cmpuint(report->study_year, ==, 4);
    g_assert_cmpstr(report->email, ==, "w@example.edu");
    g_assert_cmpstr(report->certificate_code, ==, "C01");
    g_assert_cmpstr(report->certificate_name, ==, "TQC 文書");
    g_assert_cmpstr(report->issuer, ==, "電腦技能基金會");
    g_assert_cmpint(report_date_compare(report->certified_on,
                                        (ReportDate){.year = 2015, .month = 6, .day = 24}),
                    ==, 0);
    g_assert_cmpint(report->region, ==, REPORT_REGION_DOMESTIC);
    g_assert_cmpstr(report->category, ==, "資訊");
    g_assert_cmpstr(report->tier, ==, "甲");
    g_assert_cmpuint(report->grade, ==, 3);
    g_assert_cmpuint(report->application_month, ==, 9);
    g_assert_true(report->is_it_certificate);
    g_assert_cmpint(report->reported_at, ==, G_GINT64_CONSTANT(1435716184000000));
    g_assert_cmpint(report->status, ==, REPORT_STATUS_APPLIED);
    g_assert_cmpstr(report->set.family, ==, "TQC");
    g_assert_cmpuint(report->set.needs, ==, 3);
    g_assert_cmpuint(report->set.have, ==, 1);
    g_assert_cmpuint(report->originals, ==, 2);
    g_assert_cmpstr(report->claimed_by, ==, "第一櫃檯");
    g_assert_cmpint(report->claimed_until, ==, G_GINT64_CONSTANT(1435716304000000));
}

/* Reads a body and writes it again; gives the text (g_free). */
static char *
round_trip(json_t *json)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = api_report_from_json(json, "", &error);
    g_autoptr(json_t) again = NULL;

    g_assert_no_error(error);
    again = api_report_to_json(report);
    return base_json_to_string(again);
}

static void
writes_what_it_read(void)
{
    g_autoptr(json_t) json = body_parse(BODY);
    g_autofree char *text = round_trip(json);

    g_assert_cmpstr(text, ==, BODY);
}

static void
writes_no_set_and_no_claim_as_null(void)
{
    g_autoptr(json_t) json = body_parse(BODY);
    g_autofree char *text = NULL;

    json_object_set_new(json, "set", json_null());
    json_object_del(json, "claim");
    json_object_set_new(json, "region", json_string("international"));
    json_object_set_new(json, "is_it_certificate", json_false());
    text = round_trip(json);
    g_assert_nonnull(strstr(text, "\"set\":null,"));
    g_assert_nonnull(strstr(text, "\"claim\":null}"));
    g_assert_nonnull(strstr(text, "\"region\":\"international\""));
    g_assert_nonnull(strstr(text, "\"is_it_certificate\":false"));
}

static void
reads_each_status(void)
{
    for (guint i = 0; i < REPORT_STATUS_COUNT; i++) {
        g_autoptr(json_t) json = body_parse(BODY);
        g_autoptr(json_t) again = NULL;
        g_autoptr(Report) report = NULL;
        ReportStatus status = (ReportStatus)i;

        json_object_set_new(json, "status", json_string(report_status_code(status)));
        report = api_report_from_json(json, "", NULL);
        g_assert_cmpint(report->status, ==, status);
        again = api_report_to_json(report);
        g_assert_cmpstr(json_string_value(json_object_get(again, "status_label")), ==,
                        report_status_label(status, REPORT_LANGUAGE_ZH_TW));
    }
}

static void
needs_its_fields(void)
{
    static const char *const fields[] = {
        "id",
        "academic_year",
        "semester",
        "student_id",
        "student_name",
        "gender",
        "department",
        "class_name",
        "program",
        "study_year",
        "email",
        "certificate_code",
        "issuer",
        "certificate_name",
        "certified_on",
        "region",
        "category",
        "tier",
        "grade",
        "reported_at",
        "application_month",
        "status",
        "set.family",
        "is_it_certificate",
        "set.needs",
        "set.have",
        "originals",
        "claim.station",
        "claim.until",
        NULL,
    };

    body_assert_required(BODY, read_report, fields, "");
}

static void
keeps_limits_of_numbers(void)
{
    static const BodyEdit edits[] = {
        {"academic_year", "0", "academic_year is not between 1 and 999"},
        {"academic_year", "1", NULL},
        {"academic_year", "999", NULL},
        {"academic_year", "1000", "academic_year is not between 1 and 999"},
        {"semester", "0", "semester is not between 1 and 2"},
        {"semester", "2", NULL},
        {"semester", "3", "semester is not between 1 and 2"},
        {"study_year", "0", "study_year is not between 1 and 7"},
        {"study_year", "7", NULL},
        {"study_year", "8", "study_year is not between 1 and 7"},
        {"grade", "-1", "grade is not between 0 and 99"},
        {"grade", "0", NULL},
        {"grade", "99", NULL},
        {"grade", "100", "grade is not between 0 and 99"},
        {"grade", "1.0", "grade is not a whole number"},
        {"application_month", "0", "application_month is not between 1 and 12"},
        {"application_month", "12", NULL},
        {"application_month", "13", "application_month is not between 1 and 12"},
        {"originals", "-1", "originals is not between 0 and 2147483647"},
        {"originals", "0", NULL},
        {"originals", "2147483648", "originals is not between 0 and 2147483647"},
        {"set.needs", "0", "set.needs is not between 1 and 99"},
        {"set.needs", "99", NULL},
        {"set.needs", "100", "set.needs is not between 1 and 99"},
        {"set.have", "200", NULL},
        {"set.have", "201", "set.have is not between 0 and 200"},
    };

    body_assert_edits(BODY, read_report, edits, G_N_ELEMENTS(edits));
}

static void
keeps_limits_of_texts(void)
{
    static const BodyEdit edits[] = {
        {"id", "~64", NULL},
        {"id", "~65", "id has 65 characters, not 1 to 64"},
        {"id", "\"\"", "id has 0 characters, not 1 to 64"},
        {"id", "\"../R1\"", "id has a character that a number cannot have"},
        {"student_id", "\"4100/017\"", "student_id has a character that a number cannot have"},
        {"student_name", "\"\"", "student_name has 0 characters, not 1 to 200"},
        {"student_name", "#200", NULL},
        {"student_name", "#201", "student_name has 201 characters, not 1 to 200"},
        {"student_name", "\"王\\n明\"", "student_name has a control character"},
        {"email", "\"\"", NULL},
        {"email", "~201", "email has 201 characters, not 0 to 200"},
        {"certified_on", "\"2015-02-29\"", "certified_on is not a date"},
        {"certified_on", "\"2016-02-29\"", NULL},
        {"certified_on", "\"104/06/24\"", "certified_on is not a date"},
        {"region", "\"abroad\"", "region is neither domestic nor international"},
        {"status", "\"done\"", "status is not a status"},
        {"reported_at", "\"2015-07-01\"", "reported_at is not an RFC 3339 instant"},
        {"set.family", "\"\"", "set.family has 0 characters, not 1 to 200"},
        {"claim.station", "#200", NULL},
        {"claim.station", "#201", "claim.station has 201 characters, not 1 to 200"},
        {"claim.until", "\"soon\"", "claim.until is not an RFC 3339 instant"},
    };

    body_assert_edits(BODY, read_report, edits, G_N_ELEMENTS(edits));
}

static void
lets_a_newer_server_add_fields(void)
{
    static const BodyEdit edits[] = {
        {"colour", "\"blue\"", NULL},
        {"set.colour", "{}", NULL},
        {"claim.colour", "[]", NULL},
        {"status_label", "7", NULL}, /* the label is for people; nobody reads it here */
    };

    body_assert_edits(BODY, read_report, edits, G_N_ELEMENTS(edits));
}

/* `count` reports as one answer, with `next` behind; NULL: without. */
static json_t *
answer_of(guint count, const char *next)
{
    json_t *array = json_array(), *json = json_object();

    for (guint i = 0; i < count; i++)
        json_array_append_new(array, body_parse(BODY));
    json_object_set_new(json, "reports", array);
    if (next != NULL)
        json_object_set_new(json, "next", json_string(next));
    return json;
}

static void
reads_and_writes_an_array(void)
{
    g_autoptr(json_t) json = answer_of(2, "abc"), again = NULL, last = NULL;
    g_autofree char *next = NULL, *text = NULL, *wanted = base_json_to_string(json);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) reports = api_reports_from_json(json, &next, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(reports->len, ==, 2);
    g_assert_cmpstr(next, ==, "abc");
    again = api_reports_to_json(reports, next);
    text = base_json_to_string(again);
    g_assert_cmpstr(text, ==, wanted);
    last = api_reports_to_json(reports, NULL);
    g_assert_null(json_object_get(last, "next"));
}

static void
limits_an_array(void)
{
    g_autoptr(json_t) most = answer_of(API_MAX_REPORTS, NULL);
    g_autoptr(json_t) more = answer_of(API_MAX_REPORTS + 1, NULL);
    g_autoptr(json_t) long_next = answer_of(1, "");
    g_autoptr(GPtrArray) reports = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strnfill(201, 'x'), *next = g_strdup("as it was");

    reports = api_reports_from_json(most, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(reports->len, ==, API_MAX_REPORTS);
    g_assert_null(api_reports_from_json(more, &next, &error));
    g_assert_cmpstr(error->message, ==, "reports has more than 200 items");
    g_assert_cmpstr(next, ==, "as it was");
    g_clear_error(&error);
    json_object_set_new(long_next, "next", json_string(name));
    g_assert_null(api_reports_from_json(long_next, NULL, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_JSON_FIELD);
}

static void
names_the_report_at_fault(void)
{
    g_autoptr(json_t) json = answer_of(3, NULL);
    json_t *second = json_array_get(json_object_get(json, "reports"), 1);
    g_autoptr(GError) error = NULL;

    json_object_set_new(json_object_get(second, "set"), "needs", json_string("3"));
    g_assert_null(api_reports_from_json(json, NULL, &error));
    g_assert_cmpstr(error->message, ==, "reports[1].set.needs is not a whole number");
    g_clear_error(&error);
    json_object_set_new(json_object_get(second, "claim"), "until", json_integer(1));
    json_object_set_new(second, "set", json_null());
    g_assert_null(api_reports_from_json(json, NULL, &error));
    g_assert_true(g_str_has_prefix(error->message, "reports[1].claim.until "));
    g_clear_error(&error);
    json_array_set_new(json_object_get(json, "reports"), 2, json_integer(1));
    json_array_remove(json_object_get(json, "reports"), 1);
    g_assert_null(api_reports_from_json(json, NULL, &error));
    g_assert_cmpstr(error->message, ==, "reports[1] is not an object");
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/report/reads-each-field", reads_each_field);
    g_test_add_func("/api/report/writes-what-it-read", writes_what_it_read);
    g_test_add_func("/api/report/writes-no-set-and-no-claim-as-null",
                    writes_no_set_and_no_claim_as_null);
    g_test_add_func("/api/report/reads-each-status", reads_each_status);
    g_test_add_func("/api/report/needs-its-fields", needs_its_fields);
    g_test_add_func("/api/report/keeps-limits-of-numbers", keeps_limits_of_numbers);
    g_test_add_func("/api/report/keeps-limits-of-texts", keeps_limits_of_texts);
    g_test_add_func("/api/report/lets-a-newer-server-add-fields", lets_a_newer_server_add_fields);
    g_test_add_func("/api/report/reads-and-writes-an-array", reads_and_writes_an_array);
    g_test_add_func("/api/report/limits-an-array", limits_an_array);
    g_test_add_func("/api/report/names-the-report-at-fault", names_the_report_at_fault);
    return g_test_run();
}
