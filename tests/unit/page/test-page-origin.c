#include "page-origin.h"

#include <string.h>

static void
hostile_text_becomes_clean(void)
{
    g_autofree char *longest = g_strnfill(5000, 'x');
    const PageProvenance provenance = {
        .report_id = "a\x01\x02<&>\"'\n",
        .station = "\xff\xfe櫃檯",
        .scanner_vendor = longest,
        .scanner_model = "",
        .captured_at = G_GINT64_CONSTANT(1435716184999999),
    };
    g_autoptr(PageOrigin) origin = page_origin_new(&provenance);
    g_autoptr(GString) xmp = page_origin_xmp(origin, TRUE, NULL);

    g_assert_cmpstr(origin->report_id, ==, "a  <&>\"' ");
    g_assert_true(g_utf8_validate(origin->station, -1, NULL));
    g_assert_nonnull(strstr(origin->station, "櫃檯"));
    g_assert_cmpuint(strlen(origin->scanner_vendor), <=, PAGE_ORIGIN_MAX_TEXT);
    g_assert_null(origin->settings);
    g_assert_cmpstr(origin->captured_at, ==, "2015-07-01T02:03:04Z");
    g_assert_nonnull(strstr(xmp->str, "a  &lt;&amp;&gt;&quot;"));
    g_assert_null(strstr(xmp->str, "<&>"));
    g_assert_true(g_utf8_validate(xmp->str, (gssize)xmp->len, NULL));
}

static void
unknown_is_left_out(void)
{
    const PageProvenance provenance = {.station = "8F-1"};
    g_autoptr(PageOrigin) origin = page_origin_new(&provenance);
    g_autoptr(GString) plain = page_origin_xmp(origin, FALSE, NULL);
    g_autoptr(GString) pdfa = page_origin_xmp(origin, TRUE, NULL);

    g_assert_null(strstr(plain->str, "dc:title"));
    g_assert_null(strstr(plain->str, "ReportId"));
    g_assert_nonnull(strstr(plain->str, "<station:Station>8F-1</station:Station>"));
    g_assert_null(strstr(plain->str, "pdfaid"));
    g_assert_nonnull(strstr(pdfa->str, "<pdfaid:part>1</pdfaid:part>"));
    page_origin_free(NULL);
}

static void
times_are_told_as_each_format_has_them(void)
{
    const PageProvenance provenance = {.captured_at = G_GINT64_CONSTANT(1435716184000000)};
    g_autoptr(PageOrigin) origin = page_origin_new(&provenance);
    g_autofree char *tiff = page_origin_tiff_time(origin);
    g_autofree char *pdf = page_origin_pdf_time(origin);

    g_assert_cmpstr(tiff, ==, "2015:07:01 02:03:04");
    g_assert_cmpstr(pdf, ==, "D:20150701020304+00'00'");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/origin/hostile-text", hostile_text_becomes_clean);
    g_test_add_func("/page/origin/unknown-is-left-out", unknown_is_left_out);
    g_test_add_func("/page/origin/times", times_are_told_as_each_format_has_them);
    return g_test_run();
}
