#include "cli-text.h"

#include "base-clock.h"
#include "cli-language.h"
#include "report-date.h"

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

char *
cli_text_size(guint64 bytes)
{
    return g_format_size(bytes);
}

char *
cli_text_instant(gint64 instant)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant / BASE_SECOND);
    if (utc == NULL)
        return g_strdup("?");
    g_autoptr(GTimeZone) taipei = g_time_zone_new_offset(8 * 3600);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, taipei);
    g_autofree char *clock = g_date_time_format(local, "%H:%M:%S");
    gboolean roc = cli_language_get() == REPORT_LANGUAGE_ZH_TW;
    g_autofree char *date = report_date_to_label(report_date_in_taipei(instant), roc);
    return g_strdup_printf("%s %s", date, clock);
}

char *
cli_text_age(gint64 microseconds)
{
    gint64 seconds = MAX(microseconds, 0) / BASE_SECOND;
    if (seconds < 60)
        return g_strdup_printf(ngettext("%d second", "%d seconds", (gulong)seconds), (int)seconds);
    if (seconds < 3600)
        return g_strdup_printf(ngettext("%d minute", "%d minutes", (gulong)(seconds / 60)),
                               (int)(seconds / 60));
    if (seconds < 86400)
        return g_strdup_printf(ngettext("%d hour", "%d hours", (gulong)(seconds / 3600)),
                               (int)(seconds / 3600));
    return g_strdup_printf(ngettext("%d day", "%d days", (gulong)(seconds / 86400)),
                           (int)(seconds / 86400));
}
