#include "store-private.h"

#include <string.h>

/* A walk through JSON that is known to be well formed. */
typedef struct {
    const char *at;
    const char *end;
    guint line;
} Walk;

/* Over a string, from its opening quote to behind its closing one. */
static void
skip_string(Walk *walk)
{
    for (walk->at++; walk->at < walk->end && *walk->at != '"'; walk->at++) {
        if (*walk->at == '\\')
            walk->at++;
    }
    walk->at++;
}

static void
skip_space(Walk *walk)
{
    for (; walk->at < walk->end && strchr(" \t\r\n", *walk->at) != NULL; walk->at++) {
        if (*walk->at == '\n')
            walk->line++;
    }
}

/* Over a value of whatever kind, to the ',' or closing bracket behind it. */
static void
skip_value(Walk *walk)
{
    guint depth = 0;

    while (walk->at < walk->end) {
        char c = *walk->at;

        if (c == '"') {
            skip_string(walk);
            continue;
        }
        if (depth == 0 && (c == ',' || c == ']' || c == '}'))
            return;
        if (c == '[' || c == '{')
            depth++;
        else if (c == ']' || c == '}')
            depth--;
        else if (c == '\n')
            walk->line++;
        walk->at++;
    }
}

/* To the value of the top-level field `key`; FALSE if there is none. */
static gboolean
find_key(Walk *walk, const char *key)
{
    gsize length = strlen(key);

    skip_space(walk);
    walk->at++; /* the opening brace */
    for (;;) {
        const char *name;

        skip_space(walk);
        if (walk->at >= walk->end || *walk->at != '"')
            return FALSE;
        name = walk->at + 1;
        skip_string(walk);
        gboolean found = walk->at - name == (ptrdiff_t)length + 1 && memcmp(name, key, length) == 0;
        skip_space(walk);
        walk->at++; /* the colon */
        skip_space(walk);
        if (found)
            return TRUE;
        skip_value(walk);
        if (walk->at >= walk->end || *walk->at != ',')
            return FALSE;
        walk->at++;
    }
}

guint
store_import_line(const char *text, gsize size, const char *key, gsize index)
{
    Walk walk = {text, text + size, 1};

    if (!find_key(&walk, key) || walk.at >= walk.end || *walk.at != '[')
        return 0;
    walk.at++;
    for (gsize i = 0;; i++) {
        skip_space(&walk);
        if (i == index)
            return walk.line;
        skip_value(&walk);
        if (walk.at >= walk.end || *walk.at != ',')
            return 0;
        walk.at++;
    }
}
