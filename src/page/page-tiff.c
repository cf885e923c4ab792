/* The TIFF sink. Strips go to the file as they come; directories and header are written when the
 * document is sealed, all behind the strips. So the choice between TIFF and BigTIFF falls when the
 * length is known (sixteen bytes are left for either header), a page's height may stay unknown, and
 * a file that was not sealed begins with zeros and is no TIFF to any reader. */
#include "base-digest.h"
#include "page-file.h"
#include "page-origin.h"
#include "page-profile.h"
#include "page-sink.h"
#include "page-tiff-directory.h"

#include <string.h>

#define HEADER_SIZE   16
#define CLASSIC_LIMIT G_GUINT64_CONSTANT(0xffffffff)

typedef enum {
    TAG_NEW_SUBFILE_TYPE = 254,
    TAG_IMAGE_WIDTH = 256,
    TAG_IMAGE_LENGTH = 257,
    TAG_BITS_PER_SAMPLE = 258,
    TAG_COMPRESSION = 259,
    TAG_PHOTOMETRIC = 262,
    TAG_MAKE = 271,
    TAG_MODEL = 272,
    TAG_STRIP_OFFSETS = 273,
    TAG_ORIENTATION = 274,
    TAG_SAMPLES_PER_PIXEL = 277,
    TAG_ROWS_PER_STRIP = 278,
    TAG_STRIP_BYTE_COUNTS = 279,
    TAG_X_RESOLUTION = 282,
    TAG_Y_RESOLUTION = 283,
    TAG_PLANAR_CONFIGURATION = 284,
    TAG_RESOLUTION_UNIT = 296,
    TAG_PAGE_NUMBER = 297,
    TAG_SOFTWARE = 305,
    TAG_DATE_TIME = 306,
    TAG_PREDICTOR = 317,
    TAG_XMP = 700,
    TAG_ICC_PROFILE = 34675,
} Tag;

#define COMPRESSION_G4            4
#define COMPRESSION_ADOBE_DEFLATE 8
#define PHOTOMETRIC_WHITE_IS_ZERO 0
#define PHOTOMETRIC_BLACK_IS_ZERO 1
#define PHOTOMETRIC_RGB           2

typedef struct {
    PageSpec spec;
    PageView view;
    guint rows_per_strip;
    GArray *offsets; /* of guint64 */
    GArray *sizes;   /* of guint64 */
} TiffPage;

typedef struct {
    PageSink sink;
    PageFile file;
    guint64 classic_limit;
    PageOrigin *origin;
    GPtrArray *pages; /* of TiffPage */
} TiffSink;

static void
tiff_page_free(gpointer data)
{
    TiffPage *page = data;

    g_array_unref(page->offsets);
    g_array_unref(page->sizes);
    g_free(page);
}

static TiffPage *
last_page(TiffSink *tiff)
{
    return g_ptr_array_index(tiff->pages, tiff->pages->len - 1);
}

static gboolean
begin_page(PageSink *sink, const PageSpec *spec, guint rows_per_strip, PageCoding *ret_coding,
           GError **error)
{
    TiffSink *tiff = (TiffSink *)sink;
    TiffPage *page = g_new0(TiffPage, 1);

    (void)error;
    tiff->file.stored = 0;
    page->spec = *spec;
    page->rows_per_strip = rows_per_strip;
    page->offsets = g_array_new(FALSE, FALSE, sizeof(guint64));
    page->sizes = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_ptr_array_add(tiff->pages, page);
    *ret_coding = spec->depth == 1 ? PAGE_CODING_FAX : PAGE_CODING_ZLIB;
    return TRUE;
}

static void
note_strip(TiffSink *tiff, guint64 offset, guint64 size)
{
    TiffPage *page = last_page(tiff);

    g_array_append_val(page->offsets, offset);
    g_array_append_val(page->sizes, size);
}

static gboolean
add_strip(PageSink *sink, const PageStripResult *strip, GError **error)
{
    TiffSink *tiff = (TiffSink *)sink;
    guint64 offset = tiff->file.end;

    if (!page_file_append_pixels(&tiff->file, strip->bytes, strip->size, error))
        return FALSE;
    note_strip(tiff, offset, strip->size);
    return TRUE;
}

static gboolean
begin_copy(PageSink *sink, const PageStored *stored, const PageView *view, GError **error)
{
    PageCoding coding;

    if (!begin_page(sink, &stored->spec, stored->rows_per_strip, &coding, error))
        return FALSE;
    last_page((TiffSink *)sink)->view = *view;
    return TRUE;
}

static gboolean
copy(PageSink *sink, int from, const PageExtent *extent, GError **error)
{
    TiffSink *tiff = (TiffSink *)sink;
    guint64 offset = tiff->file.end;

    if (!page_file_append_copy(&tiff->file, from, extent->offset, extent->size, error))
        return FALSE;
    note_strip(tiff, offset, extent->size);
    return TRUE;
}

