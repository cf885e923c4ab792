#include "page-huffman.h"

#include <string.h>

/* Deflate allows 15. With 12 four codes fit behind what is left of a byte in 64 bits, and decoders
 * find each in the first of their tables; what it costs is not to be measured. */
#define MAX_LENGTH 12
/* Of the code in which the lengths are told. */
#define MAX_LENGTH_LENGTH 7
#define LENGTH_SYMBOLS    19
/* Nothing points back, but a code with no or one distance is not what all decoders expect. */
#define DISTANCES 2
#define END       256

#define N_TOLD (PAGE_HUFFMAN_LITERALS + DISTANCES)

/* ---- lengths ---- */

typedef struct {
    guint64 count;
    guint symbol;
} Leaf;

static gint
compare_leaves(gconstpointer a, gconstpointer b)
{
    const Leaf *first = a, *second = b;

    if (first->count != second->count)
        return first->count < second->count ? -1 : 1;
    return first->symbol < second->symbol ? -1 : 1;
}

/* One level of the packages: the leaves, and pairs of the level below, by weight. Returns how many
 * there are. is_leaf[i] says which kind the i-th is. */
static guint
merge_level(const Leaf *leaves, guint n_leaves, const guint64 *below, guint n_below,
            guint64 *ret_weights, guint8 *ret_is_leaf)
{
    guint leaf = 0, pair = 0, n = 0;

    while (leaf < n_leaves || pair + 1 < n_below) {
        guint64 of_pair = pair + 1 < n_below ? below[pair] + below[pair + 1] : G_MAXUINT64;
        gboolean takes_leaf = leaf < n_leaves && leaves[leaf].count <= of_pair;

        ret_is_leaf[n] = takes_leaf;
        ret_weights[n++] = takes_leaf ? leaves[leaf].count : of_pair;
        if (takes_leaf)
            leaf++;
        else
            pair += 2;
    }
    return n;
}

/* The lengths of the best code that has none over `limit`: Larmore and Hirschberg's packages. At
 * least two symbols have a count. */
static void
find_lengths(const guint32 *counts, guint n, guint limit, guint8 *ret_lengths)
{
    Leaf leaves[PAGE_HUFFMAN_LITERALS];
    guint64 weights[2][2 * PAGE_HUFFMAN_LITERALS];
    guint8 is_leaf[MAX_LENGTH][2 * PAGE_HUFFMAN_LITERALS];
    guint n_leaves = 0, n_level = 0, taken;

    memset(ret_lengths, 0, n);
    for (guint i = 0; i < n; i++)
        if (counts[i] > 0)
            leaves[n_leaves++] = (Leaf){counts[i], i};
    qsort(leaves, n_leaves, sizeof *leaves, compare_leaves);
    for (guint level = 0; level < limit; level++)
        n_level = merge_level(leaves, n_leaves, weights[level % 2], n_level,
                              weights[(level + 1) % 2], is_leaf[level]);
    /* A symbol is as long as the number of levels in which it was taken. */
    taken = 2 * n_leaves - 2;
    for (guint level = limit; level-- > 0;) {
        guint of_leaves = 0;

        for (guint i = 0; i < taken; i++)
            of_leaves += is_leaf[level][i];
        for (guint i = 0; i < of_leaves; i++)
            ret_lengths[leaves[i].symbol]++;
        taken = 2 * (taken - of_leaves);
    }
}

/* ---- codes ---- */

static guint32
reverse(guint32 bits, guint length)
{
    guint32 reversed = 0;

    for (guint i = 0; i < length; i++)
        reversed |= (bits >> i & 1) << (length - 1 - i);
    return reversed;
}

/* RFC 1951, section 3.2.2: the codes follow from their lengths. */
static void
assign_codes(const guint8 *lengths, guint n, PageHuffmanCode *ret_codes)
{
    guint32 next[MAX_LENGTH + 2] = {0}, counts[MAX_LENGTH + 1] = {0};

    for (guint i = 0; i < n; i++)
        counts[lengths[i]]++;
    counts[0] = 0;
    for (guint length = 0; length <= MAX_LENGTH; length++)
        next[length + 1] = (next[length] + counts[length]) << 1;
    for (guint i = 0; i < n; i++) {
        guint length = lengths[i];

        ret_codes[i] = (PageHuffmanCode){length > 0 ? reverse(next[length]++, length) : 0, length};
    }
}

