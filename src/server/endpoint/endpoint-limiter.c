#include "endpoint-private.h"

#include "base-clock.h"

#define WINDOW          (5 * BASE_MINUTE)
#define MAX_FOR_KSUID   5
#define MAX_FOR_ADDRESS 50
#define MAX_NAMES       10000 /* a flood of invented names must not fill the memory */

typedef struct {
    guint failures;
    gint64 since;
} Window;

struct EndpointLimiter {
    GMutex mutex;
    GHashTable *windows; /* "k:KSUID" or "a:address" → Window */
};

EndpointLimiter *
endpoint_limiter_new(void)
{
    EndpointLimiter *limiter = g_new0(EndpointLimiter, 1);

    g_mutex_init(&limiter->mutex);
    limiter->windows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return limiter;
}

void
endpoint_limiter_free(EndpointLimiter *limiter)
{
    g_hash_table_unref(limiter->windows);
    g_mutex_clear(&limiter->mutex);
    g_free(limiter);
}

static guint
wait_for(EndpointLimiter *limiter, const char *name, guint max, gint64 now)
{
    const Window *window = g_hash_table_lookup(limiter->windows, name);

    if (window == NULL || window->failures < max || window->since + WINDOW <= now)
        return 0;
    return (guint)((window->since + WINDOW - now) / BASE_SECOND) + 1;
}

/* The oldest window makes room. Who wants to be rid of one by a flood of names has to fail once for
 * each of them, and every failure costs the work of a password's hash. */
static void
drop_oldest(EndpointLimiter *limiter)
{
    GHashTableIter iterator;
    gpointer name, window, oldest = NULL;
    gint64 since = G_MAXINT64;

    g_hash_table_iter_init(&iterator, limiter->windows);
    while (g_hash_table_iter_next(&iterator, &name, &window)) {
        if (((Window *)window)->since < since) {
            since = ((Window *)window)->since;
            oldest = name;
        }
    }
    if (oldest != NULL)
        g_hash_table_remove(limiter->windows, oldest);
}

static void
count_failure(EndpointLimiter *limiter, const char *name, gint64 now)
{
    Window *window = g_hash_table_lookup(limiter->windows, name);

    if (window == NULL) {
        if (g_hash_table_size(limiter->windows) >= MAX_NAMES)
            drop_oldest(limiter);
        window = g_new0(Window, 1);
        g_hash_table_insert(limiter->windows, g_strdup(name), window);
    }
    if (window->failures == 0 || window->since + WINDOW <= now)
        *window = (Window){0, now};
    window->failures++;
}

guint
endpoint_limiter_wait(EndpointLimiter *limiter, const char *ksuid, const char *peer)
{
    g_autofree char *by_ksuid = g_strconcat("k:", ksuid, NULL);
    g_autofree char *by_address = g_strconcat("a:", peer, NULL);
    gint64 now = base_clock_now();
    guint first, second;

    g_mutex_lock(&limiter->mutex);
    first = wait_for(limiter, by_ksuid, MAX_FOR_KSUID, now);
    second = wait_for(limiter, by_address, MAX_FOR_ADDRESS, now);
    g_mutex_unlock(&limiter->mutex);
    return MAX(first, second);
}

void
endpoint_limiter_failed(EndpointLimiter *limiter, const char *ksuid, const char *peer)
{
    g_autofree char *by_ksuid = g_strconcat("k:", ksuid, NULL);
    g_autofree char *by_address = g_strconcat("a:", peer, NULL);
    gint64 now = base_clock_now();

    g_mutex_lock(&limiter->mutex);
    count_failure(limiter, by_ksuid, now);
    count_failure(limiter, by_address, now);
    g_mutex_unlock(&limiter->mutex);
}

void
endpoint_limiter_passed(EndpointLimiter *limiter, const char *ksuid)
{
    g_autofree char *by_ksuid = g_strconcat("k:", ksuid, NULL);

    g_mutex_lock(&limiter->mutex);
    g_hash_table_remove(limiter->windows, by_ksuid);
    g_mutex_unlock(&limiter->mutex);
}
