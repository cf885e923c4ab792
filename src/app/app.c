/* scan-station: the counter's windows. */
#include "app-application.h"
#include "station-language.h"

#include <malloc.h>

#define ARENAS 2
#define TRIM   (128 * 1024)

/* The window stands all day, with a page's picture made and gone for each student, now by one
 * thread and now by another. As it comes, glibc gives each thread a heap of its own, and keeps ever
 * more of what was freed, since it has seen it asked for: a fifth more memory after two hundred
 * students than after twenty. */
static void
give_memory_back(void)
{
    mallopt(M_ARENA_MAX, ARENAS);
    mallopt(M_TRIM_THRESHOLD, TRIM);
}

int
main(int argc, char *argv[])
{
    g_autoptr(AppApplication) application = NULL;

    give_memory_back();
    station_language_start();
    application = app_application_new();
    return g_application_run(G_APPLICATION(application), argc, argv);
}
