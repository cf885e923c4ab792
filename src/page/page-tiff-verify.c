/* Verifying a TIFF: libtiff finds the directories, tags and strips (and decodes G4); ISA-L inflates
 * strips in several threads, since this stands between the last line and "saved". */
#include "base-digest.h"
#include "page-deflate.h"
#include "page-file.h"
#include "page-libtiff.h"
#include "page-origin.h"
#include "page-pool.h"
#include "page-predict.h"
#include "page-strip.h"
#include "page-verify.h"

#include <string.h>

typedef struct {
    int fd;
    guint64 size;
    guint64 position;
} Source;

typedef struct {
    Source source;
    PageLibtiffLog log;
    TIFF *tiff;
    GArray *extents; /* of PageExtent, of all pages so far */
    PagePool *pool;
} Check;

static tmsize_t
read_source(thandle_t client, void *bytes, tmsize_t size)
{
    Source *source = client;
    guint64 left = source->position < source->size ? source->size - source->position : 0;
    gsize wanted = (gsize)MIN((guint64)size, left);

    if (!page_file_read_at(source->fd, source->position, bytes, wanted, NULL))
        return 0;
    source->position += wanted;
    return (tmsize_t)wanted;
}

static tmsize_t
refuse_write(thandle_t client, void *bytes, tmsize_t size)
{
    (void)client;
    (void)bytes;
    (void)size;
    return -1;
}

static toff_t
seek_source(thandle_t client, toff_t offset, int whence)
{
    Source *source = client;

    if (whence == SEEK_SET)
        source->position = offset;
    else if (whence == SEEK_CUR)
        source->position += offset;
    else
        source->position = source->size + offset;
    return source->position;
}

static toff_t
size_of_source(thandle_t client)
{
    return ((Source *)client)->size;
}

/* One strip to be inflated, with buffers that are used again. */
typedef struct {
    int fd;
    PageExtent extent;
    PageSpec spec;
    guint n_rows;
    guint8 *coded;
    gsize coded_room;
    guint8 *rows;
    PageDeflater *deflater;
    gboolean good;
} Strip;

static void
strip_free(gpointer data)
{
    Strip *strip = data;

    g_free(strip->coded);
    g_free(strip->rows);
    page_deflater_free(strip->deflater);
    g_free(strip);
}

static void
inflate_strip(gpointer job)
{
    Strip *strip = job;
    gsize size = strip->n_rows * page_spec_row_size(&strip->spec);

    strip->good = strip->extent.size <= strip->coded_room &&
                  page_file_read_at(strip->fd, strip->extent.offset, strip->coded,
                                    (gsize)strip->extent.size, NULL) &&
                  page_inflate_zlib(strip->deflater, strip->coded, (gsize)strip->extent.size,
                                    strip->rows, size);
    if (strip->good)
        page_unpredict(strip->rows, strip->n_rows, &strip->spec);
}

static GPtrArray *
strips_new(int fd, const PageSpec *spec, guint rows_per_strip, guint n)
{
    GPtrArray *strips = g_ptr_array_new_with_free_func(strip_free);
    gsize size = rows_per_strip * page_spec_row_size(spec);

    for (guint i = 0; i < n; i++) {
        Strip *strip = g_new0(Strip, 1);

        strip->fd = fd;
        strip->spec = *spec;
        strip->coded_room = page_deflate_bound(size);
        strip->coded = g_malloc(strip->coded_room);
        strip->rows = g_malloc(size);
        strip->deflater = page_deflater_new();
        g_ptr_array_add(strips, strip);
    }
    return strips;
}

static gboolean
hash_oldest(Check *check, BaseDigest *digest, Strip **ret_strip)
{
    Strip *strip = page_pool_take(check->pool);

    if (strip->good)
        base_digest_update(digest, strip->rows, strip->n_rows * page_spec_row_size(&strip->spec));
    *ret_strip = strip;
    return strip->good;
}

