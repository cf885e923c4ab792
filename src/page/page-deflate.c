#include "page-deflate.h"

#include "page-huffman.h"

#include <isa-l/igzip_lib.h>
#include <string.h>

#define LEVEL          1
#define ADLER_MODULUS  65521u
#define ZLIB_OVERHEAD  6 /* header and check sum */
#define STORED_BLOCK   65535
#define BLOCK_OVERHEAD 5

/* Where repetitions are looked for before ISA-L is let look for all of them. */
#define SAMPLES        4
#define SAMPLE_SIZE    ((gsize)2048)
#define SAMPLE_PLACES  4096 /* a power of two */
#define REPEATED_BYTES 4
/* In the noise of a bad sensor one place in fourteen has four bytes that have been there before, in
 * that of a good one every second; from there on matches may be worth their cost, in flat areas
 * they are worth everything. */
#define REPEATED_PART 2

struct PageDeflater {
    struct isal_zstream out;
    struct inflate_state in;
    guint8 level_buffer[ISAL_DEF_LVL1_DEFAULT];
    PageHuffman huffman;
    guint16 places[SAMPLE_PLACES];
};

PageDeflater *
page_deflater_new(void)
{
    return g_new0(PageDeflater, 1);
}

void
page_deflater_free(PageDeflater *deflater)
{
    g_free(deflater);
}

gsize
page_deflate_bound(gsize size)
{
    /* ISA-L falls back to stored blocks; the slack covers its block header and the flush, and what
     * a shorter block by codes spoils behind its end. */
    return size + (size / STORED_BLOCK + 2) * BLOCK_OVERHEAD + ZLIB_OVERHEAD +
           2 * ISAL_DEF_MAX_HDR_SIZE;
}

static gsize
deflate_by_matches(PageDeflater *deflater, const guint8 *bytes, gsize size, gboolean last,
                   guint8 *out)
{
    struct isal_zstream *stream = &deflater->out;

    isal_deflate_stateless_init(stream);
    stream->level = LEVEL;
    stream->level_buf = deflater->level_buffer;
    stream->level_buf_size = sizeof deflater->level_buffer;
    stream->gzip_flag = IGZIP_DEFLATE;
    stream->flush = last ? NO_FLUSH : FULL_FLUSH;
    stream->end_of_stream = last;
    /* ISA-L's input pointer lacks a const; it does not write there. */
    stream->next_in = (guint8 *)(guintptr)bytes;
    stream->avail_in = (guint32)size;
    stream->next_out = out;
    stream->avail_out = (guint32)page_deflate_bound(size);
    if (isal_deflate_stateless(stream) != COMP_OK || stream->avail_in != 0)
        g_error("deflate did not fit into its bound");
    return stream->total_out;
}

/* How many places of a sample have four bytes that were met in it before. */
static guint
count_repeated(PageDeflater *deflater, const guint8 *sample, gsize size)
{
    guint repeated = 0;

    memset(deflater->places, 0, sizeof deflater->places);
    for (gsize i = 0; i + REPEATED_BYTES <= size; i++) {
        guint32 four, before;
        guint16 *place;

        memcpy(&four, sample + i, REPEATED_BYTES);
        place = &deflater->places[four * 2654435761u >> 20];
        memcpy(&before, sample + *place, REPEATED_BYTES);
        repeated += before == four && *place < i;
        *place = (guint16)i;
    }
    return repeated;
}

static gboolean
may_repeat(PageDeflater *deflater, const guint8 *bytes, gsize size)
{
    gsize each = MIN(SAMPLE_SIZE, size / SAMPLES), repeated = 0;

    for (guint i = 0; i < SAMPLES; i++)
        repeated += count_repeated(deflater, bytes + i * (size / SAMPLES), each);
    return repeated * REPEATED_PART >= SAMPLES * each;
}

/* Both ways where both may be best; matches also where a code alone would make more of it, for then
 * ISA-L stores the bytes as they are. */
static gsize
deflate_all(PageDeflater *deflater, const guint8 *bytes, gsize size, gboolean last, guint8 *out)
{
    gsize by_codes, by_matches;

    page_huffman_plan(&deflater->huffman, bytes, size);
    by_codes = page_huffman_size(&deflater->huffman, last);
    if (by_codes < size && !may_repeat(deflater, bytes, size))
        return page_huffman_write(&deflater->huffman, bytes, size, last, out);
    by_matches = deflate_by_matches(deflater, bytes, size, last, out);
    if (by_matches <= by_codes)
        return by_matches;
    return page_huffman_write(&deflater->huffman, bytes, size, last, out);
}

