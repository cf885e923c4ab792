#include "page-region.h"

#include "page-file.h"
#include "page-pdf-image.h"
#include "page-tiff-reader.h"
#include "page-verify.h"

typedef struct {
    int fd;
    guint index;
    const PageRegion *region;
    PageRegionRow row;
    gpointer user_data;
    PageSpec spec;
    guint8 *rgb;    /* a row of the region */
    GError *failed; /* what `row` said; no more rows are given then */
} Work;

/* ---- rows ---- */

static void
gray_of_lineart(const Work *work, const guint8 *row)
{
    for (guint i = 0; i < work->region->width; i++) {
        guint x = work->region->x + i;
        guint8 level = (row[x / 8] >> (7 - x % 8) & 1) != 0 ? 0 : 255;

        work->rgb[3 * i] = work->rgb[3 * i + 1] = work->rgb[3 * i + 2] = level;
    }
}

static void
take_samples(const Work *work, const guint8 *row)
{
    guint channels = work->spec.channels, bytes = work->spec.depth / 8;
    const guint8 *from = row + (gsize)work->region->x * channels * bytes;

    /* The high byte of 16 bits in the host's order. */
    if (bytes == 2 && G_BYTE_ORDER == G_LITTLE_ENDIAN)
        from++;
    for (guint i = 0; i < work->region->width; i++, from += channels * bytes) {
        work->rgb[3 * i] = from[0];
        work->rgb[3 * i + 1] = channels == 3 ? from[bytes] : from[0];
        work->rgb[3 * i + 2] = channels == 3 ? from[2 * bytes] : from[0];
    }
}

static void
give_row(const guint8 *row, gsize row_size, gpointer user_data)
{
    Work *work = user_data;

    (void)row_size;
    if (work->failed != NULL)
        return;
    if (work->spec.depth == 1)
        gray_of_lineart(work, row);
    else
        take_samples(work, row);
    work->row(work->rgb, work->user_data, &work->failed);
}

static gboolean
check_region(Work *work, GError **error)
{
    const PageRegion *region = work->region;
    const PageSpec *spec = &work->spec;

    if (!page_spec_check(spec, error))
        return FALSE;
    if (region->width > 0 && region->height > 0 && region->x < spec->width &&
        region->width <= spec->width - region->x && region->y < spec->height &&
        region->height <= spec->height - region->y) {
        work->rgb = g_malloc((gsize)region->width * 3);
        return TRUE;
    }
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_LIMIT, "page %u has no such region", work->index + 1);
    return FALSE;
}

/* ---- TIFF ---- */

static gboolean
decode_strip(const Work *work, const PageTiffReader *reader, guint strip, guint n_rows,
             guint8 *coded, guint8 *rows)
{
    const PageExtent extent = page_tiff_reader_extent(reader, strip);
    g_autoptr(PageDeflater) deflater = NULL;

    if (work->spec.depth == 1)
        return page_tiff_unfax_strip(reader, strip, &work->spec, n_rows, rows);
    deflater = page_deflater_new();
    return page_tiff_inflate_strip(work->fd, &extent, &work->spec, n_rows, deflater, coded, rows);
}

static gboolean
read_strips(Work *work, const PageTiffReader *reader, guint rows_per_strip)
{
    gsize row_size = page_spec_row_size(&work->spec), size = rows_per_strip * row_size;
    g_autofree guint8 *coded = g_malloc(page_deflate_bound(size));
    g_autofree guint8 *rows = g_malloc(size);
    guint first = work->region->y, end = first + work->region->height;

    for (guint strip = first / rows_per_strip; strip * rows_per_strip < end; strip++) {
        guint top = strip * rows_per_strip, n_rows = MIN(rows_per_strip, work->spec.height - top);

        if (!decode_strip(work, reader, strip, n_rows, coded, rows))
            return FALSE;
        for (guint y = MAX(first, top); y < MIN(end, top + n_rows); y++)
            give_row(rows + (y - top) * row_size, row_size, work);
        if (work->failed != NULL)
            break;
    }
    return TRUE;
}

static gboolean
read_tiff_page(Work *work, PageTiffReader *reader, GError **error)
{
    guint rows_per_strip = 0, n = 0;
    gboolean usual;

    if (!page_tiff_reader_go_to(reader, work->index, error))
        return FALSE;
    usual = page_tiff_reader_spec(reader, &work->spec);
    if (!check_region(work, error))
        return FALSE;
    if (usual && page_tiff_reader_strips(reader, &work->spec, &rows_per_strip, &n) &&
        read_strips(work, reader, rows_per_strip))
        return TRUE;
    page_verify_complain(error, work->index + 1, "it cannot be decoded");
    return FALSE;
}

static gboolean
read_tiff(Work *work, GError **error)
{
    PageTiffReader reader;
    gboolean done;

    if (!page_tiff_reader_open(&reader, work->fd, error))
        return FALSE;
    done = read_tiff_page(work, &reader, error);
    page_tiff_reader_close(&reader);
    return done;
}

/* ---- PDF ---- */

/* A page that is looked for. */
typedef struct {
    guint index;
    gboolean found;
    PageImage image;
} Search;

static gboolean
find_image(const PageImage *image, gpointer user_data, GError **error)
{
    Search *search = user_data;

    (void)error;
    if (image->page == search->index && image->index == 0) {
        search->image = *image;
        search->found = TRUE;
    }
    return TRUE;
}

static gboolean
read_pdf(Work *work, GError **error)
{
    Search search = {.index = work->index};
    PageStructureFile file = {.fd = work->fd};
    PageStructure structure = {0};
    g_autoptr(GError) reason = NULL;

    if (!page_file_size(work->fd, &file.size, error))
        return FALSE;
    if (!page_images_walk(&file, find_image, &search, &structure, &reason)) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "%s", reason->message);
        return FALSE;
    }
    if (!search.found) {
        page_verify_complain(error, work->index + 1, "it is not there");
        return FALSE;
    }
    work->spec = page_pdf_image_spec(&search.image);
    return check_region(work, error) &&
           page_pdf_image_read(work->fd, &search.image, &work->spec, work->region->y,
                               work->region->height, give_row, work, error);
}

gboolean
page_region_read(int fd, PageFormat format, guint index, const PageRegion *region,
                 PageRegionRow row, gpointer user_data, GError **error)
{
    Work work = {.fd = fd, .index = index, .region = region, .row = row, .user_data = user_data};
    gboolean done = format == PAGE_FORMAT_TIFF ? read_tiff(&work, error) : read_pdf(&work, error);

    g_free(work.rgb);
    if (done && work.failed != NULL) {
        g_propagate_error(error, work.failed);
        return FALSE;
    }
    g_clear_error(&work.failed);
    return done;
}
