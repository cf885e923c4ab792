#include "page-strip.h"

#include "page-deflate.h"
#include "page-fax.h"
#include "page-predict.h"

#include <string.h>

#define STRIP_SIZE ((gsize)512 * 1024)

struct PageStrip {
    PageSpec spec;
    PageCoding coding;
    gsize row_size;
    guint max_rows;
    guint n_rows;
    guint8 *rows;
    PageDeflater *deflater; /* for deflate alone */
    guint8 *deflated;
    GByteArray *faxed; /* for fax alone */
    gsize coded_size;
    guint32 adler;
    GError *failure;
};

PageStrip *
page_strip_new(const PageSpec *spec, guint n_rows, PageCoding coding)
{
    PageStrip *strip = g_new0(PageStrip, 1);

    strip->spec = *spec;
    strip->coding = coding;
    strip->row_size = page_spec_row_size(spec);
    strip->max_rows = n_rows;
    strip->rows = g_malloc(n_rows * strip->row_size);
    if (coding == PAGE_CODING_ZLIB || coding == PAGE_CODING_PIECE) {
        strip->deflater = page_deflater_new();
        strip->deflated = g_malloc(page_deflate_bound(n_rows * strip->row_size));
    }
    if (coding == PAGE_CODING_FAX)
        strip->faxed = g_byte_array_new();
    return strip;
}

void
page_strip_free(PageStrip *strip)
{
    g_free(strip->rows);
    g_clear_pointer(&strip->deflater, page_deflater_free);
    g_free(strip->deflated);
    g_clear_pointer(&strip->faxed, g_byte_array_unref);
    g_clear_error(&strip->failure);
    g_free(strip);
}

guint
page_strip_rows_for(const PageSpec *spec)
{
    gsize rows = STRIP_SIZE / page_spec_row_size(spec);

    return (guint)CLAMP(rows, 1, spec->height > 0 ? spec->height : PAGE_MAX_HEIGHT);
}

void
page_strip_clear_padding(guint8 *rows, guint n_rows, const PageSpec *spec)
{
    gsize row_size = page_spec_row_size(spec);
    guint used = spec->width % 8;

    if (spec->depth != 1 || used == 0)
        return;
    for (guint i = 1; i <= n_rows; i++)
        rows[i * row_size - 1] &= (guint8)(0xff00 >> used);
}

guint
page_strip_add_rows(PageStrip *strip, const guint8 *rows, guint n_rows, const guint8 **ret_taken)
{
    guint taken = MIN(n_rows, strip->max_rows - strip->n_rows);
    guint8 *to = strip->rows + strip->n_rows * strip->row_size;

    memcpy(to, rows, taken * strip->row_size);
    page_strip_clear_padding(to, taken, &strip->spec);
    strip->n_rows += taken;
    *ret_taken = to;
    return taken;
}

gboolean
page_strip_is_full(const PageStrip *strip)
{
    return strip->n_rows == strip->max_rows;
}

void
page_strip_reset(PageStrip *strip)
{
    strip->n_rows = 0;
    strip->coded_size = 0;
    if (strip->faxed != NULL)
        g_byte_array_set_size(strip->faxed, 0);
    g_clear_error(&strip->failure);
}

static void
code_fax(PageStrip *strip)
{
    g_autoptr(PageFax) fax = page_fax_new(strip->spec.width, &strip->failure);

    if (fax == NULL ||
        !page_fax_add_rows(fax, strip->rows, strip->n_rows, strip->faxed, &strip->failure) ||
        !page_fax_end(fax, strip->faxed, &strip->failure))
        return;
    strip->coded_size = strip->faxed->len;
}

void
page_strip_code(PageStrip *strip)
{
    gsize size = strip->n_rows * strip->row_size;

    switch (strip->coding) {
    case PAGE_CODING_NONE:
        strip->coded_size = size;
        break;
    case PAGE_CODING_ZLIB:
        page_predict(strip->rows, strip->n_rows, &strip->spec);
        strip->coded_size = page_deflate_zlib(strip->deflater, strip->rows, size, strip->deflated);
        break;
    case PAGE_CODING_PIECE:
        page_predict(strip->rows, strip->n_rows, &strip->spec);
        strip->coded_size = page_deflate_piece(strip->deflater, strip->rows, size, strip->deflated,
                                               &strip->adler);
        break;
    case PAGE_CODING_FAX:
        code_fax(strip);
        break;
    }
}

static const guint8 *
coded_bytes(const PageStrip *strip)
{
    if (strip->coding == PAGE_CODING_NONE)
        return strip->rows;
    return strip->coding == PAGE_CODING_FAX ? strip->faxed->data : strip->deflated;
}

gboolean
page_strip_result(const PageStrip *strip, PageStripResult *ret_result, GError **error)
{
    if (strip->failure != NULL) {
        g_propagate_error(error, g_error_copy(strip->failure));
        return FALSE;
    }
    *ret_result = (PageStripResult){
        .bytes = coded_bytes(strip),
        .size = strip->coded_size,
        .n_rows = strip->n_rows,
        .raw_size = strip->n_rows * strip->row_size,
        .adler = strip->adler,
    };
    return TRUE;
}
