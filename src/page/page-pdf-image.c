#include "page-pdf-image.h"

#include "page-deflate.h"
#include "page-fax.h"
#include "page-file.h"
#include "page-jpeg.h"
#include "page-predict.h"
#include "page-verify.h"

#define POINTS_PER_INCH 72.0

#define INPUT_SIZE  ((gsize)256 * 1024)
#define OUTPUT_SIZE ((gsize)512 * 1024)

/* The rows that are wanted, while all of them go by. */
typedef struct {
    guint row; /* the next one */
    guint first, n_rows;
    PageRowFunc row_func;
    gpointer user_data;
} Wanted;

static void
take_row(const guint8 *row, gsize row_size, gpointer user_data)
{
    Wanted *wanted = user_data;

    if (wanted->row >= wanted->first && wanted->row - wanted->first < wanted->n_rows)
        wanted->row_func(row, row_size, wanted->user_data);
    wanted->row++;
}

/* ---- Flate ---- */

/* A zlib stream that is longer than our buffers. */
typedef struct {
    const PageImage *image;
    int fd;
    PageDeflater *deflater;
    guint64 taken; /* bytes of the stream that went into `input` */
    guint8 *input;
    gsize input_at;
    gsize input_end;
    gboolean ended;
} Inflating;

/* Fills `out` to the last byte, or fails. */
static gboolean
inflate_rows(Inflating *state, guint8 *out, gsize size)
{
    gsize done = 0;

    while (done < size && !state->ended) {
        gsize taken = 0, given = 0;
        PageInflateResult result;

        if (state->input_at == state->input_end && state->taken < state->image->size) {
            gsize n = (gsize)MIN((guint64)INPUT_SIZE, state->image->size - state->taken);

            if (!page_file_read_at(state->fd, state->image->place + state->taken, state->input, n,
                                   NULL))
                return FALSE;
            state->taken += n;
            state->input_at = 0;
            state->input_end = n;
        }
        result = page_inflate_some(state->deflater, state->input + state->input_at,
                                   state->input_end - state->input_at, &taken, out + done,
                                   size - done, &given);
        if (result == PAGE_INFLATE_BAD || (taken == 0 && given == 0))
            return FALSE;
        state->input_at += taken;
        done += given;
        state->ended = result == PAGE_INFLATE_END;
    }
    return done == size;
}

/* All pixels are out: nothing but the stream's end may follow. */
static gboolean
inflate_end(Inflating *state)
{
    guint8 byte;

    if (!state->ended && inflate_rows(state, &byte, 1))
        return FALSE;
    return state->ended && state->taken == state->image->size &&
           state->input_at == state->input_end;
}

static gboolean
inflate_image(Inflating *state, const PageSpec *spec, Wanted *wanted)
{
    gsize row_size = page_spec_row_size(spec);
    guint end = wanted->first + wanted->n_rows;
    guint rows_at_once = (guint)CLAMP(OUTPUT_SIZE / row_size, 1, spec->height);
    g_autofree guint8 *rows = g_malloc(rows_at_once * row_size);

    for (guint i = 0; i < end; i += rows_at_once) {
        guint n = MIN(rows_at_once, spec->height - i);

        if (!inflate_rows(state, rows, n * row_size))
            return FALSE;
        /* Each row is predicted by itself: what only goes by can stay as it is. */
        if (i + n > wanted->first)
            page_unpredict(rows, n, spec);
        for (guint j = 0; j < n; j++)
            take_row(rows + j * row_size, row_size, wanted);
    }
    return end < spec->height || inflate_end(state);
}

static gboolean
read_flate(int fd, const PageImage *image, const PageSpec *spec, Wanted *wanted, GError **error)
{
    g_autoptr(PageDeflater) deflater = page_deflater_new();
    g_autofree guint8 *input = g_malloc(INPUT_SIZE);
    Inflating state = {.image = image, .fd = fd, .deflater = deflater, .input = input};

    page_inflate_begin(deflater);
    if (image->predictor == 2 && inflate_image(&state, spec, wanted))
        return TRUE;
    page_verify_complain(error, image->page + 1, "its image cannot be decoded");
    return FALSE;
}

/* ---- all ---- */

PageSpec
page_pdf_image_spec(const PageImage *image)
{
    return (PageSpec){
        .width = (guint)image->width,
        .height = (guint)image->height,
        .channels = image->channels,
        .depth = (guint)image->depth,
        .dpi_x = (double)image->width * POINTS_PER_INCH / image->page_width,
        .dpi_y = (double)image->height * POINTS_PER_INCH / image->page_height,
    };
}

gboolean
page_pdf_image_read(int fd, const PageImage *image, const PageSpec *spec, guint first, guint n_rows,
                    PageRowFunc row_func, gpointer user_data, GError **error)
{
    Wanted wanted = {0, first, n_rows, row_func, user_data};
    PageSpec as_far = *spec;

    switch (image->filter) {
    case PAGE_IMAGE_FLATE:
        return read_flate(fd, image, spec, &wanted, error);
    case PAGE_IMAGE_FAX:
        as_far.height = first + n_rows;
        return page_fax_read(fd, image->place, image->size, &as_far, take_row, &wanted, error);
    case PAGE_IMAGE_JPEG:
        return page_jpeg_read(fd, image->place, image->size, spec, first + n_rows, take_row,
                              &wanted, error);
    }
    return FALSE;
}
