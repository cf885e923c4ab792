#include "page-deflate.h"
#include "page-predict.h"

#include <string.h>

#define SIZE 200000

static guint8 *
text_new(guint kind)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(kind);
    guint8 *text = g_malloc(SIZE);

    /* Noise, that cannot be compressed; grain; one byte. */
    for (gsize i = 0; i < SIZE; i++)
        text[i] = (guint8)(kind == 0 ? g_rand_int(random) : kind == 1 ? i % 7 * i % 5 : 255);
    return text;
}

static void
what_went_in_comes_out(void)
{
    g_autoptr(PageDeflater) deflater = page_deflater_new();
    g_autofree guint8 *coded = g_malloc(page_deflate_bound(SIZE));
    g_autofree guint8 *back = g_malloc(SIZE);

    for (guint kind = 0; kind < 3; kind++) {
        g_autofree guint8 *text = text_new(kind);

        for (gsize size = 1; size <= SIZE; size = size * 3 + 1) {
            gsize n = page_deflate_zlib(deflater, text, size, coded);

            g_assert_cmpuint(n, <=, page_deflate_bound(size));
            g_assert_true(page_inflate_zlib(deflater, coded, n, back, size));
            g_assert_cmpmem(text, size, back, size);
        }
    }
}

/* Noise by codes, at what its few levels need (one of eight has four bits, for the mark of the
 * end); what repeats by matches, at next to nothing. */
static void
each_text_in_its_own_way(void)
{
    g_autoptr(PageDeflater) deflater = page_deflater_new();
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    g_autofree guint8 *coded = g_malloc(page_deflate_bound(SIZE));
    g_autofree guint8 *noise = g_malloc(SIZE);
    g_autofree guint8 *grain = text_new(1);
    g_autofree guint8 *flat = text_new(2);

    for (gsize i = 0; i < SIZE; i++)
        noise[i] = (guint8)(g_rand_int(random) % 8);
    g_assert_cmpuint(page_deflate_zlib(deflater, noise, SIZE, coded), <, SIZE * 25 / 64 + 200);
    g_assert_cmpuint(page_deflate_zlib(deflater, grain, SIZE, coded), <, SIZE / 50);
    g_assert_cmpuint(page_deflate_zlib(deflater, flat, SIZE, coded), <, SIZE / 50);
}

static void
anything_else_is_refused(void)
{
    g_autoptr(PageDeflater) deflater = page_deflater_new();
    g_autofree guint8 *coded = g_malloc(page_deflate_bound(SIZE));
    g_autofree guint8 *back = g_malloc(SIZE + 1);
    g_autofree guint8 *text = text_new(1);
    gsize n = page_deflate_zlib(deflater, text, SIZE, coded);

    g_assert_false(page_inflate_zlib(deflater, coded, n - 1, back, SIZE));
    g_assert_false(page_inflate_zlib(deflater, coded, n + 1, back, SIZE));
    g_assert_false(page_inflate_zlib(deflater, coded, n, back, SIZE - 1));
    g_assert_false(page_inflate_zlib(deflater, coded, n, back, SIZE + 1));
    coded[n - 1] ^= 1;
    g_assert_false(page_inflate_zlib(deflater, coded, n, back, SIZE));
}

/* Pieces one behind the other are one zlib stream, and the combined check sum is the right one. */
static void
pieces_make_one_stream(void)
{
    g_autoptr(PageDeflater) deflater = page_deflater_new();
    g_autoptr(GByteArray) stream = g_byte_array_new();
    g_autofree guint8 *coded = g_malloc(page_deflate_bound(SIZE));
    g_autofree guint8 *back = g_malloc(SIZE);
    g_autofree guint8 *text = text_new(0);
    static const gsize sizes[] = {1, 65521, 30000, SIZE - 95522};
    guint32 adler = 1, big_endian;
    gsize done = 0;

    g_byte_array_append(stream, (const guint8 *)PAGE_ZLIB_HEADER, 2);
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        guint32 own = 0;
        gsize n = page_deflate_piece(deflater, text + done, sizes[i], coded, &own);

        g_byte_array_append(stream, coded, (guint)n);
        adler = page_adler32_combine(adler, own, sizes[i]);
        done += sizes[i];
    }
    g_assert_cmpuint(done, ==, SIZE);
    big_endian = GUINT32_TO_BE(adler);
    g_byte_array_append(stream, (const guint8 *)PAGE_DEFLATE_LAST, 2);
    g_byte_array_append(stream, (const guint8 *)&big_endian, 4);
    g_assert_true(page_inflate_zlib(deflater, stream->data, stream->len, back, SIZE));
    g_assert_cmpmem(text, SIZE, back, SIZE);
}

