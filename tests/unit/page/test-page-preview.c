#include "page-preview.h"

typedef struct {
    guint n_rows;
    guint width;
    guint8 last[3 * 64];
} Seen;

static void
see(guint row, const guint8 *rgb, guint width, gpointer user_data)
{
    Seen *seen = user_data;

    g_assert_cmpuint(row, ==, seen->n_rows);
    g_assert_cmpuint(width, <=, 64);
    seen->n_rows++;
    seen->width = width;
    for (guint i = 0; i < 3 * width; i++)
        seen->last[i] = rgb[i];
}

static void
sides_stay_under_the_limit(void)
{
    for (guint side = 1; side <= 64; side += 7)
        for (guint height = 0; height < 250; height += 37) {
            const PageSpec spec = {101, height, 1, 8, 300, 300};
            static const guint8 row[101];
            Seen seen = {0};
            PagePreview *preview = page_preview_new(&spec, side, see, &seen);
            guint width = 0, rows = 0;

            page_preview_size(preview, &width, &rows);
            g_assert_cmpuint(width, >=, 1);
            g_assert_cmpuint(width, <=, side);
            g_assert_cmpuint(rows, <=, side);
            for (guint i = 0; i < height; i++)
                page_preview_add_rows(preview, row, 1);
            page_preview_end(preview);
            g_assert_cmpuint(seen.n_rows, ==, rows);
            g_assert_cmpuint(seen.width, ==, height > 0 ? width : 0);
            page_preview_free(preview);
        }
}

/* Three pixels by three rows into two by two: the last square of a row and the last row are partly
 * filled, and are averages of what they have. */
static void
squares_are_averaged(void)
{
    const PageSpec spec = {3, 3, 3, 8, 300, 300};
    static const guint8 rows[] = {0,  10, 20, 4, 10, 20, 9, 9, 9, 0, 20, 20, 4, 20,
                                  20, 8,  9,  9, 1,  2,  3, 3, 2, 4, 77, 78, 79};
    Seen seen = {0};
    g_autoptr(PagePreview) preview = page_preview_new(&spec, 2, see, &seen);
    static const guint8 first[] = {2, 15, 20, 9, 9, 9}, second[] = {2, 2, 4, 77, 78, 79};

    page_preview_add_rows(preview, rows, 2);
    g_assert_cmpuint(seen.n_rows, ==, 1);
    g_assert_cmpmem(seen.last, 6, first, 6);
    page_preview_add_rows(preview, rows + 18, 1);
    page_preview_end(preview);
    g_assert_cmpuint(seen.n_rows, ==, 2);
    g_assert_cmpmem(seen.last, 6, second, 6);
}

static void
every_depth_becomes_eight_bit_colour(void)
{
    const PageSpec line = {9, 1, 1, 1, 300, 300}, deep = {2, 1, 1, 16, 300, 300};
    static const guint8 bits[] = {0x80, 0x80};
    static const guint16 samples[] = {0x1234, 0xabcd};
    Seen seen = {0};
    PagePreview *preview = page_preview_new(&line, 64, see, &seen);

    page_preview_add_rows(preview, bits, 1);
    g_assert_cmpuint(seen.width, ==, 9);
    g_assert_cmpuint(seen.last[0], ==, 0);
    g_assert_cmpuint(seen.last[3], ==, 255);
    g_assert_cmpuint(seen.last[24 + 2], ==, 0);
    page_preview_free(preview);
    seen.n_rows = 0;
    preview = page_preview_new(&deep, 64, see, &seen);
    page_preview_add_rows(preview, (const guint8 *)samples, 1);
    g_assert_cmpuint(seen.last[0], ==, 0x12);
    g_assert_cmpuint(seen.last[5], ==, 0xab);
    page_preview_free(preview);
    page_preview_free(NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/preview/sides-stay-under-the-limit", sides_stay_under_the_limit);
    g_test_add_func("/page/preview/squares-are-averaged", squares_are_averaged);
    g_test_add_func("/page/preview/every-depth", every_depth_becomes_eight_bit_colour);
    return g_test_run();
}
