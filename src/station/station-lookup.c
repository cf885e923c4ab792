#include "station-lookup.h"

#include "base-clock.h"
#include "base-id.h"
#include "station-known.h"

typedef struct {
    char *number;
    gboolean is_report;
} Question;

static void
question_free(Question *question)
{
    g_free(question->number);
    g_free(question);
}

void
station_answer_free(StationAnswer *answer)
{
    if (answer == NULL)
        return;
    g_clear_pointer(&answer->reports, g_ptr_array_unref);
    g_clear_error(&answer->away);
    g_free(answer);
}

static int
compare_queue(gconstpointer a, gconstpointer b)
{
    return report_compare_queue(*(Report *const *)a, *(Report *const *)b);
}

static GPtrArray *
array_of_one(Report *report)
{
    GPtrArray *array = g_ptr_array_new_with_free_func((GDestroyNotify)report_unref);
    g_ptr_array_add(array, report);
    return array;
}

static GPtrArray *
ask_server(Station *station, const Question *question, GCancellable *cancellable, GError **error)
{
    Client *client = station_get_client(station, error);
    if (question->is_report) {
        Report *report = client_report(client, question->number, cancellable, error);
        return report != NULL ? array_of_one(report) : NULL;
    }
    GPtrArray *reports = client_reports_of(client, question->number, TRUE, cancellable, error);
    if (reports != NULL) /* a memory that cannot be written is no reason to withhold the answer */
        station_known_store(station_get_profile(station), client_base_url(client), question->number,
                            reports, NULL);
    return reports;
}

static GPtrArray *
ask_memory(Station *station, const Question *question, gint64 *ret_at)
{
    const char *profile = station_get_profile(station);
    const char *server = client_base_url(station_get_client(station, NULL));
    if (!question->is_report)
        return station_known_student(profile, server, question->number, ret_at);
    Report *report = station_known_report(profile, server, question->number, ret_at);
    return report != NULL ? array_of_one(report) : NULL;
}

static void
lookup_thread(GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    Station *station = source;
    GError *error = NULL;
    g_autoptr(StationAnswer) answer = g_new0(StationAnswer, 1);
    answer->asked_at = base_clock_now();
    answer->reports = ask_server(station, task_data, cancellable, &error);
    if (answer->reports == NULL && client_error_may_pass(error)) {
        answer->reports = ask_memory(station, task_data, &answer->asked_at);
        answer->remembered = TRUE;
    }
    if (answer->reports == NULL) {
        g_task_return_error(task, error);
        return;
    }
    answer->away = error;
    g_ptr_array_sort(answer->reports, compare_queue);
    g_task_return_pointer(task, g_steal_pointer(&answer), (GDestroyNotify)station_answer_free);
}

static void
lookup(Station *station, const char *number, gboolean is_report, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(station, cancellable, callback, user_data);
    GError *error = NULL;
    if (!base_id_is_safe(number)) {
        g_task_return_new_error(task, STATION_ERROR, STATION_ERROR_BAD_NUMBER,
                                "“%.80s” has characters that no number has, or is too long",
                                number);
        return;
    }
    if (station_get_session(station, &error) == NULL) {
        g_task_return_error(task, error);
        return;
    }
    Question *question = g_new0(Question, 1);
    question->number = g_strdup(number);
    question->is_report = is_report;
    g_task_set_task_data(task, question, (GDestroyNotify)question_free);
    g_task_run_in_thread(task, lookup_thread);
}

void
station_lookup_student_async(Station *station, const char *student_id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
    lookup(station, student_id, FALSE, cancellable, callback, user_data);
}

void
station_lookup_report_async(Station *station, const char *report_id, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
    lookup(station, report_id, TRUE, cancellable, callback, user_data);
}

StationAnswer *
station_lookup_finish(Station *station G_GNUC_UNUSED, GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
