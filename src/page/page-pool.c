#include "page-pool.h"

typedef struct {
    gpointer job;
    gboolean done;
} Ticket;

struct PagePool {
    void (*work)(gpointer job);
    guint n_threads;
    GThreadPool *threads; /* NULL if there are none to be had */
    GQueue tickets;       /* of Ticket, the oldest first; only the owner touches it */
    GMutex lock;          /* guards Ticket.done */
    GCond finished;
};

static void
run(gpointer data, gpointer user_data)
{
    Ticket *ticket = data;
    PagePool *pool = user_data;

    pool->work(ticket->job);
    g_mutex_lock(&pool->lock);
    ticket->done = TRUE;
    g_cond_signal(&pool->finished);
    g_mutex_unlock(&pool->lock);
}

PagePool *
page_pool_new(guint threads, void (*work)(gpointer job))
{
    PagePool *pool = g_new0(PagePool, 1);
    g_autoptr(GError) error = NULL;

    pool->work = work;
    pool->n_threads = CLAMP(threads == 0 ? g_get_num_processors() : threads, 1,
                            PAGE_POOL_MAX_THREADS);
    g_queue_init(&pool->tickets);
    g_mutex_init(&pool->lock);
    g_cond_init(&pool->finished);
    pool->threads = g_thread_pool_new(run, pool, (gint)pool->n_threads, TRUE, &error);
    if (error != NULL) {
        /* GLib then gives a pool that may have no thread at all. */
        g_thread_pool_free(pool->threads, TRUE, TRUE);
        pool->threads = NULL;
    }
    return pool;
}

void
page_pool_free(PagePool *pool)
{
    if (pool == NULL)
        return;
    if (pool->threads != NULL)
        g_thread_pool_free(pool->threads, TRUE, TRUE);
    g_queue_clear_full(&pool->tickets, g_free);
    g_mutex_clear(&pool->lock);
    g_cond_clear(&pool->finished);
    g_free(pool);
}

guint
page_pool_threads(const PagePool *pool)
{
    return pool->n_threads;
}

void
page_pool_push(PagePool *pool, gpointer job)
{
    Ticket *ticket = g_new0(Ticket, 1);

    ticket->job = job;
    g_queue_push_tail(&pool->tickets, ticket);
    if (pool->threads == NULL)
        run(ticket, pool);
    else
        g_thread_pool_push(pool->threads, ticket, NULL);
}

gpointer
page_pool_take(PagePool *pool)
{
    g_autofree Ticket *ticket = g_queue_pop_head(&pool->tickets);

    if (ticket == NULL)
        return NULL;
    g_mutex_lock(&pool->lock);
    while (!ticket->done)
        g_cond_wait(&pool->finished, &pool->lock);
    g_mutex_unlock(&pool->lock);
    return ticket->job;
}

gboolean
page_pool_is_empty(PagePool *pool)
{
    return g_queue_is_empty(&pool->tickets);
}
