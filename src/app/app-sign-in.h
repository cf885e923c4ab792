/* The screen that asks who is at the counter: at the start, after a session's end, and as the lock.
 *
 * The password is checked by the server and kept nowhere. Who may not work at a counter (a student)
 * is signed out again at once. Success is the station's signal `session-changed`. Main thread. */
#pragma once

#include "station.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_SIGN_IN (app_sign_in_get_type())
G_DECLARE_FINAL_TYPE(AppSignIn, app_sign_in, APP, SIGN_IN, GtkBox)

void app_sign_in_bind(AppSignIn *sign_in, Station *station);

/* Empties the entries. reason: why it is asked, a sentence; NULL at the first time. ksuid: who was
 * here, "" if nobody; another person may still be typed. */
void app_sign_in_ask(AppSignIn *sign_in, const char *reason, const char *ksuid);

/* TRUE for a session that opens the counter. NULL is none. */
gboolean app_sign_in_suffices(const StationSession *session);

G_END_DECLS
