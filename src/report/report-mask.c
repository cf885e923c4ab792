#include "report-mask.h"

#include <string.h>

#define CIRCLE       "○"
#define ELLIPSIS     "…"
#define SHOWN_DIGITS 3

/* TRUE for what belongs to the character before it: combining marks, variation selectors (the
 * ideographic ones among them) and joiners. */
static gboolean
continues_character(gunichar c)
{
    return g_unichar_ismark(c) || g_unichar_iszerowidth(c) || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0xE0100 && c <= 0xE01EF);
}

/* Behind the character at `at`, with what belongs to it. */
static const char *
next_character(const char *at)
{
    do
        at = g_utf8_next_char(at);
    while (*at != '\0' && continues_character(g_utf8_get_char(at)));
    return at;
}

static gboolean
is_word_break(gunichar c)
{
    return g_unichar_isspace(c) || c == '-' || c == '\'' || c == 0x2019 || c == 0x00B7 ||
           c == 0x2027 || c == 0x30FB || c == '.' || c == ',';
}

static gboolean
is_alphabetic(gunichar c)
{
    GUnicodeScript script = g_unichar_get_script(c);

    return script == G_UNICODE_SCRIPT_LATIN || script == G_UNICODE_SCRIPT_GREEK ||
           script == G_UNICODE_SCRIPT_CYRILLIC;
}

/* A name in letters: the first letter of each word stays. */
static char *
mask_words(const char *name)
{
    GString *masked = g_string_new(NULL);
    gboolean first = TRUE;

    for (const char *at = name; *at != '\0';) {
        const char *next = next_character(at);

        if (is_word_break(g_utf8_get_char(at))) {
            g_string_append_len(masked, at, next - at);
            first = TRUE;
        } else if (first) {
            g_string_append_len(masked, at, next - at);
            first = FALSE;
        } else {
            g_string_append(masked, CIRCLE);
        }
        at = next;
    }
    return g_string_free(masked, FALSE);
}

/* A name in characters: the first stays, and the last one of three and more. */
static char *
mask_characters(const char *name)
{
    GString *masked = g_string_new(NULL);
    guint count = 0, i = 0;

    for (const char *at = name; *at != '\0'; at = next_character(at))
        count++;
    for (const char *at = name; *at != '\0'; i++) {
        const char *next = next_character(at);

        if (count > 1 && (i == 0 || (i == count - 1 && count > 2)))
            g_string_append_len(masked, at, next - at);
        else
            g_string_append(masked, CIRCLE);
        at = next;
    }
    return g_string_free(masked, FALSE);
}

char *
report_mask_name(const char *name)
{
    g_autofree char *trimmed = NULL;

    if (!g_utf8_validate(name, -1, NULL))
        return g_strdup(CIRCLE);
    trimmed = g_strstrip(g_strdup(name));
    if (*trimmed != '\0' && is_alphabetic(g_utf8_get_char(trimmed)))
        return mask_words(trimmed);
    return mask_characters(trimmed);
}

char *
report_mask_number(const char *student_id)
{
    glong length;

    if (!g_utf8_validate(student_id, -1, NULL))
        return g_strdup(ELLIPSIS);
    length = g_utf8_strlen(student_id, -1);
    if (length <= SHOWN_DIGITS)
        return g_strdup(ELLIPSIS);
    return g_strconcat(ELLIPSIS, g_utf8_offset_to_pointer(student_id, length - SHOWN_DIGITS), NULL);
}
