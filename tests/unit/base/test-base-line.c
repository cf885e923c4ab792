#include "base-line.h"

static char *line(const char *format, ...) G_GNUC_PRINTF(1, 2);

static char *
line(const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = base_line_vprintf(format, arguments);
    va_end(arguments);
    return text;
}

static void
stays_one_line(void)
{
    g_autofree char *text = line("%s: %d", "a\r\nb\n", 7);

    g_assert_cmpstr(text, ==, "a  b : 7");
}

static void
becomes_utf8(void)
{
    g_autofree char *text = line("%s", "\xe7\x8e\x8b \xff \xe7");

    g_assert_cmpstr(text, ==, "王 \uFFFD \uFFFD");
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/line/stays_one_line", stays_one_line);
    g_test_add_func("/base/line/becomes_utf8", becomes_utf8);
    return g_test_run();
}
