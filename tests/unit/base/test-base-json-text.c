#include "base-json-text.h"

#include "base-json.h"

#include <string.h>

static void
assert_quoted_as_a_value(const char *value)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(json_t) json = json_string(value);
    g_autofree char *wanted = base_json_to_string(json);

    base_json_text_quote(text, value);
    g_assert_cmpstr(text->str, ==, wanted);
}

static void
quotes_every_character(void)
{
    for (char c = 1; c > 0; c = (char)(c < 0x7f ? c + 1 : -1)) {
        const char value[] = {'a', c, 'b', c, c, '\0'};

        assert_quoted_as_a_value(value);
    }
    assert_quoted_as_a_value("");
    assert_quoted_as_a_value("王小明 \U00020BB7 \"TQC\" C:\\x/y\n");
}

static void
writes_an_object(void)
{
    g_autoptr(GString) text = g_string_new("{");

    base_json_text_add_number(text, "zero", 0);
    base_json_text_add_string(text, "name", "a\tb");
    base_json_text_key(text, "inner");
    g_string_append_c(text, '{');
    base_json_text_add_number(text, "most", G_MAXUINT64);
    g_string_append(text, "}}");
    g_assert_cmpstr(text->str, ==,
                    "{\"zero\":0,\"name\":\"a\\tb\",\"inner\":{\"most\":18446744073709551615}}");
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/json-text/quotes_every_character", quotes_every_character);
    g_test_add_func("/base/json-text/writes_an_object", writes_an_object);
    return g_test_run();
}
