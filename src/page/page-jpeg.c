#include "page-jpeg.h"

#include "page-jpeg-trap.h"

#define BUFFER_SIZE 65536

struct PageJpeg {
    struct jpeg_compress_struct compress; /* first: libjpeg hands it back */
    struct jpeg_destination_mgr destination;
    PageJpegTrap trap;
    gsize row_size;
    GByteArray *out; /* where the buffer goes when it is full */
    guint8 buffer[BUFFER_SIZE];
};

static void
begin_output(j_compress_ptr compress)
{
    PageJpeg *jpeg = (PageJpeg *)compress;

    jpeg->destination.next_output_byte = jpeg->buffer;
    jpeg->destination.free_in_buffer = BUFFER_SIZE;
}

static boolean
empty_output(j_compress_ptr compress)
{
    PageJpeg *jpeg = (PageJpeg *)compress;

    g_byte_array_append(jpeg->out, jpeg->buffer, BUFFER_SIZE);
    begin_output(compress);
    return TRUE;
}

static void
end_output(j_compress_ptr compress)
{
    PageJpeg *jpeg = (PageJpeg *)compress;

    g_byte_array_append(jpeg->out, jpeg->buffer,
                        (guint)(BUFFER_SIZE - jpeg->destination.free_in_buffer));
}

static void
set_parameters(struct jpeg_compress_struct *compress, const PageSpec *spec, guint quality)
{
    compress->image_width = spec->width;
    compress->image_height = spec->height;
    compress->input_components = (int)spec->channels;
    compress->in_color_space = spec->channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(compress);
    jpeg_set_quality(compress, (int)CLAMP(quality, 1, 100), TRUE);
    compress->comp_info[0].h_samp_factor = compress->comp_info[0].v_samp_factor = 1;
    compress->density_unit = 1; /* an inch */
    compress->X_density = (UINT16)MIN(spec->dpi_x + 0.5, G_MAXUINT16);
    compress->Y_density = (UINT16)MIN(spec->dpi_y + 0.5, G_MAXUINT16);
}

PageJpeg *
page_jpeg_new(const PageSpec *spec, guint quality, GError **error)
{
    PageJpeg *jpeg = g_new0(PageJpeg, 1);

    jpeg->compress.err = page_jpeg_trap_init(&jpeg->trap);
    jpeg->row_size = page_spec_row_size(spec);
    jpeg->destination.init_destination = begin_output;
    jpeg->destination.empty_output_buffer = empty_output;
    jpeg->destination.term_destination = end_output;
    if (setjmp(jpeg->trap.escape) != 0) {
        page_jpeg_trap_set_error(&jpeg->trap, error);
        page_jpeg_free(jpeg);
        return NULL;
    }
    jpeg_create_compress(&jpeg->compress);
    jpeg->compress.dest = &jpeg->destination;
    set_parameters(&jpeg->compress, spec, quality);
    jpeg_start_compress(&jpeg->compress, TRUE);
    return jpeg;
}

void
page_jpeg_free(PageJpeg *jpeg)
{
    if (jpeg == NULL)
        return;
    jpeg_destroy_compress(&jpeg->compress);
    g_free(jpeg);
}

gboolean
page_jpeg_add_rows(PageJpeg *jpeg, const guint8 *rows, guint n_rows, GByteArray *out,
                   GError **error)
{
    jpeg->out = out;
    if (setjmp(jpeg->trap.escape) != 0) {
        page_jpeg_trap_set_error(&jpeg->trap, error);
        return FALSE;
    }
    for (guint i = 0; i < n_rows; i++) {
        /* libjpeg's parameter lacks a const; it does not write there. */
        JSAMPROW row = (guint8 *)(guintptr)(rows + i * jpeg->row_size);

        jpeg_write_scanlines(&jpeg->compress, &row, 1);
    }
    return TRUE;
}

gboolean
page_jpeg_end(PageJpeg *jpeg, GByteArray *out, GError **error)
{
    jpeg->out = out;
    if (setjmp(jpeg->trap.escape) != 0) {
        page_jpeg_trap_set_error(&jpeg->trap, error);
        return FALSE;
    }
    jpeg_finish_compress(&jpeg->compress);
    return TRUE;
}
