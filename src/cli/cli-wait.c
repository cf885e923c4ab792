#include "cli.h"

void
cli_wait_ready(GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
    CliWait *wait = user_data;
    wait->result = g_object_ref(result);
}

GAsyncResult *
cli_wait(CliWait *wait)
{
    while (wait->result == NULL)
        g_main_context_iteration(NULL, TRUE);
    return wait->result;
}

void
cli_wait_clear(CliWait *wait)
{
    g_clear_object(&wait->result);
}

gboolean
cli_open_outbox(Cli *cli, gboolean for_writing, CliExit *ret_exit)
{
    g_autoptr(GError) error = NULL;
    g_auto(CliWait) wait = {0};
    station_open_outbox_async(cli->station, for_writing, cli->cancellable, cli_wait_ready, &wait);
    if (station_open_outbox_finish(cli->station, cli_wait(&wait), NULL, &error))
        return TRUE;
    *ret_exit = cli_fail(cli, error);
    return FALSE;
}
