/* The objects of PDF 1.4 (section 3.2) in a piece of memory, without building anything: values are
 * spans of that memory. Strict where strictness costs no honest file: names with '#' escapes and
 * keys given twice are refused, so that no reader can see another document than we. Internal to
 * page-structure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
    const char *at;
    const char *end;
} PageSpan;

/* Takes the next value (dictionary, array, string, name, number, reference "n 0 R", or keyword) off
 * `rest`; *ret_value is its text. FALSE at the end, and for anything malformed, cut or nested
 * deeper than 16. */
gboolean page_lexer_value(PageSpan *rest, PageSpan *ret_value);

/* The value of a key of a dictionary, as `<<…>>`. FALSE if it is not there, or there twice, or if
 * `dictionary` is none. */
gboolean page_lexer_lookup(PageSpan dictionary, const char *key, PageSpan *ret_value);
gboolean page_lexer_has(PageSpan dictionary, const char *key);
/* The `index`th entry of a dictionary. */
gboolean page_lexer_entry(PageSpan dictionary, guint index, PageSpan *ret_key, PageSpan *ret_value);
/* The `index`th value of an array. */
gboolean page_lexer_element(PageSpan array, guint index, PageSpan *ret_value);

/* What a value is; FALSE if it is not that. */
gboolean page_lexer_is(PageSpan value, const char *text);
gboolean page_lexer_is_dictionary(PageSpan value);
gboolean page_lexer_is_array(PageSpan value);
gboolean page_lexer_integer(PageSpan value, guint64 most, guint64 *ret_number);
gboolean page_lexer_real(PageSpan value, double *ret_number);
gboolean page_lexer_reference(PageSpan value, guint *ret_object);

G_END_DECLS
