#include "station-lookup.h"

#include "station-known.h"
#include "station-rig.h"

#include <string.h>

/* What a look-up of this text comes to: an answer, or `ret_error`. */
static StationAnswer *
look_up(Rig *rig, const char *text, GError **ret_error)
{
    GAsyncResult *slot = NULL;
    station_lookup_text_async(rig->station, text, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    return station_lookup_finish(rig->station, result, ret_error);
}

static StationAnswer *
find(Rig *rig, const char *text)
{
    g_autoptr(GError) error = NULL;
    StationAnswer *answer = look_up(rig, text, &error);
    g_assert_no_error(error);
    return answer;
}

static char *
ids_of(const StationAnswer *answer)
{
    g_autoptr(GString) ids = g_string_new(NULL);
    for (guint i = 0; i < answer->reports->len; i++) {
        const Report *report = g_ptr_array_index(answer->reports, i);
        g_string_append_printf(ids, "%s ", report->id);
    }
    return g_string_free(g_steal_pointer(&ids), FALSE);
}

static void
assert_ids(const StationAnswer *answer, const char *expected)
{
    g_autofree char *ids = ids_of(answer);
    g_assert_cmpstr(ids, ==, expected);
}

#define ALL_OF_STUDENT RIG_REPORT " " RIG_NEXT_REPORT " " RIG_PASSED_REPORT " "

static void
test_student(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationAnswer) answer = find(rig, "  " RIG_STUDENT "\n");
    assert_ids(answer, ALL_OF_STUDENT); /* what waits comes first */
    g_assert_null(answer->meant);
    g_assert_false(answer->remembered);
    g_assert_null(answer->away);
    g_assert_cmpint(ABS(g_get_real_time() - answer->asked_at), <, 60 * G_USEC_PER_SEC);
    g_assert_true(station_answer_may_scan(answer, answer->reports->pdata[0]));
    g_assert_true(station_answer_may_scan(answer, answer->reports->pdata[1]));
    g_assert_false(station_answer_may_scan(answer, answer->reports->pdata[2]));
}

static void
test_report(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationAnswer) answer = find(rig, RIG_NEXT_REPORT);
    assert_ids(answer, ALL_OF_STUDENT);
    g_assert_cmpstr(answer->meant, ==, RIG_NEXT_REPORT);
}

static void
test_name(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationAnswer) answer = find(rig, "王小明");
    assert_ids(answer, ALL_OF_STUDENT);
    g_assert_null(answer->meant);
    g_assert_false(answer->more);
}

static void
test_unknown(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const numbers[] = {"9999Z999", "103-2-999999"};
    g_autoptr(StationAnswer) nobody = find(rig, "無此人");
    assert_ids(nobody, "");
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(look_up(rig, numbers[i], &error));
        g_test_message("%s: %s", numbers[i], error->message);
        g_assert_true(error->domain == API_PROBLEM_ERROR);
    }
}

/* A card reader may send anything. */
static void
test_nothing_and_too_much(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    while (text->len + strlen("無") <= STATION_LOOKUP_MAX)
        g_string_append(text, "無");
    g_autoptr(StationAnswer) answer = find(rig, text->str);
    assert_ids(answer, "");
    g_string_append(text, "無");
    g_assert_null(look_up(rig, text->str, &error));
    g_assert_error(error, STATION_ERROR, STATION_ERROR_BAD_NUMBER);
}

static void
test_needs_a_sign_in(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    rig_sign_out(rig);
    g_assert_null(look_up(rig, RIG_STUDENT, &error));
    g_assert_error(error, STATION_ERROR, STATION_ERROR_NOT_SIGNED_IN);
}

static void
test_remembers_while_away(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationAnswer) before = find(rig, RIG_STUDENT);
    central_stop(rig->central);
    g_autoptr(StationAnswer) of_student = find(rig, RIG_STUDENT);
    g_assert_true(of_student->remembered);
    g_assert_error(of_student->away, CLIENT_ERROR, CLIENT_ERROR_UNREACHABLE);
    g_assert_cmpint(of_student->asked_at, <=, before->asked_at + 60 * G_USEC_PER_SEC);
    assert_ids(of_student, RIG_REPORT " " RIG_NEXT_REPORT " ");
    g_autoptr(StationAnswer) of_report = find(rig, RIG_NEXT_REPORT);
    g_assert_true(of_report->remembered);
    assert_ids(of_report, RIG_NEXT_REPORT " ");
}

/* What nobody asked before, and what is searched by name, is not known. */
static void
test_unknown_while_away(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const texts[] = {RIG_OTHER_STUDENT, RIG_OTHER_REPORT, "王小明"};
    station_answer_free(find(rig, RIG_STUDENT));
    central_stop(rig->central);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(look_up(rig, texts[i], &error));
        g_assert_error(error, CLIENT_ERROR, CLIENT_ERROR_UNREACHABLE);
    }
}

/* A refusal is a refusal, whatever is remembered: here the server has ended the session. */
static void
test_no_memory_against_a_refusal(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    station_answer_free(find(rig, RIG_STUDENT));
    g_assert_true(client_sign_out(station_get_client(rig->station, NULL), NULL, NULL));
    g_assert_null(look_up(rig, RIG_STUDENT, &error));
    g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_NOT_SIGNED_IN);
}

static void
test_queued_is_not_scanned_again(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    rig_put(rig, RIG_REPORT);
    g_autoptr(StationAnswer) answer = find(rig, RIG_STUDENT);
    g_assert_true(g_hash_table_contains(answer->queued, RIG_REPORT));
    g_assert_false(station_answer_may_scan(answer, answer->reports->pdata[0]));
    g_assert_true(station_answer_may_scan(answer, answer->reports->pdata[1]));
}

static void
test_cancelled(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(GError) error = NULL;
    GAsyncResult *slot = NULL;
    central_freeze(rig->central);
    station_lookup_text_async(rig->station, RIG_STUDENT, cancellable, rig_ready, &slot);
    g_cancellable_cancel(cancellable);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    g_assert_null(station_lookup_finish(rig->station, result, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    central_wake(rig->central);
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    rig_add("/station-lookup/student", test_student);
    rig_add("/station-lookup/report", test_report);
    rig_add("/station-lookup/name", test_name);
    rig_add("/station-lookup/unknown", test_unknown);
    rig_add("/station-lookup/nothing-and-too-much", test_nothing_and_too_much);
    rig_add("/station-lookup/needs-a-sign-in", test_needs_a_sign_in);
    rig_add("/station-lookup/remembers", test_remembers_while_away);
    rig_add("/station-lookup/unknown-while-away", test_unknown_while_away);
    rig_add("/station-lookup/no-memory-against-a-refusal", test_no_memory_against_a_refusal);
    rig_add("/station-lookup/queued", test_queued_is_not_scanned_again);
    rig_add("/station-lookup/cancelled", test_cancelled);
    return rig_run();
}
