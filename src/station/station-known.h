/* Answers that the server gave before: what look-up says while the server is away.
 *
 * One file a student in the profile's folder known/ (0700, files 0600, named by a digest, so that
 * a listing of the folder names nobody). Bounded: STATION_KNOWN_MAX students, the oldest go first;
 * nothing older than STATION_KNOWN_AGE is told. Cleared on signing out. A file that cannot be read
 * counts as unknown: this is a memory, never a source of truth. Blocks on the disk. Any thread. */
#pragma once

#include "report.h"

G_BEGIN_DECLS

#define STATION_KNOWN_MAX 200
#define STATION_KNOWN_AGE (7 * (gint64)86400 * 1000000)

/* Remembers the answer to "which reports has this student", given by `server` just now. */
gboolean station_known_store(const char *profile, const char *server, const char *student_id,
                             GPtrArray *reports, GError **error);
/* Array of the pending among them and when the server said so; NULL if nothing is known. */
GPtrArray *station_known_student(const char *profile, const char *server, const char *student_id,
                                 gint64 *ret_at);
/* One report among all that is known; NULL if it is not. */
Report *station_known_report(const char *profile, const char *server, const char *report_id,
                             gint64 *ret_at);
/* Puts what the server has just said of one report into the memory of its student, if there is one,
 * so that an original that was delivered is not scanned again while the server is away. */
void station_known_note(const char *profile, const char *server, Report *report);
gboolean station_known_clear(const char *profile, GError **error);

G_END_DECLS
