#include "page-tiff-reader.h"

#include "page-file.h"
#include "page-predict.h"
#include "page-strip.h"
#include "page-verify.h"

static tmsize_t
read_source(thandle_t client, void *bytes, tmsize_t size)
{
    PageTiffReader *source = client;
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
    PageTiffReader *source = client;

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
    return ((PageTiffReader *)client)->size;
}

gboolean
page_tiff_reader_open(PageTiffReader *reader, int fd, GError **error)
{
    *reader = (PageTiffReader){.fd = fd};
    if (!page_file_size(fd, &reader->size, error))
        return FALSE;
    reader->tiff = page_libtiff_open("rm", reader, read_source, refuse_write, seek_source,
                                     size_of_source, &reader->log, error);
    return reader->tiff != NULL;
}

void
page_tiff_reader_close(PageTiffReader *reader)
{
    TIFFClose(reader->tiff);
}

gboolean
page_tiff_reader_go_to(PageTiffReader *reader, guint index, GError **error)
{
    for (guint i = 0; i < index; i++) {
        if (TIFFReadDirectory(reader->tiff) != 1) {
            page_verify_complain(error, index + 1, "it is not there");
            return FALSE;
        }
    }
    return TRUE;
}

gboolean
page_tiff_reader_spec(const PageTiffReader *reader, PageSpec *ret_spec)
{
    TIFF *tiff = reader->tiff;
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

gboolean
page_tiff_reader_strips(const PageTiffReader *reader, const PageSpec *spec,
                        guint *ret_rows_per_strip, guint *ret_n)
{
    guint32 rows = 0, n = TIFFNumberOfStrips(reader->tiff);

    TIFFGetField(reader->tiff, TIFFTAG_ROWSPERSTRIP, &rows);
    /* Another height of strips is not ours, and might be one that fills the memory. */
    if (MIN(rows, spec->height) != page_strip_rows_for(spec) || n != (spec->height - 1) / rows + 1)
        return FALSE;
    *ret_rows_per_strip = MIN(rows, spec->height);
    *ret_n = n;
    return TRUE;
}

PageExtent
page_tiff_reader_extent(const PageTiffReader *reader, guint strip)
{
    return (PageExtent){TIFFGetStrileOffset(reader->tiff, strip),
                        TIFFGetStrileByteCount(reader->tiff, strip)};
}

gboolean
page_tiff_inflate_strip(int fd, const PageExtent *extent, const PageSpec *spec, guint n_rows,
                        PageDeflater *deflater, guint8 *coded, guint8 *rows)
{
    gsize size = n_rows * page_spec_row_size(spec);

    if (extent->size > page_deflate_bound(size) ||
        !page_file_read_at(fd, extent->offset, coded, (gsize)extent->size, NULL) ||
        !page_inflate_zlib(deflater, coded, (gsize)extent->size, rows, size))
        return FALSE;
    page_unpredict(rows, n_rows, spec);
    return TRUE;
}

gboolean
page_tiff_unfax_strip(const PageTiffReader *reader, guint strip, const PageSpec *spec, guint n_rows,
                      guint8 *rows)
{
    tmsize_t size = (tmsize_t)(n_rows * page_spec_row_size(spec));

    if (TIFFReadEncodedStrip(reader->tiff, strip, rows, size) != size)
        return FALSE;
    page_strip_clear_padding(rows, n_rows, spec);
    return TRUE;
}
