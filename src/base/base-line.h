/* Words for one line of a log or a report, out of what may be anything. */
#pragma once

#include <glib.h>

#include <stdarg.h>

G_BEGIN_DECLS

/* As g_strdup_vprintf, but one line of valid UTF-8: bytes that are none, and ends of lines, are
 * replaced. g_free. */
char *base_line_vprintf(const char *format, va_list arguments) G_GNUC_PRINTF(1, 0);

G_END_DECLS
