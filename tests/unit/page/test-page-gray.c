#include "page-gray.h"

#include <math.h>
#include <string.h>

static const PageGray *
make(PageGrayMaker *maker, const PageSpec *spec, const guint8 *rows, guint n_rows)
{
    for (guint y = 0; y < n_rows; y++)
        page_gray_maker_add_row(maker, rows + y * page_spec_row_size(spec));
    return page_gray_maker_end(maker);
}

/* 300 dpi: two by two pixels a cell; the last cells have what there is. */
static void
blocks_are_averaged(void)
{
    const PageSpec spec = {3, 3, 1, 8, 300, 300};
    static const guint8 rows[] = {10, 20, 7, 30, 40, 9, 100, 102, 200};
    g_autoptr(GBytes) expected = g_bytes_new_static("\x19\x08\x65\xc8", 4);
    PageGrayMaker *maker = page_gray_maker_new(&spec, 1000);
    const PageGray *gray = make(maker, &spec, rows, 3);
    g_assert_cmpuint(gray->width, ==, 2);
    g_assert_cmpuint(gray->height, ==, 2);
    g_assert_cmpfloat(gray->dpi_x, ==, 150);
    g_assert_cmpmem(gray->cells, 4, g_bytes_get_data(expected, NULL), 4);
    page_gray_maker_free(maker);
}

static void
each_kind_becomes_gray(void)
{
    static const struct {
        guint channels, depth;
        guint8 row[12];
        guint8 cells[2];
    } kinds[] = {
        {1, 8, {0, 255}, {0, 255}},
        {1, 1, {0x40}, {255, 0}},
        {3, 8, {255, 255, 255, 0, 255, 0}, {255, 149}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const PageSpec spec = {2, 1, kinds[i].channels, kinds[i].depth, 150, 150};
        PageGrayMaker *maker = page_gray_maker_new(&spec, 1000);
        const PageGray *gray = make(maker, &spec, kinds[i].row, 1);
        g_assert_cmpmem(gray->cells, 2, kinds[i].cells, 2);
        page_gray_maker_free(maker);
    }
    const PageSpec deep = {2, 1, 1, 16, 150, 150};
    static const guint16 samples[] = {0x12ff, 0xab00};
    PageGrayMaker *maker = page_gray_maker_new(&deep, 1000);
    const PageGray *gray = make(maker, &deep, (const guint8 *)samples, 1);
    g_assert_cmpuint(gray->cells[0], ==, 0x12);
    g_assert_cmpuint(gray->cells[1], ==, 0xab);
    page_gray_maker_free(maker);
}

/* However long a page becomes whose height nobody knew, the picture stays within its limit, keeps
 * its size in mm, and its picture. */
static void
a_long_page_becomes_coarser(void)
{
    const PageSpec spec = {64, 0, 1, 8, 150, 150};
    const guint limit = 64 * 40, n_rows = 4000;
    guint8 row[64];
    PageGrayMaker *maker = page_gray_maker_new(&spec, limit);
    for (guint y = 0; y < n_rows; y++) {
        memset(row, y < n_rows / 2 ? 40 : 200, sizeof(row));
        page_gray_maker_add_row(maker, row);
    }
    const PageGray *gray = page_gray_maker_end(maker);
    g_assert_cmpuint(gray->width * gray->height, <=, limit);
    g_assert_cmpuint(gray->height, >=, 10);
    g_assert_true(fabs(page_gray_y_mm(gray, gray->height) - n_rows * 25.4 / 150) < 10);
    g_assert_cmpuint(gray->cells[gray->width], ==, 40);
    g_assert_cmpuint(gray->cells[(gray->height - 2) * gray->width], ==, 200);
    page_gray_maker_free(maker);
}

static void
a_known_size_fits_at_once(void)
{
    const PageSpec spec = {4000, 6000, 1, 8, 150, 150};
    static guint8 row[4000];
    PageGrayMaker *maker = page_gray_maker_new(&spec, 100000);
    for (guint y = 0; y < spec.height; y++)
        page_gray_maker_add_row(maker, row);
    const PageGray *gray = page_gray_maker_end(maker);
    g_assert_cmpuint(gray->width * gray->height, <=, 100000);
    g_assert_cmpuint(gray->width * gray->height, >, 80000);
    page_gray_maker_free(maker);
}

static void
percentiles(void)
{
    guint histogram[256] = {0};
    g_assert_cmpuint(page_gray_percentile(histogram, 50), ==, 0);
    histogram[10] = 1;
    histogram[20] = 1;
    histogram[30] = 2;
    g_assert_cmpuint(page_gray_percentile(histogram, 0), ==, 10);
    g_assert_cmpuint(page_gray_percentile(histogram, 25), ==, 10);
    g_assert_cmpuint(page_gray_percentile(histogram, 50), ==, 20);
    g_assert_cmpuint(page_gray_percentile(histogram, 51), ==, 30);
    g_assert_cmpuint(page_gray_percentile(histogram, 100), ==, 30);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/gray/averages", blocks_are_averaged);
    g_test_add_func("/page/gray/kinds", each_kind_becomes_gray);
    g_test_add_func("/page/gray/long", a_long_page_becomes_coarser);
    g_test_add_func("/page/gray/known-size", a_known_size_fits_at_once);
    g_test_add_func("/page/gray/percentiles", percentiles);
    return g_test_run();
}
