/* scan-station: the counter's windows. */
#include "app-application.h"
#include "app-memory.h"
#include "station-language.h"

int
main(int argc, char *argv[])
{
    g_autoptr(AppApplication) application = NULL;

    app_memory_bound();
    station_language_start();
    application = app_application_new();
    return g_application_run(G_APPLICATION(application), argc, argv);
}
