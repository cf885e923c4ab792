#include "api-body.h"

#include "base-error.h"
#include "base-json.h"

#include <string.h>

json_t *
body_parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    json_t *json = NULL;

    g_assert_true(base_json_parse(text, strlen(text), API_MAX_JSON_ANSWER, &json, &error));
    g_assert_no_error(error);
    return json;
}

static json_t *
repeat(const char *character, guint count)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < count; i++)
        g_string_append(text, character);
    return json_string(text->str);
}

static json_t *
value_of(const char *value)
{
    g_autofree char *array = g_strdup_printf("[%s]", value);
    g_autoptr(json_t) json = NULL;

    if (*value == '~')
        return repeat("x", (guint)g_ascii_strtoull(value + 1, NULL, 10));
    if (*value == '#')
        return repeat("字", (guint)g_ascii_strtoull(value + 1, NULL, 10));
    json = body_parse(array);
    return json_incref(json_array_get(json, 0));
}

static void
edit(json_t *json, const char *path, const char *value)
{
    g_auto(GStrv) steps = g_strsplit(path, ".", -1);
    guint last = g_strv_length(steps) - 1;

    for (guint i = 0; i < last; i++)
        json = json_object_get(json, steps[i]);
    g_assert_true(json_is_object(json));
    if (value == NULL)
        g_assert_cmpint(json_object_del(json, steps[last]), ==, 0);
    else
        g_assert_cmpint(json_object_set_new(json, steps[last], value_of(value)), ==, 0);
}

void
body_assert_edits(const char *text, BodyReader read, const BodyEdit *edits, guint count)
{
    for (guint i = 0; i < count; i++) {
        g_autoptr(json_t) json = body_parse(text);
        g_autoptr(GError) error = NULL;
        gboolean taken;

        g_test_message("%s = %s", edits[i].path, edits[i].value != NULL ? edits[i].value : "none");
        edit(json, edits[i].path, edits[i].value);
        taken = read(json, &error);
        g_assert_cmpstr(error != NULL ? error->message : NULL, ==, edits[i].fault);
        g_assert_cmpint(taken, ==, error == NULL);
        if (error != NULL)
            g_assert_error(error, BASE_ERROR, BASE_ERROR_JSON_FIELD);
    }
}

void
body_assert_required(const char *text, BodyReader read, const char *const *paths,
                     const char *prefix)
{
    static const char *const values[] = {NULL, "null", "5", "\"\\u0007\"", "[]", "{}"};

    for (guint i = 0; paths[i] != NULL; i++) {
        g_autofree char *wanted = g_strconcat(prefix, paths[i], NULL);
        guint taken = 0;

        for (guint j = 0; j < G_N_ELEMENTS(values); j++) {
            g_autoptr(json_t) json = body_parse(text);
            g_autoptr(GError) error = NULL;

            g_test_message("%s = %s", paths[i], values[j] != NULL ? values[j] : "none");
            edit(json, paths[i], values[j]);
            if (read(json, &error)) {
                taken++;
                continue;
            }
            g_assert_error(error, BASE_ERROR, BASE_ERROR_JSON_FIELD);
            g_assert_true(g_str_has_prefix(error->message, wanted));
            g_assert_true(j > 1 || strstr(error->message, " is missing") != NULL ||
                          strstr(error->message, " is not ") != NULL);
        }
        /* The value of its own type alone. */
        g_assert_cmpuint(taken, <=, 1);
    }
}
