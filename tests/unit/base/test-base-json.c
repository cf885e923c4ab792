#include "base-error.h"
#include "base-json.h"

#include <string.h>

static json_t *
parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    json_t *value = NULL;

    g_assert_true(base_json_parse(text, strlen(text), 4096, &value, &error));
    g_assert_no_error(error);
    return value;
}

static void
refuses_what_is_not_strict_json(void)
{
    static const struct {
        const char *text;
        gsize size; /* 0 = strlen */
        BaseError code;
    } bad[] = {
        {"", 0, BASE_ERROR_JSON_SYNTAX},
        {"{", 0, BASE_ERROR_JSON_SYNTAX},
        {"{} {}", 0, BASE_ERROR_JSON_SYNTAX},
        {"{\"a\":1,\"a\":2}", 0, BASE_ERROR_JSON_SYNTAX},
        {"{\"a\":01}", 0, BASE_ERROR_JSON_SYNTAX},
        {"{\"a\":NaN}", 0, BASE_ERROR_JSON_SYNTAX},
        {"{\"a\":99999999999999999999}", 0, BASE_ERROR_JSON_SYNTAX},
        {"{a:1}", 0, BASE_ERROR_JSON_SYNTAX},
        {"// x\n{}", 0, BASE_ERROR_JSON_SYNTAX},
        {"{\"a\":\"\xff\"}", 0, BASE_ERROR_JSON_SYNTAX},
        {"{\"a\":\"\xed\xa0\x80\"}", 0, BASE_ERROR_JSON_SYNTAX},
        {"{\"a\":\"\\ud800\"}", 0, BASE_ERROR_JSON_SYNTAX},
        {"{\"a\":\"\\u0000\"}", 0, BASE_ERROR_JSON_SYNTAX},
        {"{}\0", 3, BASE_ERROR_JSON_SYNTAX},
        {"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", 0, BASE_ERROR_JSON_TOO_DEEP},
        {"[[[[[[[[[[[[[[[[[", 0, BASE_ERROR_JSON_TOO_DEEP},
    };

    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        json_t *value = NULL;
        gsize size = bad[i].size != 0 ? bad[i].size : strlen(bad[i].text);

        g_test_message("case %u", i);
        g_assert_false(base_json_parse(bad[i].text, size, 4096, &value, &error));
        g_assert_error(error, BASE_ERROR, (int)bad[i].code);
        g_assert_null(value);
    }
}

static void
counts_depth_outside_strings_alone(void)
{
    g_autoptr(json_t) value = parse("{\"a\":\"[[[[[[[[[[[[[[[[[[\\\"[[[\"}");

    g_assert_true(json_is_object(value));
}