static gboolean
end_page(PageSink *sink, PageSummary *summary, GError **error)
{
    TiffSink *tiff = (TiffSink *)sink;

    (void)error;
    last_page(tiff)->spec = summary->spec;
    summary->stored = tiff->file.stored;
    return TRUE;
}

/* What all directories share. */
typedef struct {
    guint64 xmp, gray, colour; /* places; 0 = no page needs it */
    gsize xmp_size, gray_size, colour_size;
    char *time;
} Shared;

static gboolean
has_channels(const TiffSink *tiff, guint channels)
{
    for (guint i = 0; i < tiff->pages->len; i++)
        if (((const TiffPage *)g_ptr_array_index(tiff->pages, i))->spec.channels == channels)
            return TRUE;
    return FALSE;
}

static void
put_profile(const TiffSink *tiff, PageTiffTail *tail, guint channels, guint64 *ret_place,
            gsize *ret_size)
{
    g_autoptr(GBytes) profile = NULL;

    if (!has_channels(tiff, channels))
        return;
    profile = page_profile_new(channels);
    *ret_size = g_bytes_get_size(profile);
    *ret_place = page_tiff_tail_blob(tail, g_bytes_get_data(profile, NULL), *ret_size);
}

static void
put_xmp(const TiffSink *tiff, PageTiffTail *tail, const PageView *view, guint64 *ret_place,
        gsize *ret_size)
{
    g_autoptr(GString) xmp = page_origin_xmp(tiff->origin, FALSE, view);

    *ret_size = xmp->len;
    *ret_place = page_tiff_tail_blob(tail, xmp->str, xmp->len);
}

static void
put_shared(const TiffSink *tiff, PageTiffTail *tail, Shared *shared)
{
    put_xmp(tiff, tail, NULL, &shared->xmp, &shared->xmp_size);
    put_profile(tiff, tail, 1, &shared->gray, &shared->gray_size);
    put_profile(tiff, tail, 3, &shared->colour, &shared->colour_size);
}

/* TIFF 6.0: where the first row and the first column are to be seen. */
static guint16
orientation_of(const PageView *view)
{
    static const guint16 orientations[] = {1, 6, 3, 8};

    return orientations[view->rotation / 90];
}

static guint16
photometric_of(const PageSpec *spec)
{
    if (spec->channels == 3)
        return PHOTOMETRIC_RGB;
    return spec->depth == 1 ? PHOTOMETRIC_WHITE_IS_ZERO : PHOTOMETRIC_BLACK_IS_ZERO;
}

static void
put_image_fields(PageTiffTail *tail, const TiffPage *page, const PageOrigin *origin)
{
    const PageSpec *spec = &page->spec;
    const guint16 depths[] = {(guint16)spec->depth, (guint16)spec->depth, (guint16)spec->depth};

    page_tiff_tail_long(tail, TAG_IMAGE_WIDTH, spec->width);
    page_tiff_tail_long(tail, TAG_IMAGE_LENGTH, spec->height);
    page_tiff_tail_shorts(tail, TAG_BITS_PER_SAMPLE, depths, spec->channels);
    page_tiff_tail_short(tail, TAG_COMPRESSION,
                         spec->depth == 1 ? COMPRESSION_G4 : COMPRESSION_ADOBE_DEFLATE);
    page_tiff_tail_short(tail, TAG_PHOTOMETRIC, photometric_of(spec));
    page_tiff_tail_ascii(tail, TAG_MAKE, origin->scanner_vendor);
    page_tiff_tail_ascii(tail, TAG_MODEL, origin->scanner_model);
    page_tiff_tail_offsets(tail, TAG_STRIP_OFFSETS, (const guint64 *)(void *)page->offsets->data,
                           page->offsets->len);
    page_tiff_tail_short(tail, TAG_ORIENTATION, orientation_of(&page->view));
    page_tiff_tail_short(tail, TAG_SAMPLES_PER_PIXEL, (guint16)spec->channels);
    page_tiff_tail_long(tail, TAG_ROWS_PER_STRIP, page->rows_per_strip);
    page_tiff_tail_offsets(tail, TAG_STRIP_BYTE_COUNTS, (const guint64 *)(void *)page->sizes->data,
                           page->sizes->len);
    page_tiff_tail_rational(tail, TAG_X_RESOLUTION, spec->dpi_x);
    page_tiff_tail_rational(tail, TAG_Y_RESOLUTION, spec->dpi_y);
    page_tiff_tail_short(tail, TAG_PLANAR_CONFIGURATION, 1);
    page_tiff_tail_short(tail, TAG_RESOLUTION_UNIT, 2); /* inch */
}

