#include "page-huffman.h"

#include "page-deflate.h"

#include <math.h>
#include <string.h>

#define SIZE  100000
#define SLACK 8

/* Bytes whose counts fall off in another way for each kind. */
static guint8 *
text_new(guint kind, gsize size)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(kind);
    guint8 *text = g_malloc(size + 1);

    for (gsize i = 0; i < size; i++) {
        double even = g_rand_double(random);
        static const double widths[] = {0.3, 2, 12, 60};

        if (kind < G_N_ELEMENTS(widths))
            text[i] = (guint8)lround(widths[kind] * log(even / (1 - even) + 1e-9));
        else if (kind == 4)
            text[i] = (guint8)g_rand_int(random);
        else if (kind == 5)
            text[i] = 7;
        else /* each byte twice as often as the next: codes would be of any length */
            text[i] = (guint8)MIN(-log2(even), 255);
    }
    return text;
}

#define KINDS 7

/* A stream of two blocks, of which the first is not the last one. */
static GByteArray *
stream_new(const guint8 *text, gsize size)
{
    GByteArray *stream = g_byte_array_new();
    const gsize sizes[] = {size / 3, size - size / 3};
    guint32 adler = 1;

    g_byte_array_append(stream, (const guint8 *)PAGE_ZLIB_HEADER, 2);
    for (guint i = 0; i < 2; i++) {
        PageHuffman huffman;
        const guint8 *part = text + i * sizes[0];
        guint before = stream->len;
        gsize planned, written;

        page_huffman_plan(&huffman, part, sizes[i]);
        planned = page_huffman_size(&huffman, i == 1);
        g_byte_array_set_size(stream, (guint)(before + planned + SLACK));
        written = page_huffman_write(&huffman, part, sizes[i], i == 1, stream->data + before);
        g_assert_cmpuint(written, ==, planned);
        g_byte_array_set_size(stream, (guint)(before + written));
    }
    for (gsize i = 0; i < size; i++) {
        guint32 a = ((adler & 0xffff) + text[i]) % 65521;

        adler = ((adler >> 16) + a) % 65521 << 16 | a;
    }
    adler = GUINT32_TO_BE(adler);
    g_byte_array_append(stream, (const guint8 *)&adler, 4);
    return stream;
}

static void
what_went_in_comes_out(void)
{
    g_autoptr(PageDeflater) deflater = page_deflater_new();
    g_autofree guint8 *back = g_malloc(SIZE + 1);

    for (guint kind = 0; kind < KINDS; kind++)
        for (gsize size = 0; size <= SIZE; size = size < 20 ? size + 1 : size * 5) {
            g_autofree guint8 *text = text_new(kind, size);
            g_autoptr(GByteArray) stream = stream_new(text, size);

            if (size > 0)
                g_assert_true(page_inflate_zlib(deflater, stream->data, stream->len, back, size));
            g_assert_cmpmem(back, size, text, size);
        }
}

/* What Shannon allows, a code of whole bits at least one for each byte, and 1 % and the block's
 * description more. */
static void
code_is_as_short_as_can_be(void)
{
    for (guint kind = 0; kind < KINDS; kind++) {
        g_autofree guint8 *text = text_new(kind, SIZE);
        guint32 counts[256] = {0};
        double bits = 0;
        PageHuffman huffman;

        for (gsize i = 0; i < SIZE; i++)
            counts[text[i]]++;
        for (guint i = 0; i < 256; i++)
            if (counts[i] > 0)
                bits += counts[i] * MAX(-log2((double)counts[i] / SIZE), 1);
        page_huffman_plan(&huffman, text, SIZE);
        g_assert_cmpfloat((double)page_huffman_size(&huffman, TRUE), >=, bits / 8 * 0.85);
        g_assert_cmpfloat((double)page_huffman_size(&huffman, TRUE), <=, bits / 8 * 1.03 + 200);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/huffman/what-went-in-comes-out", what_went_in_comes_out);
    g_test_add_func("/page/huffman/code-is-as-short-as-can-be", code_is_as_short_as_can_be);
    return g_test_run();
}
