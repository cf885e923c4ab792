/* The request line and the headers: a line each, a header's name and value split at the first
 * colon. */
#include "fuzz.h"

#include "http-guard.h"

#include <string.h>

#define MAX_LINES (HTTP_GUARD_MAX_HEADERS + 8)

static gsize
take_line(const char **cursor, const char *end, const char **ret_line)
{
    const char *newline = memchr(*cursor, '\n', (gsize)(end - *cursor));
    const char *stop = newline != NULL ? newline : end;

    *ret_line = *cursor;
    *cursor = newline != NULL ? newline + 1 : end;
    return (gsize)(stop - *ret_line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *cursor = (const char *)data, *end = cursor + size, *line, *fault = NULL;
    char *request[3] = {NULL, NULL, NULL};
    HttpHeader headers[MAX_LINES];
    gsize n = 0, length;

    for (guint i = 0; i < G_N_ELEMENTS(request); i++) {
        length = take_line(&cursor, end, &line);
        request[i] = g_strndup(line, length);
    }
    while (cursor < end && n < MAX_LINES) {
        length = take_line(&cursor, end, &line);
        const char *colon = memchr(line, ':', length);

        headers[n].name = line;
        headers[n].name_size = colon != NULL ? (gsize)(colon - line) : length;
        headers[n].value = colon != NULL ? colon + 1 : line + length;
        headers[n].value_size = length - headers[n].name_size - (colon != NULL ? 1 : 0);
        n++;
    }
    if (http_guard_check(request[0], request[1], request[2], headers, n, &fault) != HTTP_GUARD_PASS)
        g_assert_nonnull(fault);
    for (guint i = 0; i < G_N_ELEMENTS(request); i++)
        g_free(request[i]);
    return 0;
}
