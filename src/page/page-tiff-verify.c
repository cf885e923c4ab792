/* Verifying a TIFF, and taking a page out of one: libtiff finds the directories, tags and strips.
 * What is to be copied is decoded too, since nobody has proven it in this process. */
#include "page-origin.h"
#include "page-pool.h"
#include "page-tiff-reader.h"
#include "page-verify.h"

#include <string.h>

/* ---- decoding ---- */

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
inflate_all(int fd, const PageStored *stored)
{
    g_autoptr(PagePool) pool = page_pool_new(0, inflate_strip);
    guint n = stored->extents->len, n_buffers = MIN(n, 2 * page_pool_threads(pool));
    g_autoptr(GPtrArray) strips = strips_new(fd, &stored->spec, stored->rows_per_strip, n_buffers);
    gboolean good = TRUE;

    for (guint i = 0; i < n && good; i++) {
        Strip *strip = i < n_buffers ? g_ptr_array_index(strips, i) : page_pool_take(pool);

        good = i < n_buffers || strip->good;
        if (!good)
            break;
        strip->extent = g_array_index(stored->extents, PageExtent, i);
        strip->n_rows = MIN(stored->rows_per_strip,
                            stored->spec.height - i * stored->rows_per_strip);
        page_pool_push(pool, strip);
    }
    /* Even after a failure: the buffers must not go while a thread fills them. */
    while (!page_pool_is_empty(pool))
        good = ((Strip *)page_pool_take(pool))->good && good;
    return good;
}

static gboolean
unfax_all(const PageTiffReader *reader, const PageStored *stored)
{
    guint rows_per_strip = stored->rows_per_strip;
    g_autofree guint8 *rows = g_malloc(rows_per_strip * page_spec_row_size(&stored->spec));

    for (guint i = 0; i < stored->extents->len; i++) {
        guint n_rows = MIN(rows_per_strip, stored->spec.height - i * rows_per_strip);

        if (!page_tiff_unfax_strip(reader, i, &stored->spec, n_rows, rows))
            return FALSE;
    }
    return TRUE;
}

/* ---- what libtiff says ---- */

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
find_page(const PageTiffReader *reader, const PageSpec *wanted, guint page, PageStored *stored,
          GError **error)
{
    guint n = 0;
    gboolean usual = page_tiff_reader_spec(reader, &stored->spec);

    if (wanted != NULL ? !page_verify_spec(&stored->spec, wanted, page, error)
                       : !page_spec_check(&stored->spec, error))
        return FALSE;
    if (!usual || !page_tiff_reader_strips(reader, &stored->spec, &stored->rows_per_strip, &n)) {
        page_verify_complain(error, page, "its tags are not those that were written");
        return FALSE;
    }
    stored->extents = g_array_sized_new(FALSE, FALSE, sizeof(PageExtent), n);
    for (guint i = 0; i < n; i++) {
        const PageExtent extent = page_tiff_reader_extent(reader, i);

        g_array_append_val(stored->extents, extent);
    }
    return TRUE;
}

static gboolean
check_page(const PageTiffReader *reader, const PageSummary *summary, guint page, GArray *images,
           GError **error)
{
    g_auto(PageStored) stored = {0};
    PageView view;

    if (!find_page(reader, &summary->spec, page, &stored, error))
        return FALSE;
    for (guint i = 0; i < stored.extents->len; i++) {
        const PageVerifyImage image = {g_array_index(stored.extents, PageExtent, i), page - 1};

        g_array_append_val(images, image);
    }
    read_view(reader->tiff, &summary->view, &view);
    return page_verify_view(&view, &summary->view, page, error);
}

static gboolean
check_pages(const PageTiffReader *reader, const PageSummary *summaries, guint n_pages,
            GArray *images, GError **error)
{
    for (guint i = 0; i < n_pages; i++) {
        if (i > 0 && TIFFReadDirectory(reader->tiff) != 1) {
            page_verify_complain(error, i + 1, "it is not there");
            return FALSE;
        }
        if (!check_page(reader, &summaries[i], i + 1, images, error))
            return FALSE;
    }
    if (!TIFFLastDirectory(reader->tiff)) {
        page_verify_complain(error, n_pages + 1, "there is one page too many");
        return FALSE;
    }
    return TRUE;
}

gboolean
page_tiff_verify(int fd, const PageSummary *summaries, guint n_pages, GArray *images,
                 GError **error)
{
    PageTiffReader reader;
    gboolean good;

    if (!page_tiff_reader_open(&reader, fd, error))
        return FALSE;
    good = check_pages(&reader, summaries, n_pages, images, error);
    page_tiff_reader_close(&reader);
    return good;
}

static gboolean
read_page(PageTiffReader *reader, guint index, PageStored *stored, GError **error)
{
    if (!page_tiff_reader_go_to(reader, index, error) ||
        !find_page(reader, NULL, index + 1, stored, error) ||
        !page_verify_stored(reader->fd, stored->extents, &stored->stored, error))
        return FALSE;
    if (stored->spec.depth == 1 ? unfax_all(reader, stored) : inflate_all(reader->fd, stored))
        return TRUE;
    page_verify_complain(error, index + 1, "a strip cannot be decoded");
    return FALSE;
}

gboolean
page_tiff_read_page(int fd, guint index, PageStored *ret_page, GError **error)
{
    PageTiffReader reader;
    PageStored stored = {0};
    gboolean good;

    if (!page_tiff_reader_open(&reader, fd, error))
        return FALSE;
    good = read_page(&reader, index, &stored, error);
    if (good)
        *ret_page = stored;
    else
        page_stored_clear(&stored);
    page_tiff_reader_close(&reader);
    return good;
}
