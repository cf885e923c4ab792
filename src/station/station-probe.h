/* Whether a central server answers at an address, before the station is told to use it.
 *
 * One question, without a token, in a GTask thread; nothing is kept and nothing is sent but the
 * question. */
#pragma once

#include "client.h"

G_BEGIN_DECLS

/* ca_file: absolute path of the authorities to trust; "" for the system's. */
void station_probe_async(const char *server, const char *ca_file, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
/* TRUE if one does. CLIENT_ERROR_URL at an address that may not be used, CLIENT_ERROR_RUBBISH where
 * something else answers; CLIENT_ERROR and API_PROBLEM_ERROR of a server that is not ready. */
gboolean station_probe_finish(GAsyncResult *result, GError **error);

G_END_DECLS
