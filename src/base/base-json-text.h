/* JSON written as text, for answers that are asked for so often that a tree of values in between
 * would be most of their cost. Keys are the program's own and need no escaping. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `value` (UTF-8) in quotes, with everything escaped that has to be (RFC 8259, section 7). */
void base_json_text_quote(GString *text, const char *value);

/* The key, behind a comma unless an object begins here; its value is to follow. */
void base_json_text_key(GString *text, const char *key);
void base_json_text_add_string(GString *text, const char *key, const char *value);
void base_json_text_add_number(GString *text, const char *key, guint64 value);

G_END_DECLS