/* The strips' extents are the last `n` of check->extents. */
static gboolean
hash_deflated(Check *check, const PageSpec *spec, guint rows_per_strip, guint n, BaseDigest *digest)
{
    guint n_buffers = MIN(n, 2 * page_pool_threads(check->pool)), first = check->extents->len - n;
    g_autoptr(GPtrArray) strips = strips_new(check->source.fd, spec, rows_per_strip, n_buffers);
    gboolean good = TRUE;
    Strip *strip = NULL;

    for (guint i = 0; i < n && good; i++) {
        if (i < n_buffers)
            strip = g_ptr_array_index(strips, i);
        else
            good = hash_oldest(check, digest, &strip);
        if (!good)
            break;
        strip->extent = g_array_index(check->extents, PageExtent, first + i);
        strip->n_rows = MIN(rows_per_strip, spec->height - i * rows_per_strip);
        page_pool_push(check->pool, strip);
    }
    /* Even after a failure: the buffers must not go while a thread fills them. */
    while (!page_pool_is_empty(check->pool))
        good = hash_oldest(check, digest, &strip) && good;
    return good;
}

static gboolean
hash_faxed(Check *check, const PageSpec *spec, guint rows_per_strip, guint n, BaseDigest *digest)
{
    gsize row_size = page_spec_row_size(spec);
    g_autofree guint8 *rows = g_malloc(rows_per_strip * row_size);

    for (guint i = 0; i < n; i++) {
        tmsize_t size = (tmsize_t)(MIN(rows_per_strip, spec->height - i * rows_per_strip) *
                                   row_size);

        if (TIFFReadEncodedStrip(check->tiff, i, rows, size) != size)
            return FALSE;
        page_strip_clear_padding(rows, (guint)((gsize)size / row_size), spec);
        base_digest_update(digest, rows, (gsize)size);
    }
    return TRUE;
}

/* The tags that say how the pixels are to be read; FALSE if any is not as we write it. */
static gboolean
read_spec(TIFF *tiff, PageSpec *ret_spec)
{
    guint16 channels = 0, depth = 0, compression = 0, photometric = 99, planar = 0, unit = 0;
    guint16 predictor = 1;
    guint32 width = 0, height = 0;
    float dpi_x = 0, dpi_y = 0;

    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &channels);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &depth);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planar);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetField(tiff, TIFFTAG_COMPRESSION, &compression);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
    TIFFGetField(tiff, TIFFTAG_PREDICTOR, &predictor);
    TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &dpi_x);
    TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &dpi_y);
    *ret_spec = (PageSpec){width, height, channels, depth, (double)dpi_x, (double)dpi_y};
    if (TIFFIsTiled(tiff) || planar != PLANARCONFIG_CONTIG || unit != RESUNIT_INCH)
        return FALSE;
    if (depth == 1)
        return compression == COMPRESSION_CCITTFAX4 && photometric == PHOTOMETRIC_MINISWHITE;
    return compression == COMPRESSION_ADOBE_DEFLATE && predictor == PREDICTOR_HORIZONTAL &&
           photometric == (channels == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
}

static gboolean
read_strips(Check *check, const PageSpec *spec, guint *ret_rows, guint *ret_n)
{
    guint32 rows = 0, n = TIFFNumberOfStrips(check->tiff);

    TIFFGetField(check->tiff, TIFFTAG_ROWSPERSTRIP, &rows);
    /* Another height of strips is not ours, and might be one that fills the memory. */
    if (MIN(rows, spec->height) != page_strip_rows_for(spec) || n != (spec->height - 1) / rows + 1)
        return FALSE;
    for (guint i = 0; i < n; i++) {
        PageExtent extent = {TIFFGetStrileOffset(check->tiff, i),
                             TIFFGetStrileByteCount(check->tiff, i)};

        g_array_append_val(check->extents, extent);
    }
    *ret_rows = MIN(rows, spec->height);
    *ret_n = n;
    return TRUE;
}

static guint
read_rotation(TIFF *tiff)
{
    guint16 orientation = 0;

    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &orientation);
    switch (orientation) {
    case ORIENTATION_TOPLEFT:
        return 0;
    case ORIENTATION_RIGHTTOP:
        return 90;
    case ORIENTATION_BOTRIGHT:
        return 180;
    case ORIENTATION_LEFTBOT:
        return 270;
    default:
        return G_MAXUINT;
    }
}

static gboolean
has_text(const char *text, gsize size, const char *part)
{
    return memmem(text, size, part, strlen(part)) != NULL;
}

