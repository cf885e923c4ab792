#include "page-pool.h"

typedef struct {
    guint number;
    guint64 result;
} Job;

/* The first jobs are the longest, so that later ones overtake them. */
static void
work(gpointer data)
{
    Job *job = data;
    guint64 sum = 1;

    for (guint i = 0; i < (job->number % 7 == 0 ? 300000 : 10); i++)
        sum = sum * 6364136223846793005u + job->number;
    job->result = sum | 1;
}

static void
jobs_come_back_in_order(void)
{
    for (guint threads = 0; threads < 6; threads++) {
        g_autoptr(PagePool) pool = page_pool_new(threads, work);
        Job jobs[50] = {0};

        g_assert_true(page_pool_is_empty(pool));
        g_assert_null(page_pool_take(pool));
        g_assert_cmpuint(page_pool_threads(pool), <=, PAGE_POOL_MAX_THREADS);
        for (guint i = 0; i < G_N_ELEMENTS(jobs); i++) {
            jobs[i].number = i;
            page_pool_push(pool, &jobs[i]);
        }
        for (guint i = 0; i < G_N_ELEMENTS(jobs); i++) {
            const Job *job = page_pool_take(pool);

            g_assert_cmpuint(job->number, ==, i);
            g_assert_cmpuint(job->result, !=, 0);
        }
        g_assert_true(page_pool_is_empty(pool));
    }
}

/* What a failed document does: jobs under way, and nobody takes them. */
static void
a_pool_may_end_early(void)
{
    Job jobs[50] = {0};

    for (guint round = 0; round < 20; round++) {
        PagePool *pool = page_pool_new(2, work);

        for (guint i = 0; i < G_N_ELEMENTS(jobs); i++)
            page_pool_push(pool, &jobs[i]);
        page_pool_free(pool);
    }
    page_pool_free(NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/pool/jobs-come-back-in-order", jobs_come_back_in_order);
    g_test_add_func("/page/pool/may-end-early", a_pool_may_end_early);
    return g_test_run();
}
