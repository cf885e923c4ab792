/* The screen that asks who is at the counter: at the start, after a session's end, and as the lock.
 *
 *   whole form ◀──another person── lock form (who is signed in, the password alone)
 *
 * The password is kept nowhere here; station.h says who checks it. Who may not work at a counter is
 * signed out again at once. Success is the station's signal `session-changed`. Main thread. */
#pragma once

#include "station.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_SIGN_IN (app_sign_in_get_type())
G_DECLARE_FINAL_TYPE(AppSignIn, app_sign_in, APP, SIGN_IN, GtkBox)

void app_sign_in_bind(AppSignIn *sign_in, Station *station);

/* Empties the entries. reason: why it is asked, a sentence; NULL at the first time. present: who is
 * signed in and need only give the password; NULL asks for both. Copied. */
void app_sign_in_ask(AppSignIn *sign_in, const char *reason, const StationSession *present);

/* TRUE for a session that opens the counter. NULL is none. */
gboolean app_sign_in_suffices(const StationSession *session);

G_END_DECLS