static void
put_u32_be(guint8 *to, guint32 value)
{
    value = GUINT32_TO_BE(value);
    memcpy(to, &value, sizeof value);
}

gsize
page_deflate_zlib(PageDeflater *deflater, const guint8 *bytes, gsize size, guint8 *out)
{
    gsize length;

    memcpy(out, PAGE_ZLIB_HEADER, 2);
    length = 2 + deflate_all(deflater, bytes, size, TRUE, out + 2);
    put_u32_be(out + length, isal_adler32(1, bytes, size));
    return length + 4;
}

gsize
page_deflate_piece(PageDeflater *deflater, const guint8 *bytes, gsize size, guint8 *out,
                   guint32 *ret_adler)
{
    *ret_adler = isal_adler32(1, bytes, size);
    return deflate_all(deflater, bytes, size, FALSE, out);
}

guint32
page_adler32_combine(guint32 first, guint32 second, guint64 second_size)
{
    /* Adler-32 is A = 1 + the sum of the bytes, B = the sum of all A on the way. Behind a first
     * text each of the second's A is larger by (A₁ − 1), which B counts once a byte. */
    guint64 a1 = first & 0xffff, b1 = first >> 16;
    guint64 a2 = second & 0xffff, b2 = second >> 16;
    guint64 shift = (a1 + ADLER_MODULUS - 1) % ADLER_MODULUS;
    guint64 a = (shift + a2) % ADLER_MODULUS;
    guint64 b = (b1 + b2 + second_size % ADLER_MODULUS * shift) % ADLER_MODULUS;

    return (guint32)(b << 16 | a);
}

void
page_inflate_begin(PageDeflater *deflater)
{
    isal_inflate_init(&deflater->in);
    deflater->in.crc_flag = ISAL_ZLIB;
}

PageInflateResult
page_inflate_some(PageDeflater *deflater, const guint8 *bytes, gsize size, gsize *ret_taken,
                  guint8 *out, gsize out_size, gsize *ret_given)
{
    struct inflate_state *state = &deflater->in;
    gsize ahead;

    state->next_in = (guint8 *)(guintptr)bytes;
    state->avail_in = (guint32)size;
    state->next_out = out;
    state->avail_out = (guint32)out_size;
    if (isal_inflate(state) != ISAL_DECOMP_OK)
        return PAGE_INFLATE_BAD;
    *ret_taken = size - state->avail_in;
    *ret_given = out_size - state->avail_out;
    if (state->block_state != ISAL_BLOCK_FINISH)
        return PAGE_INFLATE_MORE;
    /* ISA-L reads ahead: what it still holds is not the stream's. */
    ahead = (gsize)state->read_in_length / 8;
    if (ahead > *ret_taken)
        return PAGE_INFLATE_BAD;
    *ret_taken -= ahead;
    return PAGE_INFLATE_END;
}

gboolean
page_inflate_zlib(PageDeflater *deflater, const guint8 *bytes, gsize size, guint8 *out,
                  gsize out_size)
{
    gsize taken = 0, given = 0;

    page_inflate_begin(deflater);
    return page_inflate_some(deflater, bytes, size, &taken, out, out_size, &given) ==
               PAGE_INFLATE_END &&
           taken == size && given == out_size;
}

gboolean
page_inflate_piece(PageDeflater *deflater, const guint8 *bytes, gsize size, guint8 *out,
                   gsize out_size, guint32 adler)
{
    struct inflate_state *state = &deflater->in;

    isal_inflate_init(state);
    state->crc_flag = ISAL_DEFLATE;
    state->next_in = (guint8 *)(guintptr)bytes;
    state->avail_in = (guint32)size;
    state->next_out = out;
    state->avail_out = (guint32)out_size;
    /* It has no end of its own: all of it is taken, and what it makes fits exactly. */
    return isal_inflate(state) == ISAL_DECOMP_OK && state->avail_in == 0 && state->avail_out == 0 &&
           state->block_state != ISAL_BLOCK_FINISH && isal_adler32(1, out, out_size) == adler;
}