/* What is `wanted` is looked for in the page's packet, which is easier than reading it. */
static void
read_view(TIFF *tiff, const PageView *wanted, PageView *ret_view)
{
    g_autofree char *crop = page_origin_crop(wanted);
    guint32 size = 0;
    const char *xmp = NULL;

    *ret_view = (PageView){0};
    if (TIFFGetField(tiff, TIFFTAG_XMLPACKET, &size, &xmp) == 1) {
        if (wanted->has_crop && has_text(xmp, size, crop))
            *ret_view = *wanted;
        ret_view->has_crop = has_text(xmp, size, PAGE_ORIGIN_CROP);
    }
    ret_view->rotation = read_rotation(tiff);
}

/* The page that libtiff stands at; `wanted` may be NULL. */
static gboolean
read_page(Check *check, const PageSpec *wanted, guint page, PageStored *stored, GError **error)
{
    g_autoptr(BaseDigest) digest = base_digest_new();
    PageSpec spec = {0};
    guint rows_per_strip = 0, n = 0;
    gboolean usual = read_spec(check->tiff, &spec), decoded;

    if (wanted != NULL ? !page_verify_spec(&spec, wanted, page, error)
                       : !page_spec_check(&spec, error))
        return FALSE;
    if (!usual || !read_strips(check, &spec, &rows_per_strip, &n)) {
        page_verify_complain(error, page, "its tags are not those that were written");
        return FALSE;
    }
    decoded = spec.depth == 1 ? hash_faxed(check, &spec, rows_per_strip, n, digest)
                              : hash_deflated(check, &spec, rows_per_strip, n, digest);
    if (!decoded) {
        page_verify_complain(error, page, "a strip cannot be decoded");
        return FALSE;
    }
    base_digest_finish(digest, stored->pixels);
    stored->spec = spec;
    stored->rows_per_strip = rows_per_strip;
    return TRUE;
}

static gboolean
check_page(Check *check, const PageSummary *summary, guint page, GError **error)
{
    PageStored stored = {0};
    PageView view;

    if (!read_page(check, &summary->spec, page, &stored, error))
        return FALSE;
    read_view(check->tiff, &summary->view, &view);
    return page_verify_view(&view, &summary->view, page, error) &&
           page_verify_pixels(stored.pixels, summary, page, error);
}

static gboolean
check_pages(Check *check, const PageSummary *summaries, guint n_pages, GError **error)
{
    for (guint i = 0; i < n_pages; i++) {
        if (i > 0 && TIFFReadDirectory(check->tiff) != 1) {
            page_verify_complain(error, i + 1, "it is not there");
            return FALSE;
        }
        if (!check_page(check, &summaries[i], i + 1, error))
            return FALSE;
    }
    if (!TIFFLastDirectory(check->tiff)) {
        page_verify_complain(error, n_pages + 1, "there is one page too many");
        return FALSE;
    }
    return TRUE;
}

/* `check` does not move until close_check. */
static gboolean
open_check(Check *check, int fd, GError **error)
{
    *check = (Check){.source = {.fd = fd}};
    if (!page_file_size(fd, &check->source.size, error))
        return FALSE;
    check->tiff = page_libtiff_open("rm", &check->source, read_source, refuse_write, seek_source,
                                    size_of_source, &check->log, error);
    if (check->tiff == NULL)
        return FALSE;
    check->extents = g_array_new(FALSE, FALSE, sizeof(PageExtent));
    check->pool = page_pool_new(0, inflate_strip);
    return TRUE;
}

static void
close_check(Check *check)
{
    page_pool_free(check->pool);
    g_array_unref(check->extents);
    TIFFClose(check->tiff);
}

gboolean
page_tiff_verify(int fd, const PageSummary *summaries, guint n_pages, const PageSeal *seal,
                 GError **error)
{
    Check check;
    gboolean good;

    if (!open_check(&check, fd, error))
        return FALSE;
    good = check_pages(&check, summaries, n_pages, error) &&
           (seal == NULL || page_verify_frame(fd, check.extents, seal, error));
    close_check(&check);
    return good;
}

gboolean
page_tiff_read_page(int fd, guint index, PageStored *ret_page, GError **error)
{
    Check check;
    PageStored stored = {0};
    gboolean there = TRUE, good;

    if (!open_check(&check, fd, error))
        return FALSE;
    for (guint i = 0; i < index && there; i++)
        there = TIFFReadDirectory(check.tiff) == 1;
    if (!there)
        page_verify_complain(error, index + 1, "it is not there");
    good = there && read_page(&check, NULL, index + 1, &stored, error);
    if (good) {
        stored.extents = g_array_ref(check.extents);
        *ret_page = stored;
    }
    close_check(&check);
    return good;
}
