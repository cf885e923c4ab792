/* Strict JSON (RFC 8259), by Jansson; the only file that calls its parser.
 *
 * Refused: bad UTF-8, duplicate keys, anything behind the value, depth or length over the limit,
 * numbers that do not fit. A reader takes an object's fields by name, checks type and range, and
 * at the end refuses fields that nobody asked for, so a typing error in a key cannot pass unseen.
 *
 * json_t is Jansson's; callers may build and write values with Jansson's own functions. */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

#define BASE_JSON_MAX_DEPTH 16

/* Parses `size` bytes (at most `limit`) into *ret_value (json_decref it, or g_autoptr(json_t)).
 * BASE_ERROR_TOO_LARGE, _JSON_SYNTAX (with line and column), _JSON_TOO_DEEP. */
gboolean base_json_parse(const char *bytes, gsize size, gsize limit, json_t **ret_value,
                         GError **error);

/* Compact UTF-8 text of a value, keys in insertion order; free with g_free. */
char *base_json_to_string(const json_t *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

/* Reading one object. Make one on the stack with base_json_reader_init; the object is borrowed and
 * must outlive it. The first error is kept and later calls do nothing, so a run of reads needs one
 * check at the end: base_json_reader_end. An optional field that is absent or null leaves *ret_x
 * as it was. Strings are borrowed from the object. `path` (e.g. "reports[3]") goes into errors. */
typedef struct {
    json_t *object;
    const char *path;
    GError *error;
    GHashTable *seen;
} BaseJsonReader;

void base_json_reader_init(BaseJsonReader *reader, json_t *object, const char *path);

/* Lengths are in Unicode characters; a string with a control character (U+0000 to U+001F, U+007F)
 * is refused. */
void base_json_read_string(BaseJsonReader *reader, const char *key, gsize min_length,
                           gsize max_length, const char **ret_text);
void base_json_read_optional_string(BaseJsonReader *reader, const char *key, gsize max_length,
                                    const char **ret_text);
void base_json_read_int(BaseJsonReader *reader, const char *key, gint64 min, gint64 max,
                        gint64 *ret_number);
void base_json_read_optional_int(BaseJsonReader *reader, const char *key, gint64 min, gint64 max,
                                 gint64 *ret_number);
void base_json_read_boolean(BaseJsonReader *reader, const char *key, gboolean *ret_value);
void base_json_read_optional_boolean(BaseJsonReader *reader, const char *key, gboolean *ret_value);
void base_json_read_time(BaseJsonReader *reader, const char *key, gint64 *ret_instant);
void base_json_read_object(BaseJsonReader *reader, const char *key, json_t **ret_object);
void base_json_read_array(BaseJsonReader *reader, const char *key, gsize max_items,
                          json_t **ret_array);
/* NULL and array count as absent where the key is missing or null. */
void base_json_read_optional_object(BaseJsonReader *reader, const char *key, json_t **ret_object);
void base_json_read_optional_array(BaseJsonReader *reader, const char *key, gsize max_items,
                                   json_t **ret_array);
/* Lets `key` be there, whatever it is. */
void base_json_ignore(BaseJsonReader *reader, const char *key);
/* Reports a fault that the caller found in a field, e.g. "is not a status". */
void base_json_fail(BaseJsonReader *reader, const char *key, const char *fault);

/* Ends the reading: FALSE and the first error (BASE_ERROR_JSON_FIELD, its message names path and
 * key), or an unknown field's. Must be called once for each init. */
gboolean base_json_reader_end(BaseJsonReader *reader, GError **error);
/* The same, but fields that nobody asked for are let be: for answers from a newer server. */
gboolean base_json_reader_end_lenient(BaseJsonReader *reader, GError **error);

G_END_DECLS
