/* Verifying a TIFF: libtiff finds the directories, tags and strips (and decodes G4); ISA-L inflates
 * strips in several threads, since this stands between the last line and "saved". */
#include "base-digest.h"
#include "page-origin.h"
#include "page-pool.h"
#include "page-tiff-reader.h"
#include "page-verify.h"

#include <string.h>

typedef struct {
    PageTiffReader reader;
    GArray *extents; /* of PageExtent, of all pages so far */
    PagePool *pool;
} Check;

/* One strip to be inflated, with buffers that are used again. */
typedef struct {
    int fd;
    PageExtent extent;
    PageSpec spec;
    guint n_rows;
    guint8 *coded;
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

    strip->good = page_tiff_inflate_strip(strip->fd, &strip->extent, &strip->spec, strip->n_rows,
                                          strip->deflater, strip->coded, strip->rows);
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
        strip->coded = g_malloc(page_deflate_bound(size));
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
    g_autoptr(GPtrArray) strips = strips_new(check->reader.fd, spec, rows_per_strip, n_buffers);
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
        guint n_rows = MIN(rows_per_strip, spec->height - i * rows_per_strip);

        if (!page_tiff_unfax_strip(&check->reader, i, spec, n_rows, rows))
            return FALSE;
        base_digest_update(digest, rows, n_rows * row_size);
    }
    return TRUE;
}

static gboolean
find_strips(Check *check, const PageSpec *spec, guint *ret_rows, guint *ret_n)
{
    if (!page_tiff_reader_strips(&check->reader, spec, ret_rows, ret_n))
        return FALSE;
    for (guint i = 0; i < *ret_n; i++) {
        const PageExtent extent = page_tiff_reader_extent(&check->reader, i);

        g_array_append_val(check->extents, extent);
    }
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
    gboolean usual = page_tiff_reader_spec(&check->reader, &spec), decoded;

    if (wanted != NULL ? !page_verify_spec(&spec, wanted, page, error)
                       : !page_spec_check(&spec, error))
        return FALSE;
    if (!usual || !find_strips(check, &spec, &rows_per_strip, &n)) {
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
    read_view(check->reader.tiff, &summary->view, &view);
    return page_verify_view(&view, &summary->view, page, error) &&
           page_verify_pixels(stored.pixels, summary, page, error);
}

static gboolean
check_pages(Check *check, const PageSummary *summaries, guint n_pages, GError **error)
{
    for (guint i = 0; i < n_pages; i++) {
        if (i > 0 && TIFFReadDirectory(check->reader.tiff) != 1) {
            page_verify_complain(error, i + 1, "it is not there");
            return FALSE;
        }
        if (!check_page(check, &summaries[i], i + 1, error))
            return FALSE;
    }
    if (!TIFFLastDirectory(check->reader.tiff)) {
        page_verify_complain(error, n_pages + 1, "there is one page too many");
        return FALSE;
    }
    return TRUE;
}

/* `check` does not move until close_check. */
static gboolean
open_check(Check *check, int fd, GError **error)
{
    *check = (Check){0};
    if (!page_tiff_reader_open(&check->reader, fd, error))
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
    page_tiff_reader_close(&check->reader);
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
    gboolean good;

    if (!open_check(&check, fd, error))
        return FALSE;
    good = page_tiff_reader_go_to(&check.reader, index, error) &&
           read_page(&check, NULL, index + 1, &stored, error);
    if (good) {
        stored.extents = g_array_ref(check.extents);
        *ret_page = stored;
    }
    close_check(&check);
    return good;
}
