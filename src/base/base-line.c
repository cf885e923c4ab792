#include "base-line.h"

char *
base_line_vprintf(const char *format, va_list arguments)
{
    g_autofree char *words = g_strdup_vprintf(format, arguments);

    return g_strdelimit(g_utf8_make_valid(words, -1), "\r\n", ' ');
}
