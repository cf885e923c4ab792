/* Deflate (RFC 1951) and its zlib frame (RFC 1950), and check sums, by ISA-L; where there is
 * nothing to match, by page-huffman.h. Internal to this folder.
 *
 * A PageDeflater is one thread's working memory for both directions; it lives as long as a strip's
 * buffers do, so that nothing is allocated while rows arrive. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct PageDeflater PageDeflater;

PageDeflater *page_deflater_new(void);
void page_deflater_free(PageDeflater *deflater);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageDeflater, page_deflater_free)

/* The most bytes that any of the two functions below makes of `size` bytes. */
gsize page_deflate_bound(gsize size);

/* A whole zlib stream. Returns its length. `out` has page_deflate_bound(size) bytes. */
gsize page_deflate_zlib(PageDeflater *deflater, const guint8 *bytes, gsize size, guint8 *out);

/* A piece of a raw deflate stream that ends on a byte and refers to nothing before it, so that
 * pieces made by different threads can be put one behind the other. Such a stream begins with
 * PAGE_ZLIB_HEADER and ends with PAGE_DEFLATE_LAST and the combined Adler-32, big-endian. */
gsize page_deflate_piece(PageDeflater *deflater, const guint8 *bytes, gsize size, guint8 *out,
                         guint32 *ret_adler);

#define PAGE_ZLIB_HEADER  "\x78\x01"
#define PAGE_DEFLATE_LAST "\x03\x00" /* an empty last block */

/* The Adler-32 of two texts, one behind the other, from each one's own and the second's length. */
guint32 page_adler32_combine(guint32 first, guint32 second, guint64 second_size);

/* Inflates a zlib stream that must end exactly at `size` and give exactly `out_size` bytes with the
 * right check sum. FALSE if it is anything else. */
gboolean page_inflate_zlib(PageDeflater *deflater, const guint8 *bytes, gsize size, guint8 *out,
                           gsize out_size);

/* Inflates a piece in the same way, and holds it against its check sum. */
gboolean page_inflate_piece(PageDeflater *deflater, const guint8 *bytes, gsize size, guint8 *out,
                            gsize out_size, guint32 adler);

/* The same in steps, for a stream that is longer than a buffer: after page_inflate_begin, each call
 * takes what it can of the input and fills what it can of the output, and tells both. */
typedef enum {
    PAGE_INFLATE_MORE, /* more input or more room is needed */
    PAGE_INFLATE_END,  /* the stream is whole and its check sum right */
    PAGE_INFLATE_BAD,
} PageInflateResult;

void page_inflate_begin(PageDeflater *deflater);
PageInflateResult page_inflate_some(PageDeflater *deflater, const guint8 *bytes, gsize size,
                                    gsize *ret_taken, guint8 *out, gsize out_size,
                                    gsize *ret_given);

G_END_DECLS
