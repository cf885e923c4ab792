/* Look-up: the server's answer, or, while it is away, what the station remembers and how old
 * that is. Only errors that may pass (client_error_may_pass) are answered from memory; a refusal
 * is a refusal. Same thread rules as station.h. */
#pragma once

#include "report.h"
#include "station.h"

G_BEGIN_DECLS

/* Made whole, then read only. */
typedef struct {
    GPtrArray *reports;  /* of Report, priority first, then the longest waiting */
    gboolean remembered; /* TRUE: not from the server now, but from memory */
    gint64 asked_at;     /* when the server said this */
    GError *away;        /* why the server did not answer; NULL unless remembered */
} StationAnswer;

void station_answer_free(StationAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StationAnswer, station_answer_free)

/* A student's pending reports. Errors: API_PROBLEM_ERROR, STATION_ERROR_NOT_SIGNED_IN and
 * siblings, STATION_ERROR_BAD_NUMBER; CLIENT_ERROR when the server is away and nothing is known. */
void station_lookup_student_async(Station *station, const char *student_id,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
/* One report, whatever its status: `reports` has one element. */
void station_lookup_report_async(Station *station, const char *report_id, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
StationAnswer *station_lookup_finish(Station *station, GAsyncResult *result, GError **error);

G_END_DECLS