/* RFC 1950's sum of "Wikipedia", the example that is known everywhere. */
static void
sums_are_the_known_ones(void)
{
    static const guint8 word[] = "Wikipedia";
    g_autoptr(PageDeflater) deflater = page_deflater_new();
    guint8 coded[1000];
    guint32 whole = 0, first = 0, second = 0;

    page_deflate_piece(deflater, word, 9, coded, &whole);
    page_deflate_piece(deflater, word, 4, coded, &first);
    page_deflate_piece(deflater, word + 4, 5, coded, &second);
    g_assert_cmphex(whole, ==, 0x11e60398);
    g_assert_cmphex(page_adler32_combine(first, second, 5), ==, whole);
}

static void
prediction_goes_back(void)
{
    static const PageSpec specs[] = {
        {33, 3, 1, 8, 1, 1}, {33, 3, 3, 8, 1, 1}, {33, 3, 1, 16, 1, 1}, {33, 3, 3, 16, 1, 1}};
    g_autofree guint8 *text = text_new(0);

    for (guint i = 0; i < G_N_ELEMENTS(specs); i++) {
        gsize size = page_spec_row_size(&specs[i]) * specs[i].height;
        g_autofree guint8 *rows = g_malloc(size);

        page_predict(text, specs[i].height, &specs[i], rows);
        g_assert_cmpint(memcmp(rows, text, size), !=, 0);
        g_assert_true(page_predict_leads_to(rows, text, specs[i].height, &specs[i]));
        for (gsize at = 0; at < size; at++) {
            rows[at] ^= 16;
            g_assert_false(page_predict_leads_to(rows, text, specs[i].height, &specs[i]));
            rows[at] ^= 16;
        }
        page_unpredict(rows, specs[i].height, &specs[i]);
        g_assert_cmpmem(rows, size, text, size);
    }
}

/* TIFF 6.0 section 14, by hand. */
static void
prediction_is_the_left_difference(void)
{
    const PageSpec colour = {3, 1, 3, 8, 1, 1}, deep = {3, 1, 1, 16, 1, 1};
    const guint8 row[] = {10, 20, 30, 11, 19, 30, 5, 20, 31};
    static const guint8 wanted[] = {10, 20, 30, 1, 255, 0, 250, 1, 1};
    const guint16 samples[] = {1000, 1001, 999};
    static const guint8 little[] = {0xe8, 0x03, 1, 0, 0xfe, 0xff};
    guint8 became[sizeof row];

    page_predict(row, 1, &colour, became);
    g_assert_cmpmem(became, sizeof row, wanted, sizeof wanted);
    page_predict((const guint8 *)samples, 1, &deep, became);
    g_assert_cmpmem(became, sizeof samples, little, sizeof little);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/deflate/what-went-in-comes-out", what_went_in_comes_out);
    g_test_add_func("/page/deflate/each-text-in-its-own-way", each_text_in_its_own_way);
    g_test_add_func("/page/deflate/anything-else-is-refused", anything_else_is_refused);
    g_test_add_func("/page/deflate/pieces-make-one-stream", pieces_make_one_stream);
    g_test_add_func("/page/deflate/sums-are-the-known-ones", sums_are_the_known_ones);
    g_test_add_func("/page/predict/goes-back", prediction_goes_back);
    g_test_add_func("/page/predict/is-the-left-difference", prediction_is_the_left_difference);
    return g_test_run();
}