/* ---- the block's description ---- */

typedef struct {
    guint8 symbol;
    guint8 extra;
    guint8 extra_bits;
} Told;

/* How many of `lengths` are like the first. */
static guint
run_of(const guint8 *lengths, guint n)
{
    guint run = 1;

    while (run < n && lengths[run] == lengths[0])
        run++;
    return run;
}

/* RFC 1951, section 3.2.7: lengths one by one, or by how often one repeats. */
static guint
tell_lengths(const guint8 *lengths, guint n, Told *ret_told)
{
    guint n_told = 0;

    for (guint i = 0, run; i < n; i += run) {
        run = run_of(lengths + i, n - i);
        if (lengths[i] == 0 && run >= 11) {
            run = MIN(run, 138);
            ret_told[n_told++] = (Told){18, (guint8)(run - 11), 7};
        } else if (lengths[i] == 0 && run >= 3) {
            ret_told[n_told++] = (Told){17, (guint8)(run - 3), 3};
        } else if (i > 0 && lengths[i] == lengths[i - 1] && run >= 3) {
            run = MIN(run, 6);
            ret_told[n_told++] = (Told){16, (guint8)(run - 3), 2};
        } else {
            run = 1;
            ret_told[n_told++] = (Told){lengths[i], 0, 0};
        }
    }
    return n_told;
}

static void
put_bits(PageHuffman *huffman, guint32 bits, guint length)
{
    for (guint i = 0; i < length; i++, huffman->header_bits++)
        huffman->header[huffman->header_bits / 8] |= (guint8)((bits >> i & 1)
                                                              << huffman->header_bits % 8);
}

static void
describe(PageHuffman *huffman, const guint8 *lengths)
{
    static const guint8 order[LENGTH_SYMBOLS] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                 11, 4,  12, 3, 13, 2, 14, 1, 15};
    guint8 all[N_TOLD], length_lengths[LENGTH_SYMBOLS];
    PageHuffmanCode length_codes[LENGTH_SYMBOLS];
    guint32 counts[LENGTH_SYMBOLS] = {0};
    Told told[N_TOLD];
    guint n_told, n_order = LENGTH_SYMBOLS;

    memcpy(all, lengths, PAGE_HUFFMAN_LITERALS);
    memset(all + PAGE_HUFFMAN_LITERALS, 1, DISTANCES);
    n_told = tell_lengths(all, N_TOLD, told);
    for (guint i = 0; i < n_told; i++)
        counts[told[i].symbol]++;
    find_lengths(counts, LENGTH_SYMBOLS, MAX_LENGTH_LENGTH, length_lengths);
    assign_codes(length_lengths, LENGTH_SYMBOLS, length_codes);
    while (n_order > 4 && length_lengths[order[n_order - 1]] == 0)
        n_order--;
    put_bits(huffman, 2, 2); /* a code of its own */
    put_bits(huffman, PAGE_HUFFMAN_LITERALS - 257, 5);
    put_bits(huffman, DISTANCES - 1, 5);
    put_bits(huffman, n_order - 4, 4);
    for (guint i = 0; i < n_order; i++)
        put_bits(huffman, length_lengths[order[i]], 3);
    for (guint i = 0; i < n_told; i++) {
        put_bits(huffman, length_codes[told[i].symbol].bits, length_codes[told[i].symbol].length);
        put_bits(huffman, told[i].extra, told[i].extra_bits);
    }
}

/* ---- planning ---- */

/* Four tables, so that a count need not wait for the one just before it. */
static void
count_bytes(const guint8 *bytes, gsize size, guint32 counts[256])
{
    guint32 parts[4][256] = {0};
    gsize i = 0;

    for (; i + 8 <= size; i += 8) {
        guint64 eight;

        memcpy(&eight, bytes + i, sizeof eight);
        for (guint k = 0; k < 8; k++)
            parts[k % 4][eight >> 8 * k & 255]++;
    }
    for (; i < size; i++)
        parts[0][bytes[i]]++;
    for (guint k = 0; k < 256; k++)
        counts[k] = parts[0][k] + parts[1][k] + parts[2][k] + parts[3][k];
}

