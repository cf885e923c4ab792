/* A station: its profile, configuration, session, server and outbox, without a screen.
 *
 * The profile's folder (0700) holds station.conf, session.json, known/, outbox/ and viewed/. A
 * Station is used from the thread that made it, whose main context is the default one; everything
 * that may block is asynchronous, runs in a GTask thread and comes back there. The borrowed parts
 * (client, outbox) may be used from worker threads as their own headers say, while the Station is
 * held. */
#pragma once

#include "client.h"
#include "outbox.h"
#include "station-config.h"
#include "station-error.h"
#include "station-session.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define STATION_TYPE_STATION (station_get_type())
/* Signal: session-changed (), after a sign-in or sign-out. */
G_DECLARE_FINAL_TYPE(Station, station, STATION, STATION, GObject)

/* `profile`: the folder, made if missing; NULL is scan-station in the XDG data directory.
 * `server`: overrides the configured one; NULL does not. Reads the configuration; no network.
 * STATION_ERROR_CONFIG, STATION_ERROR_PROFILE, CLIENT_ERROR_URL. */
Station *station_new(const char *profile, const char *server, GError **error);

const char *station_get_profile(Station *station);
const StationConfig *station_get_config(Station *station);
/* STATION_ERROR_NO_SERVER if none is configured. Borrowed. */
Client *station_get_client(Station *station, GError **error);

/* The session of this server, read from the profile at each call, because the command line signs in
 * and out there too. STATION_ERROR_NOT_SIGNED_IN, _SESSION_EXPIRED, _NO_SERVER. Borrowed until the
 * next call. */
const StationSession *station_get_session(Station *station, GError **error);

void station_sign_in_async(Station *station, const char *ksuid, const char *password,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean station_sign_in_finish(Station *station, GAsyncResult *result, GError **error);
/* Ends the session here (token and known answers are removed) and, if it can be reached, at the
 * server. */
void station_sign_out_async(Station *station, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean station_sign_out_finish(Station *station, GAsyncResult *result, GError **error);

/* Opens the outbox; for writing it also recovers what a crash left and removes delivered entries
 * whose keeping time is over. OUTBOX_ERROR. *ret_recovered (may be NULL): entries that recovery
 * moved, 0 when read only. */
void station_open_outbox_async(Station *station, gboolean for_writing, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean station_open_outbox_finish(Station *station, GAsyncResult *result, guint *ret_recovered,
                                    GError **error);
/* Borrowed; NULL before it is open. */
Outbox *station_get_outbox(Station *station);

G_END_DECLS
