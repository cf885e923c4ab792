#include "page-structure-lexer.h"

#include <string.h>

#define MAX_DEPTH       16
#define MAX_NUMBER_TEXT 32

static gboolean
is_space(char c)
{
    return c == '\0' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static gboolean
is_delimiter(char c)
{
    return c != '\0' && strchr("()<>[]{}/%", c) != NULL;
}

static void
skip_space(PageSpan *rest)
{
    while (rest->at < rest->end) {
        if (*rest->at == '%') {
            while (rest->at < rest->end && *rest->at != '\n' && *rest->at != '\r')
                rest->at++;
        } else if (is_space(*rest->at)) {
            rest->at++;
        } else {
            return;
        }
    }
}

static gboolean
begins_with(const PageSpan *rest, const char *text)
{
    gsize length = strlen(text);

    return (gsize)(rest->end - rest->at) >= length && memcmp(rest->at, text, length) == 0;
}

static gboolean
take_string(PageSpan *rest)
{
    guint depth = 0;

    while (rest->at < rest->end) {
        char c = *rest->at++;

        if (c == '\\') {
            if (rest->at == rest->end)
                return FALSE;
            rest->at++;
        } else if (c == '(') {
            depth++;
        } else if (c == ')' && --depth == 0) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean
take_hex_string(PageSpan *rest)
{
    rest->at++;
    while (rest->at < rest->end) {
        char c = *rest->at++;

        if (c == '>')
            return TRUE;
        if (!g_ascii_isxdigit(c) && !is_space(c))
            return FALSE;
    }
    return FALSE;
}

static gboolean
take_word(PageSpan *rest)
{
    const char *begin = rest->at;

    if (*rest->at == '/')
        rest->at++;
    while (rest->at < rest->end && !is_space(*rest->at) && !is_delimiter(*rest->at))
        if (*rest->at++ == '#')
            return FALSE;
    return rest->at > begin;
}

static gboolean
is_digits(const char *from, const char *end, guint most)
{
    if (from == end || end - from > (ptrdiff_t)most)
        return FALSE;
    for (; from < end; from++)
        if (!g_ascii_isdigit(*from))
            return FALSE;
    return TRUE;
}

/* A number may be the first of "n 0 R": then all three are one value. */
static void
take_rest_of_reference(PageSpan *rest, const char *begin)
{
    PageSpan ahead = *rest;
    const char *generation;

    if (!is_digits(begin, rest->at, 10))
        return;
    skip_space(&ahead);
    generation = ahead.at;
    if (ahead.at == ahead.end || !take_word(&ahead) || !is_digits(generation, ahead.at, 5))
        return;
    skip_space(&ahead);
    if (!begins_with(&ahead, "R"))
        return;
    ahead.at++;
    if (ahead.at == ahead.end || is_space(*ahead.at) || is_delimiter(*ahead.at))
        *rest = ahead;
}

static gboolean take(PageSpan *rest, guint depth);

static gboolean
take_until(PageSpan *rest, const char *close, guint depth)
{
    if (depth == MAX_DEPTH)
        return FALSE;
    rest->at += strlen(close);
    for (;;) {
        skip_space(rest);
        if (begins_with(rest, close)) {
            rest->at += strlen(close);
            return TRUE;
        }
        if (!take(rest, depth + 1))
            return FALSE;
    }
}

static gboolean
take(PageSpan *rest, guint depth)
{
    const char *begin;

    skip_space(rest);
    begin = rest->at;
    if (rest->at == rest->end)
        return FALSE;
    if (begins_with(rest, "<<"))
        return take_until(rest, ">>", depth);
    if (*begin == '[')
        return take_until(rest, "]", depth);
    if (*begin == '(')
        return take_string(rest);
    if (*begin == '<')
        return take_hex_string(rest);
    if (!take_word(rest))
        return FALSE;
    take_rest_of_reference(rest, begin);
    return TRUE;
}

gboolean
page_lexer_value(PageSpan *rest, PageSpan *ret_value)
{
    PageSpan ahead = *rest;

    skip_space(&ahead);
    ret_value->at = ahead.at;
    if (!take(&ahead, 0))
        return FALSE;
    ret_value->end = ahead.at;
    *rest = ahead;
    return TRUE;
}

/* What is between the brackets, if `value` has these. */
static gboolean
inside(PageSpan value, const char *open, const char *close, PageSpan *ret_inside)
{
    gsize length = strlen(open);

    if ((gsize)(value.end - value.at) < 2 * length || memcmp(value.at, open, length) != 0 ||
        memcmp(value.end - length, close, length) != 0)
        return FALSE;
    *ret_inside = (PageSpan){value.at + length, value.end - length};
    return TRUE;
}

gboolean
page_lexer_entry(PageSpan dictionary, guint index, PageSpan *ret_key, PageSpan *ret_value)
{
    PageSpan rest;

    if (!inside(dictionary, "<<", ">>", &rest))
        return FALSE;
    for (guint i = 0;; i++) {
        if (!page_lexer_value(&rest, ret_key) || *ret_key->at != '/' ||
            !page_lexer_value(&rest, ret_value))
            return FALSE;
        if (i == index)
            return TRUE;
    }
}

static guint
count_key(PageSpan dictionary, const char *key, PageSpan *ret_value)
{
    PageSpan rest, name, value;
    guint found = 0;

    if (!inside(dictionary, "<<", ">>", &rest))
        return 0;
    while (page_lexer_value(&rest, &name) && *name.at == '/' && page_lexer_value(&rest, &value)) {
        if (!page_lexer_is(name, key))
            continue;
        found++;
        *ret_value = value;
    }
    return found;
}

gboolean
page_lexer_lookup(PageSpan dictionary, const char *key, PageSpan *ret_value)
{
    PageSpan value = {NULL, NULL};

    if (count_key(dictionary, key, &value) != 1)
        return FALSE;
    *ret_value = value;
    return TRUE;
}

gboolean
page_lexer_has(PageSpan dictionary, const char *key)
{
    PageSpan value;

    return count_key(dictionary, key, &value) > 0;
}

gboolean
page_lexer_element(PageSpan array, guint index, PageSpan *ret_value)
{
    PageSpan rest;

    if (!inside(array, "[", "]", &rest))
        return FALSE;
    for (guint i = 0; page_lexer_value(&rest, ret_value); i++)
        if (i == index)
            return TRUE;
    return FALSE;
}

gboolean
page_lexer_is(PageSpan value, const char *text)
{
    gsize length = strlen(text);

    return (gsize)(value.end - value.at) == length && memcmp(value.at, text, length) == 0;
}

gboolean
page_lexer_is_dictionary(PageSpan value)
{
    PageSpan content;

    return inside(value, "<<", ">>", &content);
}

gboolean
page_lexer_is_array(PageSpan value)
{
    PageSpan content;

    return inside(value, "[", "]", &content);
}

gboolean
page_lexer_integer(PageSpan value, guint64 most, guint64 *ret_number)
{
    guint64 number = 0;

    if (!is_digits(value.at, value.end, 19))
        return FALSE;
    for (const char *c = value.at; c < value.end; c++)
        number = number * 10 + (guint64)(*c - '0');
    if (number > most)
        return FALSE;
    *ret_number = number;
    return TRUE;
}

gboolean
page_lexer_real(PageSpan value, double *ret_number)
{
    char text[MAX_NUMBER_TEXT];
    gsize length = (gsize)(value.end - value.at);
    char *stop = NULL;
    double number;

    if (length == 0 || length >= sizeof text)
        return FALSE;
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isdigit(value.at[i]) && strchr("+-.", value.at[i]) == NULL)
            return FALSE;
    memcpy(text, value.at, length);
    text[length] = '\0';
    number = g_ascii_strtod(text, &stop);
    if (*stop != '\0')
        return FALSE;
    *ret_number = number;
    return TRUE;
}

gboolean
page_lexer_reference(PageSpan value, guint *ret_object)
{
    PageSpan rest = value, first = value, second;
    guint64 object = 0, generation = 0;

    /* The whole is one value; its parts are taken word by word. */
    if (!take_word(&rest))
        return FALSE;
    first.end = rest.at;
    skip_space(&rest);
    second.at = rest.at;
    if (rest.at == rest.end || !take_word(&rest))
        return FALSE;
    second.end = rest.at;
    skip_space(&rest);
    if (!begins_with(&rest, "R") || rest.at + 1 != value.end ||
        !page_lexer_integer(first, G_MAXINT32, &object) ||
        !page_lexer_integer(second, 0, &generation))
        return FALSE;
    *ret_object = (guint)object;
    return TRUE;
}
