/* Text in columns, where a Chinese character is two columns wide. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Columns that UTF-8 text takes on a terminal; bad bytes count one each. */
guint cli_text_width(const char *text);
/* The text with spaces behind it up to `width` columns; unchanged if it is wider. g_free. */
char *cli_text_pad(const char *text, guint width);
/* Rows (arrays of `columns` strings each, NULL-ended) as lines with aligned columns, two spaces
 * between them; the first row is the heading. Control characters come out as "?". g_free. */
char *cli_text_table(GPtrArray *rows, guint columns);

G_END_DECLS
