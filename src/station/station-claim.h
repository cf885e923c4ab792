/* The claim on a report while this counter works on it: taken, renewed, let go.
 *
 * The server ends a claim by itself after two minutes, so a station that dies blocks nobody. A
 * renewal that fails is tried again at the next turn: the server judges at the commit anyway.
 * Same thread rules as station.h. */
#pragma once

#include "station.h"

G_BEGIN_DECLS

#define STATION_CLAIM_RENEW_SECONDS 45

#define STATION_TYPE_CLAIM (station_claim_get_type())
G_DECLARE_FINAL_TYPE(StationClaim, station_claim, STATION, CLAIM, GObject)

StationClaim *station_claim_new(Station *station, const char *report_id);

/* Takes the claim, once in an object's life; renewed from then on until it is let go or the object
 * ends. API_PROBLEM_ERROR (CLAIMED: another counter has it), CLIENT_ERROR. */
void station_claim_take_async(StationClaim *claim, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean station_claim_take_finish(StationClaim *claim, GAsyncResult *result, GError **error);

/* Lets it go, also if the answer to the question for it was lost; at once if it was never taken. A
 * renewal that is on its way comes first.
 * Never cancelled, always ends, tells no error: what could not be let go ends by itself. */
void station_claim_release_async(StationClaim *claim, GAsyncReadyCallback callback,
                                 gpointer user_data);
void station_claim_release_finish(StationClaim *claim, GAsyncResult *result);

G_END_DECLS
