#include "base-clock.h"
#include "station-fixture.h"
#include "station-known.h"

#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#define SERVER "https://cca.example.edu.tw"

static Report *
make_report(const char *id, const char *student)
{
    Report *report = report_new();
    g_free(report->id);
    report->id = g_strdup(id);
    g_free(report->student_id);
    report->student_id = g_strdup(student);
    g_free(report->student_name);
    report->student_name = g_strdup("王小明");
    g_free(report->certificate_name);
    report->certificate_name = g_strdup("TQC 專業級 Word 2010");
    g_free(report->certificate_code);
    report->certificate_code = g_strdup("7104");
    report->academic_year = 103;
    report->semester = 2;
    report->study_year = 4;
    report->application_month = 7;
    report->certified_on = (ReportDate){2015, 6, 24};
    report->reported_at = base_clock_now();
    report->status = REPORT_STATUS_APPLIED;
    report->set.needs = 1;
    return report;
}

static void
store(Fixture *fixture, const char *student, const char *id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_unref);
    g_ptr_array_add(reports, make_report(id, student));
    g_assert_true(station_known_store(fixture->folder, SERVER, student, reports, &error));
    g_assert_no_error(error);
}

static gboolean
knows(Fixture *fixture, const char *server, const char *student)
{
    gint64 at = 0;
    g_autoptr(GPtrArray) reports = station_known_student(fixture->folder, server, student, &at);
    return reports != NULL;
}

static void
test_remembers(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    gint64 at = 0;
    store(fixture, "4100E001", "103-2-000017");
    g_autoptr(GPtrArray) reports = station_known_student(fixture->folder, SERVER, "4100E001", &at);
    g_assert_nonnull(reports);
    g_assert_cmpuint(reports->len, ==, 1);
    const Report *report = g_ptr_array_index(reports, 0);
    g_assert_cmpstr(report->id, ==, "103-2-000017");
    g_assert_cmpstr(report->student_name, ==, "王小明");
    g_assert_cmpint(report->status, ==, REPORT_STATUS_APPLIED);
    g_assert_cmpint(ABS(base_clock_now() - at), <, 5 * BASE_SECOND);
    at = 0;
    g_autoptr(Report) alone = station_known_report(fixture->folder, SERVER, "103-2-000017", &at);
    g_assert_nonnull(alone);
    g_assert_cmpint(at, >, 0);
}

static void
test_knows_nothing_else(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    gint64 at = 42;
    store(fixture, "4100E001", "103-2-000017");
    g_assert_false(knows(fixture, SERVER, "4100E002"));
    g_assert_false(knows(fixture, "https://other.example", "4100E001"));
    g_assert_null(station_known_report(fixture->folder, SERVER, "103-2-000018", &at));
    g_assert_cmpint(at, ==, 42);
}

static void
test_names_nobody(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *folder = fixture_path(fixture, "known");
    g_auto(GStrv) names = NULL;
    struct stat found;
    store(fixture, "4100E001", "103-2-000017");
    g_assert_true(base_folder_list(folder, 10, &names, NULL));
    g_assert_cmpuint(g_strv_length(names), ==, 1);
    g_assert_null(strstr(names[0], "4100E001"));
    g_autofree char *path = g_build_filename(folder, names[0], NULL);
    g_assert_cmpint(stat(path, &found), ==, 0);
    g_assert_cmpuint(found.st_mode & 0777, ==, 0600);
}

/* The file's own words, with another time in them. */
static void
test_old_is_not_told(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *folder = fixture_path(fixture, "known");
    g_auto(GStrv) names = NULL;
    store(fixture, "4100E001", "103-2-000017");
    g_assert_true(base_folder_list(folder, 10, &names, NULL));
    g_autofree char *path = g_build_filename(folder, names[0], NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    char *year = strstr(text, "\"asked_at\":\"");
    g_assert_nonnull(year);
    memcpy(year + strlen("\"asked_at\":\""), "2015", 4);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_assert_false(knows(fixture, SERVER, "4100E001"));
}

static void
test_rubbish_is_unknown(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *folder = fixture_path(fixture, "known");
    g_auto(GStrv) names = NULL;
    store(fixture, "4100E001", "103-2-000017");
    g_assert_true(base_folder_list(folder, 10, &names, NULL));
    g_autofree char *path = g_build_filename(folder, names[0], NULL);
    g_assert_true(g_file_set_contents(path, "{\"server\":", -1, NULL));
    g_assert_false(knows(fixture, SERVER, "4100E001"));
    store(fixture, "4100E001", "103-2-000017");
    g_assert_true(knows(fixture, SERVER, "4100E001"));
}

static void
test_bounded(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *folder = fixture_path(fixture, "known");
    for (guint i = 0; i < STATION_KNOWN_MAX + 3; i++) {
        g_autofree char *student = g_strdup_printf("S%u", i);
        store(fixture, student, "r");
    }
    g_auto(GStrv) names = NULL;
    g_assert_true(base_folder_list(folder, 10000, &names, NULL));
    g_assert_cmpuint(g_strv_length(names), <=, STATION_KNOWN_MAX);
    g_autofree char *last = g_strdup_printf("S%u", STATION_KNOWN_MAX + 2);
    g_assert_true(knows(fixture, SERVER, last));
}

static void
test_delivered_is_not_pending(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    gint64 at = 0;
    store(fixture, "4100E001", "103-2-000017");
    g_autoptr(Report) now = make_report("103-2-000017", "4100E001");
    g_autoptr(Report) stranger = make_report("103-2-000018", "4100E002");
    now->status = REPORT_STATUS_VERIFYING;
    station_known_note(fixture->folder, SERVER, now);
    station_known_note(fixture->folder, SERVER, stranger);
    g_autoptr(GPtrArray) pending = station_known_student(fixture->folder, SERVER, "4100E001", &at);
    g_assert_cmpuint(pending->len, ==, 0);
    g_autoptr(Report) alone = station_known_report(fixture->folder, SERVER, "103-2-000017", &at);
    g_assert_cmpint(alone->status, ==, REPORT_STATUS_VERIFYING);
    g_assert_false(knows(fixture, SERVER, "4100E002"));
}

static void
test_cleared(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = fixture_path(fixture, "known");
    store(fixture, "4100E001", "103-2-000017");
    g_assert_true(station_known_clear(fixture->folder, &error));
    g_assert_no_error(error);
    g_assert_false(knows(fixture, SERVER, "4100E001"));
    g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
    g_assert_true(station_known_clear(fixture->folder, &error));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("/station-known/remembers", test_remembers);
    fixture_add("/station-known/knows-nothing-else", test_knows_nothing_else);
    fixture_add("/station-known/names-nobody", test_names_nobody);
    fixture_add("/station-known/old-is-not-told", test_old_is_not_told);
    fixture_add("/station-known/rubbish-is-unknown", test_rubbish_is_unknown);
    fixture_add("/station-known/bounded", test_bounded);
    fixture_add("/station-known/delivered-is-not-pending", test_delivered_is_not_pending);
    fixture_add("/station-known/cleared", test_cleared);
    return g_test_run();
}
