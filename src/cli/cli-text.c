#include "cli-text.h"

#include <string.h>

static gboolean
is_bad(gunichar character)
{
    return character == (gunichar)-1 || character == (gunichar)-2;
}

guint
cli_text_width(const char *text)
{
    guint width = 0;
    const char *at = text;
    while (*at != '\0') {
        gunichar character = g_utf8_get_char_validated(at, -1);
        if (is_bad(character)) {
            width++;
            at++;
            continue;
        }
        if (g_unichar_iswide(character))
            width += 2;
        else if (!g_unichar_iszerowidth(character))
            width++;
        at += g_utf8_skip[*(const guchar *)at];
    }
    return width;
}

char *
cli_text_pad(const char *text, guint width)
{
    guint used = cli_text_width(text);
    return g_strdup_printf("%s%*s", text, used < width ? (int)(width - used) : 0, "");
}

static char *
without_controls(const char *text)
{
    char *clean = g_utf8_make_valid(text, -1);
    for (char *at = clean; *at != '\0'; at++) {
        if ((guchar)*at < 0x20 || *at == 0x7f)
            *at = '?';
    }
    return clean;
}

static void
append_row(GString *lines, char **row, guint columns, const guint *widths)
{
    for (guint i = 0; i < columns; i++) {
        g_autofree char *clean = without_controls(row[i]);
        g_autofree char *cell = cli_text_pad(clean, i + 1 < columns ? widths[i] : 0);
        g_string_append_printf(lines, "%s%s", i > 0 ? "  " : "", cell);
    }
    while (lines->len > 0 && lines->str[lines->len - 1] == ' ')
        g_string_truncate(lines, lines->len - 1);
    g_string_append_c(lines, '\n');
}

char *
cli_text_table(GPtrArray *rows, guint columns)
{
    g_autofree guint *widths = g_new0(guint, columns);
    for (guint r = 0; r < rows->len; r++) {
        char **row = g_ptr_array_index(rows, r);
        for (guint i = 0; i < columns; i++)
            widths[i] = MAX(widths[i], cli_text_width(row[i]));
    }
    GString *lines = g_string_new(NULL);
    for (guint r = 0; r < rows->len; r++)
        append_row(lines, g_ptr_array_index(rows, r), columns, widths);
    return g_string_free(lines, FALSE);
}
