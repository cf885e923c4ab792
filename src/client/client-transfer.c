#include "client-private.h"

ClientTransfer *
client_transfer_take(Client *client)
{
    ClientTransfer *transfer;

    g_mutex_lock(&client->mutex);
    transfer = g_queue_pop_head(&client->idle);
    g_mutex_unlock(&client->mutex);
    if (transfer != NULL)
        return transfer;
    transfer = g_new0(ClientTransfer, 1);
    transfer->easy = curl_easy_init();
    transfer->multi = curl_multi_init();
    /* curl gives NULL only when there is no memory, which GLib ends the program for as well. */
    if (transfer->easy == NULL || transfer->multi == NULL)
        g_error("libcurl cannot be set up");
    return transfer;
}

void
client_transfer_give_back(Client *client, ClientTransfer *transfer, gboolean usable)
{
    if (!usable) {
        client_transfer_free(transfer);
        return;
    }
    curl_easy_reset(transfer->easy);
    g_mutex_lock(&client->mutex);
    g_queue_push_head(&client->idle, transfer);
    g_mutex_unlock(&client->mutex);
}

void
client_transfer_free(ClientTransfer *transfer)
{
    curl_easy_cleanup(transfer->easy);
    curl_multi_cleanup(transfer->multi);
    g_free(transfer);
}
