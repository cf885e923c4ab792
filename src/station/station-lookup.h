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
    char *meant;         /* the report's number, if one was asked for; else NULL */
    GHashTable *queued;  /* set of the reports' numbers whose original waits in the outbox */
    gboolean more;       /* the server knows of more than it has told */
} StationAnswer;

/* TRUE if the report waits for its original and none lies in the outbox: it may be scanned. */
gboolean station_answer_may_scan(const StationAnswer *answer, const Report *report);
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
/* What a person typed or a card reader sent, at most STATION_LOOKUP_MAX bytes: a student's number
 * gives all of that student's reports; a report's number (it has a '-') those of its student, with
 * `meant` set; all else is searched for among names. Reports that wait for an original come first.
 * From memory only what is pending is known, and nothing by name. */
#define STATION_LOOKUP_MAX 200
void station_lookup_text_async(Station *station, const char *text, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
StationAnswer *station_lookup_finish(Station *station, GAsyncResult *result, GError **error);

G_END_DECLS
