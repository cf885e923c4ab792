/* Reading a bare CCITT G4 stream back: libtiff reads files, so it is shown one that is not there, a
 * TIFF of one strip whose bytes are those of the stream. */
#include "page-fax.h"
#include "page-file.h"
#include "page-libtiff.h"
#include "page-strip.h"
#include "page-tiff-directory.h"

#include <string.h>

#define STRIP_PLACE 1024 /* behind header and directory */

typedef struct {
    const guint8 *bytes; /* or NULL: in the file */
    int fd;
    guint64 place;
    guint64 size;
    guint64 position;
    guint8 head[STRIP_PLACE];
} Imagined;

static tmsize_t
read_imagined(thandle_t client, void *bytes, tmsize_t wanted)
{
    Imagined *imagined = client;
    guint64 end = STRIP_PLACE + imagined->size;
    guint8 *to = bytes;
    gsize done = 0;

    while (done < (gsize)wanted && imagined->position < end) {
        gboolean in_head = imagined->position < STRIP_PLACE;
        guint64 left = (in_head ? STRIP_PLACE : end) - imagined->position;
        gsize size = (gsize)MIN((guint64)wanted - done, left);

        if (in_head)
            memcpy(to + done, imagined->head + imagined->position, size);
        else if (imagined->bytes != NULL)
            memcpy(to + done, imagined->bytes + imagined->position - STRIP_PLACE, size);
        else if (!page_file_read_at(imagined->fd,
                                    imagined->place + imagined->position - STRIP_PLACE, to + done,
                                    size, NULL))
            return -1;
        imagined->position += size;
        done += size;
    }
    return (tmsize_t)done;
}

static tmsize_t
write_nothing(thandle_t client, void *bytes, tmsize_t size)
{
    (void)client;
    (void)bytes;
    (void)size;
    return -1;
}

static toff_t
seek_imagined(thandle_t client, toff_t offset, int whence)
{
    Imagined *imagined = client;

    if (whence == SEEK_SET)
        imagined->position = offset;
    else if (whence == SEEK_CUR)
        imagined->position += offset;
    else
        imagined->position = STRIP_PLACE + imagined->size + offset;
    return imagined->position;
}

static toff_t
size_of_imagined(thandle_t client)
{
    return STRIP_PLACE + ((Imagined *)client)->size;
}

static void
imagine_head(Imagined *imagined, const PageSpec *spec)
{
    static const guint8 start[] = {'I', 'I', 42, 0, 8, 0, 0, 0};
    g_autoptr(PageTiffTail) tail = page_tiff_tail_new(sizeof start, FALSE);
    const guint64 place = STRIP_PLACE;
    guint64 first = 0;
    GByteArray *bytes;

    page_tiff_tail_begin(tail);
    page_tiff_tail_long(tail, TIFFTAG_IMAGEWIDTH, spec->width);
    page_tiff_tail_long(tail, TIFFTAG_IMAGELENGTH, spec->height);
    page_tiff_tail_short(tail, TIFFTAG_BITSPERSAMPLE, 1);
    page_tiff_tail_short(tail, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
    page_tiff_tail_short(tail, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    page_tiff_tail_offsets(tail, TIFFTAG_STRIPOFFSETS, &place, 1);
    page_tiff_tail_long(tail, TIFFTAG_ROWSPERSTRIP, spec->height);
    page_tiff_tail_offsets(tail, TIFFTAG_STRIPBYTECOUNTS, &imagined->size, 1);
    page_tiff_tail_end(tail);
    bytes = page_tiff_tail_bytes(tail, &first);
    memcpy(imagined->head, start, sizeof start);
    memcpy(imagined->head + sizeof start, bytes->data, bytes->len);
}

static gboolean
read_rows(Imagined *imagined, const PageSpec *spec,
          void (*row_func)(const guint8 *row, gsize row_size, gpointer user_data),
          gpointer user_data, GError **error)
{
    gsize row_size = page_spec_row_size(spec);
    g_autofree guint8 *row = g_malloc(row_size);
    PageLibtiffLog log;
    gboolean done = TRUE;
    TIFF *tiff;

    imagine_head(imagined, spec);
    tiff = page_libtiff_open("rm", imagined, read_imagined, write_nothing, seek_imagined,
                             size_of_imagined, &log, error);
    if (tiff == NULL)
        return FALSE;
    for (guint i = 0; i < spec->height && done; i++) {
        done = TIFFReadScanline(tiff, row, i, 0) == 1;
        if (!done)
            break;
        page_strip_clear_padding(row, 1, spec);
        row_func(row, row_size, user_data);
    }
    if (!done)
        page_libtiff_set_error(error, &log, "libtiff cannot decode it");
    TIFFClose(tiff);
    return done;
}

gboolean
page_fax_read(int fd, guint64 place, guint64 size, const PageSpec *spec,
              void (*row_func)(const guint8 *row, gsize row_size, gpointer user_data),
              gpointer user_data, GError **error)
{
    Imagined imagined = {.fd = fd, .place = place, .size = size};

    return read_rows(&imagined, spec, row_func, user_data, error);
}

gboolean
page_fax_read_bytes(const guint8 *bytes, gsize size, const PageSpec *spec,
                    void (*row_func)(const guint8 *row, gsize row_size, gpointer user_data),
                    gpointer user_data, GError **error)
{
    Imagined imagined = {.bytes = bytes, .size = size};

    return read_rows(&imagined, spec, row_func, user_data, error);
}
