/* Deflate (RFC 1951) by Huffman codes alone, without matches. Internal to this folder.
 *
 * A scan is noise once each sample is only its difference from the one beside it: what looks like a
 * repetition is one of a few bytes, which costs more to point at than to say again. Without looking
 * for any, a page of paper becomes smaller, and in a quarter of the time. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A symbol's bits, the first one lowest, and how many. */
typedef struct {
    guint32 bits;
    guint32 length;
} PageHuffmanCode;

#define PAGE_HUFFMAN_LITERALS   257 /* bytes, and the mark of the end */
#define PAGE_HUFFMAN_MAX_HEADER 256 /* bytes of a block's description */

/* One block that was planned and not yet written. */
typedef struct {
    PageHuffmanCode codes[PAGE_HUFFMAN_LITERALS];
    guint8 header[PAGE_HUFFMAN_MAX_HEADER + 8]; /* without the block's first bit */
    gsize header_bits;
    guint64 bits; /* of the whole block */
} PageHuffman;

/* Makes the best code for these bytes. */
void page_huffman_plan(PageHuffman *huffman, const guint8 *bytes, gsize size);

/* How many bytes page_huffman_write will make of them. */
gsize page_huffman_size(const PageHuffman *huffman, gboolean last);

/* Writes the block; `out` has room for page_huffman_size and eight bytes more, which may be spoilt.
 * `last`: the stream ends with it; else it ends on a byte, with an empty stored block, so that
 * another stream's block can follow. Returns the length. */
gsize page_huffman_write(const PageHuffman *huffman, const guint8 *bytes, gsize size, gboolean last,
                         guint8 *out);

G_END_DECLS
