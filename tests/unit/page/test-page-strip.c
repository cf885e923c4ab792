#include "page-strip.h"

#include "document-fixture.h"

#include <string.h>

static const PageCoding codings[] = {PAGE_CODING_NONE, PAGE_CODING_ZLIB, PAGE_CODING_PIECE,
                                     PAGE_CODING_FAX};

static gboolean
takes(PageCoding coding, const PageSpec *spec)
{
    return coding == PAGE_CODING_NONE || (coding == PAGE_CODING_FAX) == (spec->depth == 1);
}

/* A strip with all rows of a page, coded and not yet proven. */
static PageStrip *
coded(const PageSpec *spec, PageCoding coding)
{
    PageStrip *strip = page_strip_new(spec, spec->height, coding);
    g_autofree guint8 *rows = fixture_rows_new(spec, 3);
    gsize row_size = page_spec_row_size(spec);

    for (guint row = 0; row < spec->height; row += 5)
        g_assert_cmpuint(
            page_strip_add_rows(strip, rows + row * row_size, MIN(5, spec->height - row)), ==,
            MIN(5, spec->height - row));
    g_assert_true(page_strip_is_full(strip));
    page_strip_code(strip);
    return strip;
}

static void
what_is_sound_is_proven(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(codings); i++)
        for (guint kind = 0; kind < FIXTURE_N_KINDS; kind++) {
            const PageSpec *spec = &fixture_kinds[kind];
            PageStrip *strip;
            PageStripResult result;
            g_autoptr(GError) error = NULL;

            if (!takes(codings[i], spec))
                continue;
            strip = coded(spec, codings[i]);
            page_strip_prove(strip);
            g_assert_true(page_strip_result(strip, &result, &error));
            g_assert_no_error(error);
            g_assert_cmpuint(result.n_rows, ==, spec->height);
            page_strip_free(strip);
        }
}

static void
assert_change_is_seen(const PageSpec *spec, PageCoding coding, double where)
{
    PageStrip *strip = coded(spec, coding);
    PageStripResult result;
    g_autoptr(GError) error = NULL;
    guint8 *bytes;

    g_assert_true(page_strip_result(strip, &result, NULL));
    bytes = (guint8 *)(guintptr)result.bytes;
    bytes[(gsize)(where * (double)result.size)] ^= 4;
    page_strip_prove(strip);
    g_assert_false(page_strip_result(strip, &result, &error));
    g_assert_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED);
    page_strip_free(strip);
}

/* One bit of what the rows became (of the rows themselves where they stay as they are). The last
 * bytes have some that mean nothing. */
static void
what_changed_is_not(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(codings); i++)
        for (guint kind = 0; kind < FIXTURE_N_KINDS; kind++)
            for (double where = 0.05; where < 0.95; where += 0.05)
                if (takes(codings[i], &fixture_kinds[kind]))
                    assert_change_is_seen(&fixture_kinds[kind], codings[i], where);
}

/* A strip that failed can be used again. */
static void
failure_goes_with_the_rows(void)
{
    const PageSpec *spec = &fixture_kinds[0];
    PageStrip *strip = coded(spec, PAGE_CODING_ZLIB);
    g_autofree guint8 *rows = fixture_rows_new(spec, 4);
    PageStripResult result;

    g_assert_true(page_strip_result(strip, &result, NULL));
    ((guint8 *)(guintptr)result.bytes)[50] ^= 1;
    page_strip_prove(strip);
    g_assert_false(page_strip_result(strip, &result, NULL));
    page_strip_reset(strip);
    page_strip_add_rows(strip, rows, spec->height);
    page_strip_code(strip);
    page_strip_prove(strip);
    g_assert_true(page_strip_result(strip, &result, NULL));
    page_strip_free(strip);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/strip/what-is-sound-is-proven", what_is_sound_is_proven);
    g_test_add_func("/page/strip/what-changed-is-not", what_changed_is_not);
    g_test_add_func("/page/strip/failure-goes-with-the-rows", failure_goes_with_the_rows);
    return g_test_run();
}
