#include "app-memory.h"

#include <malloc.h>

#define ARENAS       2
#define KEPT         (32 * 1024 * 1024)
#define REST_SECONDS 2 /* the windows have come to rest */

static guint rest; /* the time-out that gives back, or 0: memory is the process's */

/* The window stands all day, with a page's picture made and gone for each student, now by one
 * thread and now by another. As it comes, glibc gives each thread a heap of its own, and keeps ever
 * more of what was freed, since it has seen it asked for: a fifth more memory after two hundred
 * students than after twenty.
 *
 * While somebody is served it keeps a fixed amount: without a graphics processor GTK makes and
 * frees a copy of the page's picture for each frame, and were it to come from the kernel and go
 * back each time, that took half of the frame. */
void
app_memory_bound(void)
{
    mallopt(M_ARENA_MAX, ARENAS);
    mallopt(M_TRIM_THRESHOLD, KEPT);
    mallopt(M_MMAP_THRESHOLD, KEPT);
}

static gboolean
on_rest(gpointer user_data)
{
    gint64 begun = g_get_monotonic_time();

    (void)user_data;
    rest = 0;
    malloc_trim(0);
    g_debug("memory: given back in %d ms", (int)((g_get_monotonic_time() - begun) / 1000));
    return G_SOURCE_REMOVE;
}

static void
on_state(StationCounter *counter)
{
    g_clear_handle_id(&rest, g_source_remove);
    if (station_counter_get_state(counter) == STATION_COUNTER_IDLE)
        rest = g_timeout_add_seconds(REST_SECONDS, on_rest, NULL);
}

void
app_memory_give_back_after(StationCounter *counter)
{
    g_signal_connect(counter, "notify::state", G_CALLBACK(on_state), NULL);
}