void
page_huffman_plan(PageHuffman *huffman, const guint8 *bytes, gsize size)
{
    guint32 counts[PAGE_HUFFMAN_LITERALS];
    guint8 lengths[PAGE_HUFFMAN_LITERALS];

    count_bytes(bytes, size, counts);
    counts[END] = 1;
    if (size == 0)
        counts[0] = 1; /* a code has two symbols at least */
    find_lengths(counts, PAGE_HUFFMAN_LITERALS, MAX_LENGTH, lengths);
    assign_codes(lengths, PAGE_HUFFMAN_LITERALS, huffman->codes);
    memset(huffman->header, 0, sizeof huffman->header);
    huffman->header_bits = 0;
    describe(huffman, lengths);
    huffman->bits = 1 + huffman->header_bits + huffman->codes[END].length;
    for (guint i = 0; i < 256 && size > 0; i++)
        huffman->bits += (guint64)counts[i] * lengths[i];
}

gsize
page_huffman_size(const PageHuffman *huffman, gboolean last)
{
    /* An empty stored block: three bits, the rest of their byte, four bytes. */
    return (gsize)(last ? (huffman->bits + 7) / 8 : (huffman->bits + 3 + 7) / 8 + 4);
}

/* ---- writing ---- */

/* Bits on their way into bytes: less than eight wait between two calls. */
typedef struct {
    guint8 *out;
    guint64 waiting;
    guint n_waiting;
} Writer;

static inline void
write_bits(Writer *writer, guint64 bits, guint length)
{
    guint64 little;

    writer->waiting |= bits << writer->n_waiting;
    writer->n_waiting += length;
    little = GUINT64_TO_LE(writer->waiting);
    memcpy(writer->out, &little, sizeof little);
    writer->out += writer->n_waiting / 8;
    writer->waiting >>= writer->n_waiting & ~7u;
    writer->n_waiting &= 7;
}

static void
write_header(Writer *writer, const PageHuffman *huffman, gboolean last)
{
    write_bits(writer, last, 1);
    for (gsize i = 0; i < huffman->header_bits; i += 8)
        write_bits(writer, huffman->header[i / 8], (guint)MIN(8, huffman->header_bits - i));
}

/* Codes are joined two and two before they meet those that wait, which each step has to wait for.
 */
static void
write_literals(Writer *writer, const PageHuffmanCode *codes, const guint8 *bytes, gsize size)
{
    Writer mine = *writer;
    gsize i = 0;

    for (; i + 4 <= size; i += 4) {
        PageHuffmanCode a = codes[bytes[i]], b = codes[bytes[i + 1]];
        PageHuffmanCode c = codes[bytes[i + 2]], d = codes[bytes[i + 3]];
        guint64 ab = a.bits | (guint64)b.bits << a.length;
        guint64 cd = c.bits | (guint64)d.bits << c.length;
        guint length = a.length + b.length;

        write_bits(&mine, ab | cd << length, length + c.length + d.length);
    }
    for (; i < size; i++)
        write_bits(&mine, codes[bytes[i]].bits, codes[bytes[i]].length);
    *writer = mine;
}

gsize
page_huffman_write(const PageHuffman *huffman, const guint8 *bytes, gsize size, gboolean last,
                   guint8 *out)
{
    Writer writer = {.out = out};

    write_header(&writer, huffman, last);
    write_literals(&writer, huffman->codes, bytes, size);
    write_bits(&writer, huffman->codes[END].bits, huffman->codes[END].length);
    if (last) {
        write_bits(&writer, 0, (8 - writer.n_waiting) % 8);
    } else {
        write_bits(&writer, 0, 3);
        write_bits(&writer, 0, (8 - writer.n_waiting) % 8);
        write_bits(&writer, 0xffff0000, 32); /* no bytes, and that once more, inverted */
    }
    return (gsize)(writer.out - out);
}
