#include "report-mask.h"

static void
names(void)
{
    static const struct {
        const char *name;
        const char *masked;
    } rows[] = {
        {"王小明", "王○明"},
        {"王明", "王○"},
        {"歐陽小明", "歐○○明"},
        {"司馬相如子", "司○○○子"},
        {"王", "○"},
        {"", ""},
        {" 王小明 ", "王○明"},
        {"John Smith", "J○○○ S○○○○"},
        {"Ana-María O'Neil", "A○○-M○○○○ O'N○○○"},
        {"Łukasz", "Ł○○○○○"},
        {"Иван", "И○○○"},
        /* Outside the Basic Multilingual Plane a character is one, not two. */
        {"𠮷田太", "𠮷○太"},
        {"王𠮷", "王○"},
        /* A variation selector and a combining mark belong to the character before them. */
        {"葛\xF3\xA0\x84\x80城太", "葛\xF3\xA0\x84\x80○太"},
        {"王\xEF\xB8\x80小明", "王\xEF\xB8\x80○明"},
        {"Jose\xCC\x81 Li", "J○○○ L○"},
        {"\xff\xfe", "○"},
        {"王\xff明", "○"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *masked = report_mask_name(rows[i].name);

        g_test_message("row %" G_GSIZE_FORMAT, i);
        g_assert_cmpstr(masked, ==, rows[i].masked);
    }
}

static void
numbers(void)
{
    static const struct {
        const char *number;
        const char *masked;
    } rows[] = {{"4100E017", "…017"},
                {"1234", "…234"},
                {"123", "…"},
                {"1", "…"},
                {"", "…"},
                {"學號一二三四", "…二三四"},
                {"\xff\xff\xff\xff\xff", "…"}};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *masked = report_mask_number(rows[i].number);

        g_assert_cmpstr(masked, ==, rows[i].masked);
    }
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/mask/names", names);
    g_test_add_func("/report/mask/numbers", numbers);
    return g_test_run();
}
