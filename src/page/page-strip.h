/* A strip: some rows of a page, and what they become in the file. Its buffers are made once and
 * used again for each strip to come; coding it touches nothing else, so it may run in any thread.
 * Internal to this folder. */
#pragma once

#include "page-document.h"

G_BEGIN_DECLS

typedef enum {
    PAGE_CODING_NONE,  /* the sink codes the rows itself, one strip after the other */
    PAGE_CODING_ZLIB,  /* predictor 2, then a zlib stream of its own */
    PAGE_CODING_PIECE, /* predictor 2, then a piece of a longer deflate stream */
    PAGE_CODING_FAX,   /* a CCITT G4 stream of its own */
} PageCoding;

typedef struct PageStrip PageStrip;

/* Room for `n_rows` rows of such a page. */
PageStrip *page_strip_new(const PageSpec *spec, guint n_rows, PageCoding coding);
void page_strip_free(PageStrip *strip);

/* How many rows a strip of such a page has: about 128 KiB of them. */
guint page_strip_rows_for(const PageSpec *spec);

/* Takes as many of the rows as there is room for and returns their number; the padding bits of
 * 1-bit rows are cleared in the strip's own copy. */
guint page_strip_add_rows(PageStrip *strip, const guint8 *rows, guint n_rows);
/* Clears what follows the last pixel in each row of 1-bit pixels. */
void page_strip_clear_padding(guint8 *rows, guint n_rows, const PageSpec *spec);
gboolean page_strip_is_full(const PageStrip *strip);
/* Empty again, for other rows. */
void page_strip_reset(PageStrip *strip);

/* Codes the rows. A failure is kept and told by page_strip_result. */
void page_strip_code(PageStrip *strip);
/* Decodes what they became and holds it against them, and them against what came. If it is not the
 * same, that is the strip's failure: PAGE_ERROR_DAMAGED. */
void page_strip_prove(PageStrip *strip);

typedef struct {
    const guint8 *bytes; /* the strip's own; with PAGE_CODING_NONE the rows */
    gsize size;
    guint n_rows;
    gsize raw_size; /* bytes of the rows */
    guint32 adler;  /* of what was deflated, with PAGE_CODING_PIECE */
} PageStripResult;

gboolean page_strip_result(const PageStrip *strip, PageStripResult *ret_result, GError **error);

G_END_DECLS
