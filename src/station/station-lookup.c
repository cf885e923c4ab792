#include "station-lookup.h"

#include "base-clock.h"
#include "base-id.h"
#include "station-known.h"

#include <string.h>

typedef enum {
    ASK_STUDENT, /* what is pending */
    ASK_REPORT,
    ASK_ALL_OF_STUDENT,
    ASK_ALL_BESIDE_REPORT,
    ASK_NAME,
} Ask;

typedef struct {
    char *text;
    Ask ask;
} Question;

static void
question_free(Question *question)
{
    g_free(question->text);
    g_free(question);
}

void
station_answer_free(StationAnswer *answer)
{
    if (answer == NULL)
        return;
    g_clear_pointer(&answer->reports, g_ptr_array_unref);
    g_clear_error(&answer->away);
    g_clear_pointer(&answer->queued, g_hash_table_unref);
    g_free(answer->meant);
    g_free(answer);
}

gboolean
station_answer_may_scan(const StationAnswer *answer, const Report *report)
{
    return report_status_is_pending(report->status) &&
           !g_hash_table_contains(answer->queued, report->id);
}

static int
compare_queue(gconstpointer a, gconstpointer b)
{
    const Report *left = *(Report *const *)a;
    const Report *right = *(Report *const *)b;
    gboolean left_waits = report_status_is_pending(left->status);
    gboolean right_waits = report_status_is_pending(right->status);
    return left_waits != right_waits ? right_waits - left_waits : report_compare_queue(left, right);
}

static GPtrArray *
array_of_one(Report *report)
{
    GPtrArray *array = g_ptr_array_new_with_free_func((GDestroyNotify)report_unref);
    g_ptr_array_add(array, report);
    return array;
}

static GPtrArray *
ask_student(Station *station, Client *client, const char *student_id, gboolean pending,
            GCancellable *cancellable, GError **error)
{
    GPtrArray *reports = client_reports_of(client, student_id, pending, cancellable, error);
    if (reports != NULL) /* a memory that cannot be written is no reason to withhold the answer */
        station_known_store(station_get_profile(station), client_base_url(client), student_id,
                            reports, NULL);
    return reports;
}

static GPtrArray *
ask_server(Station *station, const Question *question, StationAnswer *answer,
           GCancellable *cancellable, GError **error)
{
    Client *client = station_get_client(station, error);
    if (question->ask == ASK_NAME) {
        g_autofree char *next = NULL;
        GPtrArray *found = client_search(client, question->text, NULL, &next, cancellable, error);
        answer->more = next != NULL;
        return found;
    }
    if (question->ask == ASK_STUDENT || question->ask == ASK_ALL_OF_STUDENT)
        return ask_student(station, client, question->text, question->ask == ASK_STUDENT,
                           cancellable, error);
    Report *report = client_report(client, question->text, cancellable, error);
    if (report == NULL || question->ask == ASK_REPORT)
        return report != NULL ? array_of_one(report) : NULL;
    answer->meant = g_strdup(report->id);
    GPtrArray *all = ask_student(station, client, report->student_id, FALSE, cancellable, error);
    report_unref(report);
    return all;
}

static GPtrArray *
ask_memory(Station *station, const Question *question, StationAnswer *answer)
{
    const char *profile = station_get_profile(station);
    const char *server = client_base_url(station_get_client(station, NULL));
    if (question->ask == ASK_NAME)
        return NULL;
    if (question->ask == ASK_STUDENT || question->ask == ASK_ALL_OF_STUDENT)
        return station_known_student(profile, server, question->text, &answer->asked_at);
    Report *report = station_known_report(profile, server, question->text, &answer->asked_at);
    return report != NULL ? array_of_one(report) : NULL;
}

/* What was scanned while the server was away is still pending there, and must not be scanned twice.
 * An outbox that cannot be read keeps nobody from looking up. */
static GHashTable *
list_queued(Station *station)
{
    GHashTable *queued = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Outbox *outbox = station_get_outbox(station);
    guint states = 1u << OUTBOX_STATE_READY | 1u << OUTBOX_STATE_SENDING;
    g_autoptr(GPtrArray) items = outbox != NULL ? outbox_list(outbox, states, NULL) : NULL;
    for (guint i = 0; items != NULL && i < items->len; i++) {
        const OutboxItem *item = g_ptr_array_index(items, i);
        if (item->capture != NULL)
            g_hash_table_add(queued, g_strdup(item->capture->report_id));
    }
    return queued;
}

static void
lookup_thread(GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    Station *station = source;
    GError *error = NULL;
    g_autoptr(StationAnswer) answer = g_new0(StationAnswer, 1);
    answer->asked_at = base_clock_now();
    answer->reports = ask_server(station, task_data, answer, cancellable, &error);
    if (answer->reports == NULL && client_error_may_pass(error)) {
        answer->reports = ask_memory(station, task_data, answer);
        answer->remembered = TRUE;
    }
    if (answer->reports == NULL) {
        g_task_return_error(task, error);
        return;
    }
    answer->away = error;
    answer->queued = list_queued(station);
    g_ptr_array_sort(answer->reports, compare_queue);
    g_task_return_pointer(task, g_steal_pointer(&answer), (GDestroyNotify)station_answer_free);
}

static void
lookup(Station *station, const char *text, Ask ask, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(station, cancellable, callback, user_data);
    GError *error = NULL;
    if (ask == ASK_NAME ? strnlen(text, STATION_LOOKUP_MAX + 1) > STATION_LOOKUP_MAX
                        : !base_id_is_safe(text)) {
        g_task_return_new_error(task, STATION_ERROR, STATION_ERROR_BAD_NUMBER,
                                "“%.80s” has characters that no number has, or is too long", text);
        return;
    }
    if (station_get_session(station, &error) == NULL) {
        g_task_return_error(task, error);
        return;
    }
    Question *question = g_new0(Question, 1);
    question->text = g_strdup(text);
    question->ask = ask;
    g_task_set_task_data(task, question, (GDestroyNotify)question_free);
    g_task_run_in_thread(task, lookup_thread);
}

void
station_lookup_student_async(Station *station, const char *student_id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
    lookup(station, student_id, ASK_STUDENT, cancellable, callback, user_data);
}

void
station_lookup_report_async(Station *station, const char *report_id, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
    lookup(station, report_id, ASK_REPORT, cancellable, callback, user_data);
}

void
station_lookup_text_async(Station *station, const char *text, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
    g_autofree char *typed = g_strstrip(g_strdup(text));
    Ask ask = ASK_NAME;
    if (base_id_is_safe(typed) && strpbrk(typed, "0123456789") != NULL)
        ask = strchr(typed, '-') != NULL ? ASK_ALL_BESIDE_REPORT : ASK_ALL_OF_STUDENT;
    lookup(station, typed, ask, cancellable, callback, user_data);
}

StationAnswer *
station_lookup_finish(Station *station G_GNUC_UNUSED, GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
