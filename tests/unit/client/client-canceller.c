#include "client-canceller.h"

#define PROMPT  (G_TIME_SPAN_SECOND / 2)
#define SILENCE 300 /* milliseconds; libcurl's own timers end after 200 */

struct Canceller {
    Server *server;
    guint count;
    int silence; /* milliseconds behind the last request */
    GCancellable *cancellable;
    gint64 cancelled_at;
    GThread *thread;
};

static gpointer
cancel(gpointer data)
{
    Canceller *canceller = data;

    server_await(canceller->server, canceller->count);
    g_poll(NULL, 0, canceller->silence);
    canceller->cancelled_at = g_get_monotonic_time();
    g_cancellable_cancel(canceller->cancellable);
    return NULL;
}

static Canceller *
start(Server *server, guint count, int silence, GCancellable *cancellable)
{
    Canceller *canceller = g_new0(Canceller, 1);

    canceller->server = server;
    canceller->count = count;
    canceller->silence = silence;
    canceller->cancellable = cancellable;
    canceller->thread = g_thread_new("canceller", cancel, canceller);
    return canceller;
}

Canceller *
canceller_at(Server *server, guint count, GCancellable *cancellable)
{
    return start(server, count, 0, cancellable);
}

Canceller *
canceller_in_silence(Server *server, guint count, GCancellable *cancellable)
{
    return start(server, count, SILENCE, cancellable);
}

void
canceller_assert_prompt(Canceller *canceller)
{
    gint64 now = g_get_monotonic_time();

    g_thread_join(canceller->thread);
    g_assert_cmpint(now - canceller->cancelled_at, <, PROMPT);
    g_free(canceller);
}