static void
put_directory(const TiffSink *tiff, PageTiffTail *tail, guint index, const Shared *shared)
{
    const TiffPage *page = g_ptr_array_index(tiff->pages, index);
    const guint16 number[] = {(guint16)index, (guint16)tiff->pages->len};
    gboolean colour = page->spec.channels == 3;
    guint64 xmp = shared->xmp;
    gsize xmp_size = shared->xmp_size;

    if (page->view.has_crop)
        put_xmp(tiff, tail, &page->view, &xmp, &xmp_size);
    page_tiff_tail_begin(tail);
    page_tiff_tail_long(tail, TAG_NEW_SUBFILE_TYPE, tiff->pages->len > 1 ? 2 : 0);
    put_image_fields(tail, page, tiff->origin);
    page_tiff_tail_shorts(tail, TAG_PAGE_NUMBER, number, 2);
    page_tiff_tail_ascii(tail, TAG_SOFTWARE, PAGE_SOFTWARE);
    page_tiff_tail_ascii(tail, TAG_DATE_TIME, shared->time);
    if (page->spec.depth != 1)
        page_tiff_tail_short(tail, TAG_PREDICTOR, 2);
    page_tiff_tail_stored(tail, TAG_XMP, FALSE, xmp, xmp_size);
    page_tiff_tail_stored(tail, TAG_ICC_PROFILE, TRUE, colour ? shared->colour : shared->gray,
                          colour ? shared->colour_size : shared->gray_size);
    page_tiff_tail_end(tail);
}

static PageTiffTail *
build_tail(const TiffSink *tiff, guint64 base, gboolean big)
{
    PageTiffTail *tail = page_tiff_tail_new(base, big);
    g_autofree char *time = page_origin_tiff_time(tiff->origin);
    Shared shared = {.time = time};

    put_shared(tiff, tail, &shared);
    for (guint i = 0; i < tiff->pages->len; i++)
        put_directory(tiff, tail, i, &shared);
    return tail;
}

static void
build_header(guint8 header[HEADER_SIZE], gboolean big, guint64 first)
{
    static const guint8 classic_start[] = {'I', 'I', 42, 0};
    static const guint8 big_start[] = {'I', 'I', 43, 0, 8, 0, 0, 0};
    guint64 little = GUINT64_TO_LE(first);

    memset(header, 0, HEADER_SIZE);
    if (big) {
        memcpy(header, big_start, sizeof big_start);
        memcpy(header + sizeof big_start, &little, 8);
    } else {
        memcpy(header, classic_start, sizeof classic_start);
        memcpy(header + sizeof classic_start, &little, 4);
    }
}

static void
fill_seal(const TiffSink *tiff, const guint8 header[HEADER_SIZE], const guint8 *tail,
          gsize tail_size, gboolean padded, PageSeal *ret_seal)
{
    g_autoptr(BaseDigest) digest = base_digest_new();

    base_digest_update(digest, header, HEADER_SIZE);
    base_digest_update(digest, "", padded ? 1 : 0);
    base_digest_update(digest, tail, tail_size);
    base_digest_finish(digest, ret_seal->frame);
    ret_seal->size = tiff->file.end;
}

static gboolean
seal(PageSink *sink, PageSeal *ret_seal, GError **error)
{
    TiffSink *tiff = (TiffSink *)sink;
    gboolean padded = tiff->file.end % 2 != 0;
    guint64 base = tiff->file.end + (padded ? 1 : 0), first = 0;
    g_autoptr(PageTiffTail) tail = build_tail(tiff, base, FALSE);
    GByteArray *bytes = page_tiff_tail_bytes(tail, &first);
    gboolean big = base + bytes->len > tiff->classic_limit;
    guint8 header[HEADER_SIZE];

    if (big) {
        page_tiff_tail_free(tail);
        tail = build_tail(tiff, base, TRUE);
        bytes = page_tiff_tail_bytes(tail, &first);
    }
    build_header(header, big, first);
    if ((padded && !page_file_append(&tiff->file, "", 1, error)) ||
        !page_file_append(&tiff->file, bytes->data, bytes->len, error) ||
        !page_file_write_at(&tiff->file, 0, header, sizeof header, error))
        return FALSE;
    fill_seal(tiff, header, bytes->data, bytes->len, padded, ret_seal);
    return TRUE;
}

static void
tiff_free(PageSink *sink)
{
    TiffSink *tiff = (TiffSink *)sink;

    page_origin_free(tiff->origin);
    g_ptr_array_unref(tiff->pages);
    g_free(tiff);
}

PageSink *
page_tiff_sink_new(int fd, const PageOptions *options, const PageProvenance *provenance,
                   GError **error)
{
    TiffSink *tiff;

    if (options->compression != PAGE_COMPRESSION_LOSSLESS) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_UNSUPPORTED,
                    "a TIFF is always lossless; JPEG needs PDF");
        return NULL;
    }
    tiff = g_new0(TiffSink, 1);

    tiff->sink = (PageSink){begin_page, add_strip, begin_copy, copy, end_page, seal, tiff_free};
    tiff->file = (PageFile){.fd = fd, .end = HEADER_SIZE};
    tiff->classic_limit = options->classic_limit != 0 ? MIN(options->classic_limit, CLASSIC_LIMIT)
                                                      : CLASSIC_LIMIT;
    tiff->origin = page_origin_new(provenance);
    tiff->pages = g_ptr_array_new_with_free_func(tiff_page_free);
    return &tiff->sink;
}
