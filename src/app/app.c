/* scan-station: the counter's windows. */
#include "app-application.h"
#include "station-language.h"

#include <malloc.h>

#define ARENAS 2
#define KEPT   (32 * 1024 * 1024)

/* The window stands all day, with a page's picture made and gone for each student, now by one
 * thread and now by another. As it comes, glibc gives each thread a heap of its own, and keeps ever
 * more of what was freed, since it has seen it asked for: a fifth more memory after two hundred
 * students than after twenty.
 *
 * What it keeps is a fixed amount: without a graphics processor GTK makes and frees a copy of the
 * page's picture for each frame, and were it to come from the kernel and go back each time, that
 * took half of the frame. */
static void
keep_memory_in_bounds(void)
{
    mallopt(M_ARENA_MAX, ARENAS);
    mallopt(M_TRIM_THRESHOLD, KEPT);
    mallopt(M_MMAP_THRESHOLD, KEPT);
}

int
main(int argc, char *argv[])
{
    g_autoptr(AppApplication) application = NULL;

    keep_memory_in_bounds();
    station_language_start();
    application = app_application_new();
    return g_application_run(G_APPLICATION(application), argc, argv);
}
