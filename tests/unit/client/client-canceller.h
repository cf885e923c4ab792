/* Somebody who presses cancel while a call is under way. */
#pragma once

#include "client-server.h"

typedef struct Canceller Canceller;

/* Cancels from another thread as soon as `count` requests have come. */
Canceller *canceller_at(Server *server, guint count, GCancellable *cancellable);
/* The same, but once the request has been silent for longer than libcurl wakes by itself. */
Canceller *canceller_in_silence(Server *server, guint count, GCancellable *cancellable);
/* Joins and frees it; the test fails if the cancel is longer ago than half a second. */
void canceller_assert_prompt(Canceller *canceller);
