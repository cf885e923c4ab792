#include "station-probe.h"

/* Somebody waits for the answer and may have mistyped the address. */
#define ANSWER_MILLISECONDS 10000

typedef struct {
    char *server;
    char *ca_file;
} Question;

static void
question_free(gpointer data)
{
    Question *question = data;
    g_free(question->server);
    g_free(question->ca_file);
    g_free(question);
}

/* A central server knows this address and wants to know who asks; others do not know it. Takes the
 * answer. */
static gboolean
judge(GError *answer, GError **error)
{
    gboolean asks_who = g_error_matches(answer, API_PROBLEM_ERROR, API_PROBLEM_NOT_SIGNED_IN);
    if (!asks_who && answer->domain == API_PROBLEM_ERROR && !client_error_may_pass(answer))
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH, "%s", answer->message);
    else if (!asks_who)
        g_propagate_error(error, g_steal_pointer(&answer));
    g_clear_error(&answer);
    return asks_who;
}

static gboolean
ask(const Question *question, GCancellable *cancellable, GError **error)
{
    const char *ca_file = *question->ca_file != '\0' ? question->ca_file : NULL;
    ClientLimits limits = client_limits_default;
    GError *answer = NULL;
    limits.answer = ANSWER_MILLISECONDS;
    g_autoptr(Client) client = client_new(question->server, ca_file, &limits, error);
    if (client == NULL)
        return FALSE;
    g_autoptr(GPtrArray) announcements = client_announcements(client, cancellable, &answer);
    return announcements != NULL || judge(answer, error);
}

static void
ask_thread(GTask *task, gpointer source G_GNUC_UNUSED, gpointer question, GCancellable *cancellable)
{
    GError *error = NULL;
    if (ask(question, cancellable, &error))
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_error(task, error);
}

void
station_probe_async(const char *server, const char *ca_file, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);
    Question *question = g_new0(Question, 1);
    question->server = g_strdup(server);
    question->ca_file = g_strdup(ca_file);
    g_task_set_task_data(task, question, question_free);
    g_task_run_in_thread(task, ask_thread);
}

gboolean
station_probe_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_boolean(G_TASK(result), error);
}