static void
siblings_are_no_depth(void)
{
    g_autoptr(GString) text = g_string_new("[{\"a\":[1]}");
    g_autoptr(GError) error = NULL;
    g_autoptr(json_t) value = NULL;

    for (guint i = 0; i < 1000; i++)
        g_string_append(text, ",{\"a\":[{}]}");
    g_string_append(text, "]");
    g_assert_true(base_json_parse(text->str, text->len, text->len, &value, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_size(value), ==, 1001);
}

static void
refuses_what_is_too_long(void)
{
    g_autoptr(GError) error = NULL;
    json_t *value = NULL;

    g_assert_false(base_json_parse("[1,2,3]", 7, 6, &value, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_TOO_LARGE);
}

static void
reads_each_type(void)
{
    g_autoptr(json_t)
        object = parse("{\"s\":\"王小明\",\"i\":7,\"b\":true,\"t\":\"1970-01-01T00:00:01Z\","
                       "\"o\":{},\"a\":[1,2],\"n\":null,\"x\":[]}");
    g_autoptr(GError) error = NULL;
    BaseJsonReader reader;
    const char *text = NULL, *nothing = "as it was";
    gint64 number = 0, instant = 0, absent = 42;
    gboolean flag = FALSE;
    json_t *inner = NULL, *array = NULL;

    base_json_reader_init(&reader, object, "");
    base_json_read_string(&reader, "s", 3, 3, &text);
    base_json_read_int(&reader, "i", 1, 7, &number);
    base_json_read_boolean(&reader, "b", &flag);
    base_json_read_time(&reader, "t", &instant);
    base_json_read_object(&reader, "o", &inner);
    base_json_read_array(&reader, "a", 2, &array);
    base_json_read_optional_string(&reader, "n", 10, &nothing);
    base_json_read_optional_int(&reader, "absent", 0, 1, &absent);
    base_json_read_optional_boolean(&reader, "absent", &flag);
    base_json_read_optional_object(&reader, "absent", &inner);
    base_json_read_optional_array(&reader, "absent", 1, &array);
    base_json_ignore(&reader, "x");
    g_assert_true(base_json_reader_end(&reader, &error));
    g_assert_cmpstr(text, ==, "王小明");
    g_assert_cmpint(number, ==, 7);
    g_assert_true(flag);
    g_assert_cmpint(instant, ==, 1000000);
    g_assert_true(json_is_object(inner));
    g_assert_cmpuint(json_array_size(array), ==, 2);
    g_assert_cmpstr(nothing, ==, "as it was");
    g_assert_cmpint(absent, ==, 42);
}

static void
names_the_field_at_fault(void)
{
    g_autoptr(json_t)
        object = parse("{\"s\":5,\"long\":\"abcdef\",\"i\":\"7\",\"big\":8,\"b\":1,"
                       "\"t\":\"yesterday\",\"o\":[],\"a\":[1,2,3],\"c\":\"a\\u0007\"}");
    const char *text = NULL;
    gint64 number = 0;
    gboolean flag = FALSE;
    json_t *inner = NULL;

#define ASSERT_FAULT(call, wanted)                                                                 \
    do {                                                                                           \
        BaseJsonReader reader;                                                                     \
        g_autoptr(GError) error = NULL;                                                            \
                                                                                                   \
        base_json_reader_init(&reader, object, "reports[3]");                                      \
        call;                                                                                      \
        g_assert_false(base_json_reader_end_lenient(&reader, &error));                             \
        g_assert_error(error, BASE_ERROR, BASE_ERROR_JSON_FIELD);                                  \
        g_assert_cmpstr(error->message, ==, wanted);                                               \
    } while (0)
    ASSERT_FAULT(base_json_read_string(&reader, "s", 0, 9, &text), "reports[3].s is not a string");
    ASSERT_FAULT(base_json_read_string(&reader, "none", 0, 9, &text), "reports[3].none is missing");
    ASSERT_FAULT(base_json_read_string(&reader, "long", 0, 5, &text),
                 "reports[3].long has 6 characters, not 0 to 5");
    ASSERT_FAULT(base_json_read_string(&reader, "c", 0, 5, &text),
                 "reports[3].c has a control character");
    ASSERT_FAULT(base_json_read_int(&reader, "i", 0, 9, &number),
                 "reports[3].i is not a whole number");
    ASSERT_FAULT(base_json_read_int(&reader, "big", 0, 7, &number),
                 "reports[3].big is not between 0 and 7");
    ASSERT_FAULT(base_json_read_boolean(&reader, "b", &flag), "reports[3].b is not true or false");
    ASSERT_FAULT(base_json_read_time(&reader, "t", &number),
                 "reports[3].t is not an RFC 3339 instant");
    ASSERT_FAULT(base_json_read_object(&reader, "o", &inner), "reports[3].o is not an object");
    ASSERT_FAULT(base_json_read_array(&reader, "s", 2, &inner), "reports[3].s is not an array");
    ASSERT_FAULT(base_json_read_array(&reader, "a", 2, &inner),
                 "reports[3].a has more than 2 items");
    ASSERT_FAULT(base_json_fail(&reader, "s", "is not a status"), "reports[3].s is not a status");
    /* The first fault is the one that is told. */
    ASSERT_FAULT(base_json_read_object(&reader, "o", &inner);
                 base_json_read_string(&reader, "none", 0, 9, &text),
                 "reports[3].o is not an object");
}

static void
refuses_unknown_fields_unless_lenient(void)
{
    g_autoptr(json_t) object = parse("{\"i\":7,\"tpyo\":1}");
    g_autoptr(json_t) array = parse("[]");
    g_autoptr(GError) error = NULL;
    BaseJsonReader reader;
    gint64 number = 0;

    base_json_reader_init(&reader, object, "");
    base_json_read_int(&reader, "i", 0, 9, &number);
    g_assert_false(base_json_reader_end(&reader, &error));
    g_assert_cmpstr(error->message, ==, "tpyo is not a field that is known here");
    g_clear_error(&error);
    base_json_reader_init(&reader, object, "");
    base_json_read_int(&reader, "i", 0, 9, &number);
    g_assert_true(base_json_reader_end_lenient(&reader, &error));
    base_json_reader_init(&reader, array, "");
    base_json_read_int(&reader, "i", 0, 9, &number);
    g_assert_false(base_json_reader_end(&reader, &error));
    g_assert_cmpstr(error->message, ==, "the body is not an object");
}

static void
writes_compact_in_order(void)
{
    g_autoptr(json_t) object = parse("{ \"z\" : 1, \"a\" : \"王\" }");
    g_autofree char *text = base_json_to_string(object);

    g_assert_cmpstr(text, ==, "{\"z\":1,\"a\":\"王\"}");
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/json/refuses-what-is-not-strict-json", refuses_what_is_not_strict_json);
    g_test_add_func("/base/json/counts-depth-outside-strings-alone",
                    counts_depth_outside_strings_alone);
    g_test_add_func("/base/json/siblings-are-no-depth", siblings_are_no_depth);
    g_test_add_func("/base/json/refuses-what-is-too-long", refuses_what_is_too_long);
    g_test_add_func("/base/json/reads-each-type", reads_each_type);
    g_test_add_func("/base/json/names-the-field-at-fault", names_the_field_at_fault);
    g_test_add_func("/base/json/refuses-unknown-fields-unless-lenient",
                    refuses_unknown_fields_unless_lenient);
    g_test_add_func("/base/json/writes-compact-in-order", writes_compact_in_order);
    return g_test_run();
}
