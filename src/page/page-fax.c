#include "page-fax.h"

#include "page-libtiff.h"

#define BUFFER_SIZE 65536

/* libtiff writes files, so it gets one that keeps nothing: header and directory go nowhere, and
 * what it appends as the one strip is the stream that we want. */
struct PageFax {
    TIFF *tiff;
    PageLibtiffLog log;
    gsize row_size;
    guint n_rows;
    toff_t position;
    toff_t size;
    GByteArray *out; /* NULL = what is written is not the strip */
};

static tmsize_t
read_nothing(thandle_t client, void *bytes, tmsize_t size)
{
    (void)client;
    (void)bytes;
    (void)size;
    return 0;
}

static tmsize_t
catch_write(thandle_t client, void *bytes, tmsize_t size)
{
    PageFax *fax = client;

    if (fax->out != NULL)
        g_byte_array_append(fax->out, bytes, (guint)size);
    fax->position += (toff_t)size;
    fax->size = MAX(fax->size, fax->position);
    return size;
}

static toff_t
seek_position(thandle_t client, toff_t offset, int whence)
{
    PageFax *fax = client;

    if (whence == SEEK_SET)
        fax->position = offset;
    else if (whence == SEEK_CUR)
        fax->position += offset;
    else
        fax->position = fax->size + offset;
    return fax->position;
}

static toff_t
get_size(thandle_t client)
{
    PageFax *fax = client;

    return fax->size;
}

PageFax *
page_fax_new(guint width, GError **error)
{
    g_autoptr(PageFax) fax = g_new0(PageFax, 1);

    fax->row_size = ((gsize)width + 7) / 8;
    fax->tiff = page_libtiff_open("w", fax, read_nothing, catch_write, seek_position, get_size,
                                  &fax->log, error);
    if (fax->tiff == NULL)
        return NULL;
    if (TIFFSetField(fax->tiff, TIFFTAG_IMAGEWIDTH, width) != 1 ||
        TIFFSetField(fax->tiff, TIFFTAG_IMAGELENGTH, PAGE_MAX_HEIGHT) != 1 ||
        TIFFSetField(fax->tiff, TIFFTAG_ROWSPERSTRIP, PAGE_MAX_HEIGHT) != 1 ||
        TIFFSetField(fax->tiff, TIFFTAG_BITSPERSAMPLE, 1) != 1 ||
        TIFFSetField(fax->tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE) != 1 ||
        TIFFSetField(fax->tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4) != 1 ||
        TIFFWriteBufferSetup(fax->tiff, NULL, BUFFER_SIZE) != 1) {
        page_libtiff_set_error(error, &fax->log, "libtiff cannot encode CCITT G4");
        return NULL;
    }
    return g_steal_pointer(&fax);
}

void
page_fax_free(PageFax *fax)
{
    if (fax == NULL)
        return;
    fax->out = NULL;
    if (fax->tiff != NULL)
        TIFFClose(fax->tiff);
    g_free(fax);
}

gboolean
page_fax_add_rows(PageFax *fax, const guint8 *rows, guint n_rows, GByteArray *out, GError **error)
{
    gboolean done = TRUE;

    fax->out = out;
    for (guint i = 0; i < n_rows && done; i++) {
        /* libtiff's parameter lacks a const; it does not write there. */
        void *row = (guint8 *)(guintptr)(rows + i * fax->row_size);

        done = TIFFWriteScanline(fax->tiff, row, fax->n_rows++, 0) == 1;
    }
    fax->out = NULL;
    if (!done)
        page_libtiff_set_error(error, &fax->log, "libtiff cannot encode a row");
    return done;
}

gboolean
page_fax_end(PageFax *fax, GByteArray *out, GError **error)
{
    int done;

    fax->out = out;
    done = TIFFFlushData(fax->tiff);
    fax->out = NULL;
    if (done != 1)
        page_libtiff_set_error(error, &fax->log, "libtiff cannot end the page");
    return done == 1;
}
