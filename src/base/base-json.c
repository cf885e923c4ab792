#include "base-json.h"

#include "base-clock.h"
#include "base-error.h"

#include <stdlib.h>
#include <string.h>

/* Jansson nests up to 2048 by recursion; we want far less, so the text is measured first. */
static guint
depth_of(const char *bytes, gsize size)
{
    guint depth = 0, deepest = 0;
    gboolean in_string = FALSE;

    for (gsize i = 0; i < size; i++) {
        char c = bytes[i];

        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = FALSE;
        } else if (c == '"') {
            in_string = TRUE;
        } else if (c == '{' || c == '[') {
            depth++;
            deepest = MAX(deepest, depth);
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return deepest;
}

gboolean
base_json_parse(const char *bytes, gsize size, gsize limit, json_t **ret_value, GError **error)
{
    json_error_t fault;
    json_t *value;

    if (size > limit) {
        g_set_error(error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                    "JSON of %" G_GSIZE_FORMAT " bytes is over the limit of %" G_GSIZE_FORMAT, size,
                    limit);
        return FALSE;
    }
    if (depth_of(bytes, size) > BASE_JSON_MAX_DEPTH) {
        g_set_error(error, BASE_ERROR, BASE_ERROR_JSON_TOO_DEEP,
                    "JSON is nested deeper than %d levels", BASE_JSON_MAX_DEPTH);
        return FALSE;
    }
    value = json_loadb(bytes, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (value == NULL) {
        g_set_error(error, BASE_ERROR, BASE_ERROR_JSON_SYNTAX, "line %d, column %d: %s", fault.line,
                    fault.column, fault.text);
        return FALSE;
    }
    *ret_value = value;
    return TRUE;
}

char *
base_json_to_string(const json_t *value)
{
    char *dumped = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    char *text;

    /* Only memory or a value that Jansson itself would not have made can fail here. */
    g_assert(dumped != NULL);
    text = g_strdup(dumped);
    free(dumped);
    return text;
}

void
base_json_reader_init(BaseJsonReader *reader, json_t *object, const char *path)
{
    reader->object = object;
    reader->path = path;
    reader->error = NULL;
    reader->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!json_is_object(object))
        g_set_error(&reader->error, BASE_ERROR, BASE_ERROR_JSON_FIELD, "%s is not an object",
                    *path != '\0' ? path : "the body");
}

void
base_json_fail(BaseJsonReader *reader, const char *key, const char *fault)
{
    if (reader->error == NULL)
        g_set_error(&reader->error, BASE_ERROR, BASE_ERROR_JSON_FIELD, "%s%s%s %s", reader->path,
                    *reader->path != '\0' ? "." : "", key, fault);
}

/* The field's value; NULL where it is absent or null, which is a fault if it is required. */
static json_t *
take(BaseJsonReader *reader, const char *key, gboolean required)
{
    json_t *value;

    if (reader->error != NULL)
        return NULL;
    g_hash_table_add(reader->seen, g_strdup(key));
    value = json_object_get(reader->object, key);
    if (value != NULL && !json_is_null(value))
        return value;
    if (required)
        base_json_fail(reader, key, "is missing");
    return NULL;
}

void
base_json_ignore(BaseJsonReader *reader, const char *key)
{
    take(reader, key, FALSE);
}

static gboolean
has_control(const char *text)
{
    for (; *text != '\0'; text++) {
        if (g_ascii_iscntrl(*text))
            return TRUE;
    }
    return FALSE;
}

static void
read_string(BaseJsonReader *reader, const char *key, json_t *value, gsize min_length,
            gsize max_length, const char **ret_text)
{
    const char *text;
    gsize length;

    if (value == NULL)
        return;
    text = json_string_value(value);
    if (text == NULL) {
        base_json_fail(reader, key, "is not a string");
        return;
    }
    if (strlen(text) != json_string_length(value) || has_control(text)) {
        base_json_fail(reader, key, "has a control character");
        return;
    }
    length = (gsize)g_utf8_strlen(text, -1);
    if (length < min_length || length > max_length) {
        g_autofree char *fault = g_strdup_printf(
            "has %" G_GSIZE_FORMAT " characters, not %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT,
            length, min_length, max_length);
        base_json_fail(reader, key, fault);
        return;
    }
    *ret_text = text;
}

void
base_json_read_string(BaseJsonReader *reader, const char *key, gsize min_length, gsize max_length,
                      const char **ret_text)
{
    read_string(reader, key, take(reader, key, TRUE), min_length, max_length, ret_text);
}

void
base_json_read_optional_string(BaseJsonReader *reader, const char *key, gsize max_length,
                               const char **ret_text)
{
    read_string(reader, key, take(reader, key, FALSE), 0, max_length, ret_text);
}

static void
read_int(BaseJsonReader *reader, const char *key, json_t *value, gint64 min, gint64 max,
         gint64 *ret_number)
{
    gint64 number;

    if (value == NULL)
        return;
    if (!json_is_integer(value)) {
        base_json_fail(reader, key, "is not a whole number");
        return;
    }
    number = json_integer_value(value);
    if (number < min || number > max) {
        g_autofree char *fault = g_strdup_printf(
            "is not between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT, min, max);
        base_json_fail(reader, key, fault);
        return;
    }
    *ret_number = number;
}

void
base_json_read_int(BaseJsonReader *reader, const char *key, gint64 min, gint64 max,
                   gint64 *ret_number)
{
    read_int(reader, key, take(reader, key, TRUE), min, max, ret_number);
}

void
base_json_read_optional_int(BaseJsonReader *reader, const char *key, gint64 min, gint64 max,
                            gint64 *ret_number)
{
    read_int(reader, key, take(reader, key, FALSE), min, max, ret_number);
}

static void
read_boolean(BaseJsonReader *reader, const char *key, json_t *value, gboolean *ret_value)
{
    if (value == NULL)
        return;
    if (json_is_boolean(value))
        *ret_value = json_is_true(value);
    else
        base_json_fail(reader, key, "is not true or false");
}

void
base_json_read_boolean(BaseJsonReader *reader, const char *key, gboolean *ret_value)
{
    read_boolean(reader, key, take(reader, key, TRUE), ret_value);
}

void
base_json_read_optional_boolean(BaseJsonReader *reader, const char *key, gboolean *ret_value)
{
    read_boolean(reader, key, take(reader, key, FALSE), ret_value);
}

void
base_json_read_time(BaseJsonReader *reader, const char *key, gint64 *ret_instant)
{
    json_t *value = take(reader, key, TRUE);

    if (value == NULL)
        return;
    if (!json_is_string(value) || !base_time_parse(json_string_value(value), ret_instant, NULL))
        base_json_fail(reader, key, "is not an RFC 3339 instant");
}

static void
read_object(BaseJsonReader *reader, const char *key, json_t *value, json_t **ret_object)
{
    if (value == NULL)
        return;
    if (json_is_object(value))
        *ret_object = value;
    else
        base_json_fail(reader, key, "is not an object");
}

void
base_json_read_object(BaseJsonReader *reader, const char *key, json_t **ret_object)
{
    read_object(reader, key, take(reader, key, TRUE), ret_object);
}

void
base_json_read_optional_object(BaseJsonReader *reader, const char *key, json_t **ret_object)
{
    read_object(reader, key, take(reader, key, FALSE), ret_object);
}

static void
read_array(BaseJsonReader *reader, const char *key, json_t *value, gsize max_items,
           json_t **ret_array)
{
    if (value == NULL)
        return;
    if (!json_is_array(value)) {
        base_json_fail(reader, key, "is not an array");
    } else if (json_array_size(value) > max_items) {
        g_autofree char *fault = g_strdup_printf("has more than %" G_GSIZE_FORMAT " items",
                                                 max_items);
        base_json_fail(reader, key, fault);
    } else {
        *ret_array = value;
    }
}

void
base_json_read_array(BaseJsonReader *reader, const char *key, gsize max_items, json_t **ret_array)
{
    read_array(reader, key, take(reader, key, TRUE), max_items, ret_array);
}

void
base_json_read_optional_array(BaseJsonReader *reader, const char *key, gsize max_items,
                              json_t **ret_array)
{
    read_array(reader, key, take(reader, key, FALSE), max_items, ret_array);
}

static void
refuse_unknown(BaseJsonReader *reader)
{
    const char *key;
    json_t *value;

    if (reader->error != NULL)
        return;
    json_object_foreach (reader->object, key, value) {
        if (!g_hash_table_contains(reader->seen, key)) {
            g_autofree char *shown = g_utf8_substring(key, 0, MIN(g_utf8_strlen(key, -1), 40));

            base_json_fail(reader, shown, "is not a field that is known here");
            return;
        }
    }
}

static gboolean
end(BaseJsonReader *reader, GError **error)
{
    g_clear_pointer(&reader->seen, g_hash_table_unref);
    if (reader->error == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&reader->error));
    return FALSE;
}

gboolean
base_json_reader_end(BaseJsonReader *reader, GError **error)
{
    refuse_unknown(reader);
    return end(reader, error);
}

gboolean
base_json_reader_end_lenient(BaseJsonReader *reader, GError **error)
{
    return end(reader, error);
}
