#include "page-strip.h"

#include "page-deflate.h"
#include "page-fax.h"
#include "page-predict.h"
#include "page-sum.h"

#include <string.h>

/* The rows, their differences and what becomes of these lie in the processor's second cache. */
#define STRIP_SIZE ((gsize)128 * 1024)

struct PageStrip {
    PageSpec spec;
    PageCoding coding;
    gsize row_size;
    guint max_rows;
    guint n_rows;
    guint8 *rows;
    guint64 given;          /* CRC-64 of the rows as they came */
    PageDeflater *deflater; /* for deflate alone, and the two that follow */
    guint8 *differences;
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
        strip->differences = g_malloc(n_rows * strip->row_size);
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
    g_free(strip->differences);
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
page_strip_add_rows(PageStrip *strip, const guint8 *rows, guint n_rows)
{
    guint taken = MIN(n_rows, strip->max_rows - strip->n_rows);
    gsize size = taken * strip->row_size;
    guint8 *to = strip->rows + strip->n_rows * strip->row_size;

    memcpy(to, rows, size);
    page_strip_clear_padding(to, taken, &strip->spec);
    strip->given = page_crc64(strip->given, strip->spec.depth == 1 ? to : rows, size);
    strip->n_rows += taken;
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
    strip->given = 0;
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
        page_predict(strip->rows, strip->n_rows, &strip->spec, strip->differences);
        strip->coded_size = page_deflate_zlib(strip->deflater, strip->differences, size,
                                              strip->deflated);
        break;
    case PAGE_CODING_PIECE:
        page_predict(strip->rows, strip->n_rows, &strip->spec, strip->differences);
        strip->coded_size = page_deflate_piece(strip->deflater, strip->differences, size,
                                               strip->deflated, &strip->adler);
        break;
    case PAGE_CODING_FAX:
        code_fax(strip);
        break;
    }
}

/* The rows that were coded, and the next of them that must come out again. */
typedef struct {
    const guint8 *rows;
    gsize left; /* bytes */
    gboolean same;
} Expected;

static void
expect_row(const guint8 *row, gsize row_size, gpointer user_data)
{
    Expected *expected = user_data;

    expected->same = expected->same && expected->left >= row_size &&
                     memcmp(expected->rows, row, row_size) == 0;
    expected->rows += row_size;
    expected->left -= MIN(row_size, expected->left);
}

static gboolean
fax_leads_back(const PageStrip *strip)
{
    PageSpec spec = strip->spec;
    Expected expected = {strip->rows, strip->n_rows * strip->row_size, TRUE};

    spec.height = strip->n_rows;
    return page_fax_read_bytes(strip->faxed->data, strip->coded_size, &spec, expect_row, &expected,
                               NULL) &&
           expected.same && expected.left == 0;
}

static gboolean
leads_back(PageStrip *strip)
{
    gsize size = strip->n_rows * strip->row_size;
    gboolean inflated = FALSE;

    switch (strip->coding) {
    case PAGE_CODING_NONE:
        return TRUE;
    case PAGE_CODING_ZLIB:
        inflated = page_inflate_zlib(strip->deflater, strip->deflated, strip->coded_size,
                                     strip->differences, size);
        break;
    case PAGE_CODING_PIECE:
        inflated = page_inflate_piece(strip->deflater, strip->deflated, strip->coded_size,
                                      strip->differences, size, strip->adler);
        break;
    case PAGE_CODING_FAX:
        return fax_leads_back(strip);
    }
    return inflated &&
           page_predict_leads_to(strip->differences, strip->rows, strip->n_rows, &strip->spec);
}

void
page_strip_prove(PageStrip *strip)
{
    gsize size = strip->n_rows * strip->row_size;

    if (strip->failure != NULL)
        return;
    if (!leads_back(strip))
        g_set_error(&strip->failure, PAGE_ERROR, PAGE_ERROR_DAMAGED,
                    "what %u rows were packed into does not lead back to them", strip->n_rows);
    else if (page_crc64(0, strip->rows, size) != strip->given)
        g_set_error(&strip->failure, PAGE_ERROR, PAGE_ERROR_DAMAGED,
                    "%u rows are no longer what came", strip->n_rows);
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
