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
/* Signals: session-changed (), after a sign-in, unlocking or sign-out; config-changed (). */
G_DECLARE_FINAL_TYPE(Station, station, STATION, STATION, GObject)

/* `profile`: the folder, made if missing; NULL is scan-station in the XDG data directory.
 * `server`: overrides the configured one; NULL does not. Reads the configuration; no network.
 * STATION_ERROR_CONFIG, STATION_ERROR_PROFILE, CLIENT_ERROR_URL. */
Station *station_new(const char *profile, const char *server, GError **error);

const char *station_get_profile(Station *station);
/* Borrowed for the Station's life, also by worker threads; it is replaced, not changed. */
const StationConfig *station_get_config(Station *station);
/* Writes keys of station.conf as station_config_store_all does, then reads it again:
 * config-changed. With another [station] server or ca-file, unless the server was given, whatever
 * begins from then on goes there; the session and what is known of the one before are forgotten:
 * session-changed. Not while an original is under way. STATION_ERROR_CONFIG, CLIENT_ERROR_URL,
 * BASE_ERROR. Blocks on the disk shortly. */
gboolean station_change_config(Station *station, const StationConfigChange *changes, guint n,
                               GError **error);
/* The address that is in use; "" if there is none. Borrowed until it is changed. */
const char *station_get_server(Station *station);
/* TRUE if station_new was given it: it then serves whatever is configured. */
gboolean station_is_server_given(Station *station);
/* STATION_ERROR_NO_SERVER if none is configured. Borrowed for the Station's life. Any thread. */
Client *station_get_client(Station *station, GError **error);

/* The session of this server, read from the profile at each call, because the command line signs in
 * and out there too. STATION_ERROR_NOT_SIGNED_IN, _SESSION_EXPIRED, _NO_SERVER. Borrowed until the
 * next call. */
const StationSession *station_get_session(Station *station, GError **error);

void station_sign_in_async(Station *station, const char *ksuid, const char *password,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean station_sign_in_finish(Station *station, GAsyncResult *result, GError **error);

/* Whether this is the password of the one who is signed in. The server says so, with a new session;
 * while it is away, what the station keeps of the password in memory since the last sign-in, as
 * long as the session lasts. STATION_UNLOCK_TRIES wrong ones in a row, and only the server is
 * asked. API_PROBLEM_WRONG_PASSWORD; CLIENT_ERROR when the server is away and nothing is kept. */
#define STATION_UNLOCK_TRIES 5
void station_unlock_async(Station *station, const char *password, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
gboolean station_unlock_finish(Station *station, GAsyncResult *result, GError **error);
/* TRUE if it could be unlocked without the server. */
gboolean station_can_unlock_alone(Station *station);

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
