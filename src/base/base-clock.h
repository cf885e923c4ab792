/* Time: one clock for the whole program, settable in tests.
 *
 * An instant is a gint64 of microseconds since 1970-01-01T00:00:00Z. Any thread may call. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BASE_SECOND ((gint64)1000000)
#define BASE_MINUTE (60 * BASE_SECOND)
#define BASE_DAY    (24 * 60 * BASE_MINUTE)

/* The present instant. The environment variable SCAN_STATION_CLOCK_OFFSET (whole seconds, read
 * once) shifts it, so that a test can put a process 30 days ahead. */
gint64 base_clock_now(void);

/* The length of an RFC 3339 text in UTC with seconds, "2015-07-01T02:03:04Z", with its NUL. */
#define BASE_TIME_TEXT_SIZE 21

/* Writes `instant` as RFC 3339 in UTC; fractions of a second are cut off. The year must lie in
 * 0001 to 9999. */
void base_time_format(gint64 instant, char text[BASE_TIME_TEXT_SIZE]);
/* The same as a new string; g_free it. */
char *base_time_to_string(gint64 instant);

/* Reads an RFC 3339 instant with any offset (RFC 3339 section 5.6); BASE_ERROR_TIME otherwise. */
gboolean base_time_parse(const char *text, gint64 *ret_instant, GError **error);

G_END_DECLS
