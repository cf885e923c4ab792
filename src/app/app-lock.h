/* Who is at the counter: notices that nobody is, and lets nobody on without a password.
 *
 *   open ──idle, Ctrl+L, no session, a session that ended──▶ locked ──session-changed──▶ open
 *
 * Idle is no key, pointer or card in any watched window for some minutes: the person's own setting
 * (GSettings, lock-minutes), APP_LOCK_MINUTES where the schema is not installed, or for tests the
 * seconds in the environment variable SCAN_STATION_LOCK_SECONDS. What is under way goes on while it
 * is locked, and pages stay.
 *
 * The server knows the passwords. While it is away the station knows that of the one who has signed
 * in since its start (station_unlock_async), so that an offline counter goes on and yet locks.
 * Where even that is not known, an idle counter only forgets a student who is done with: locked, it
 * could not be opened by anybody before the server is back. Ctrl+L locks in any case.
 *
 * Signals
 *   locked ()     nothing of a student may be seen any more, on no screen
 *   unlocked ()   somebody has signed in; what was scanned is where it was
 * Main thread. */
#pragma once

#include "app-sign-in.h"
#include "station-counter.h"
#include "station-link.h"

G_BEGIN_DECLS

#define APP_LOCK_MINUTES 5

#define APP_TYPE_LOCK (app_lock_get_type())
G_DECLARE_FINAL_TYPE(AppLock, app_lock, APP, LOCK, GObject)

/* Asks through sign_in, which the caller shows while it is locked. Begins open. */
AppLock *app_lock_new(Station *station, StationCounter *counter, StationLink *link,
                      AppSignIn *sign_in);
/* Locks if there is no session for this counter. */
void app_lock_begin(AppLock *lock);
/* Listens to the window's events without taking any. */
void app_lock_watch(AppLock *lock, GtkWidget *window);

void app_lock_now(AppLock *lock);
gboolean app_lock_is_locked(AppLock *lock);

G_END_DECLS
