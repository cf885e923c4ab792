#include "cli-text.h"

static void
test_width(void)
{
    g_assert_cmpuint(cli_text_width(""), ==, 0);
    g_assert_cmpuint(cli_text_width("abc"), ==, 3);
    g_assert_cmpuint(cli_text_width("查證中"), ==, 6);
    g_assert_cmpuint(cli_text_width("王a明"), ==, 5);
    g_assert_cmpuint(cli_text_width("e\u0301"), ==, 1);
    g_assert_cmpuint(cli_text_width("\U00020BB7"), ==, 2);
    g_assert_cmpuint(cli_text_width("a\xff"
                                    "b"),
                     ==, 3);
}

static void
test_pad(void)
{
    g_autofree char *latin = cli_text_pad("abc", 6);
    g_autofree char *wide = cli_text_pad("查證", 6);
    g_autofree char *over = cli_text_pad("查證中心", 6);
    g_assert_cmpstr(latin, ==, "abc   ");
    g_assert_cmpstr(wide, ==, "查證  ");
    g_assert_cmpstr(over, ==, "查證中心");
}

static void
test_table(void)
{
    const char *first[] = {"Name", "Status", NULL};
    const char *second[] = {"王小明", "x\ny", NULL};
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_ptr_array_add(rows, g_strdupv((char **)(gpointer)first));
    g_ptr_array_add(rows, g_strdupv((char **)(gpointer)second));
    g_autofree char *table = cli_text_table(rows, 2);
    g_assert_cmpstr(table, ==, "Name    Status\n王小明  x?y\n");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cli-text/width", test_width);
    g_test_add_func("/cli-text/pad", test_pad);
    g_test_add_func("/cli-text/table", test_table);
    return g_test_run();
}
