#include "base-json-text.h"

#include <string.h>

/* g_string_append_len() without its call, as GLib has it from 2.76 on; a look-up appends two
 * hundred times. */
static inline void
put(GString *text, const char *bytes, gsize size)
{
    if (size >= text->allocated_len - text->len) {
        g_string_append_len(text, bytes, (gssize)size);
        return;
    }
    memcpy(text->str + text->len, bytes, size);
    text->len += size;
    text->str[text->len] = '\0';
}

static gboolean
is_plain(char c)
{
    return (guchar)c >= 0x20 && c != '"' && c != '\\';
}

static void
escape(GString *text, char c)
{
    static const char names[] = "\b\f\n\r\t";
    static const char letters[] = "bfnrt";
    const char *known = c != '\0' ? strchr(names, c) : NULL;

    if (known != NULL)
        g_string_append_printf(text, "\\%c", letters[known - names]);
    else if (c == '"' || c == '\\')
        g_string_append_printf(text, "\\%c", c);
    else
        g_string_append_printf(text, "\\u%04X", (guint)c);
}

void
base_json_text_quote(GString *text, const char *value)
{
    g_string_append_c(text, '"');
    while (*value != '\0') {
        gsize plain = 0;

        while (is_plain(value[plain]))
            plain++;
        put(text, value, plain);
        value += plain;
        if (*value != '\0')
            escape(text, *value++);
    }
    g_string_append_c(text, '"');
}

void
base_json_text_key(GString *text, const char *key)
{
    if (text->len > 0 && text->str[text->len - 1] != '{')
        g_string_append_c(text, ',');
    g_string_append_c(text, '"');
    put(text, key, strlen(key));
    put(text, "\":", 2);
}

void
base_json_text_add_string(GString *text, const char *key, const char *value)
{
    base_json_text_key(text, key);
    base_json_text_quote(text, value);
}

void
base_json_text_add_number(GString *text, const char *key, guint64 value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    gsize begin = sizeof digits;

    base_json_text_key(text, key);
    do {
        digits[--begin] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    put(text, digits + begin, sizeof digits - begin);
}
