#include "page-file.h"
#include "page-jpeg-trap.h"
#include "page-jpeg.h"

#define BUFFER_SIZE 65536

typedef struct {
    struct jpeg_decompress_struct decompress; /* first: libjpeg hands it back */
    struct jpeg_source_mgr source;
    PageJpegTrap trap;
    int fd;
    guint64 place;
    guint64 left;
    guint8 *row;
    const PageSpec *wanted; /* or NULL: whatever it is */
    guint n_rows;           /* from the top, at most */
    void (*row_func)(const guint8 *row, gsize row_size, gpointer user_data);
    gpointer user_data;
    guint8 buffer[BUFFER_SIZE];
} Reader;

static void
begin_input(j_decompress_ptr decompress)
{
    decompress->src->bytes_in_buffer = 0;
}

/* At the end an end mark is invented, as libjpeg's own sources do; that this happened is seen from
 * the count of bytes left and from the warning that follows. */
static boolean
fill_input(j_decompress_ptr decompress)
{
    Reader *reader = (Reader *)decompress;
    gsize size = (gsize)MIN((guint64)BUFFER_SIZE, reader->left);

    if (size == 0 || !page_file_read_at(reader->fd, reader->place, reader->buffer, size, NULL)) {
        reader->buffer[0] = 0xff;
        reader->buffer[1] = JPEG_EOI;
        size = 2;
        reader->left = 0;
    } else {
        reader->place += size;
        reader->left -= size;
    }
    decompress->src->next_input_byte = reader->buffer;
    decompress->src->bytes_in_buffer = size;
    return TRUE;
}

static void
skip_input(j_decompress_ptr decompress, long n)
{
    for (; n > 0 && (gsize)n > decompress->src->bytes_in_buffer; fill_input(decompress))
        n -= (long)decompress->src->bytes_in_buffer;
    if (n > 0) {
        decompress->src->next_input_byte += n;
        decompress->src->bytes_in_buffer -= (gsize)n;
    }
}

static void
end_input(j_decompress_ptr decompress)
{
    (void)decompress;
}

static gboolean
is_wanted(const struct jpeg_decompress_struct *decompress, const PageSpec *wanted)
{
    return decompress->output_width == wanted->width &&
           decompress->output_height == wanted->height &&
           decompress->output_components == (int)wanted->channels;
}

static void
hand_out_rows(Reader *reader)
{
    struct jpeg_decompress_struct *decompress = &reader->decompress;
    gsize row_size = (gsize)decompress->output_width * (gsize)decompress->output_components;

    while (decompress->output_scanline < reader->n_rows) {
        jpeg_read_scanlines(decompress, &reader->row, 1);
        if (reader->row_func != NULL)
            reader->row_func(reader->row, row_size, reader->user_data);
    }
}

static gboolean
decode(Reader *reader, GError **error)
{
    struct jpeg_decompress_struct *decompress = &reader->decompress;

    if (setjmp(reader->trap.escape) != 0) {
        page_jpeg_trap_set_error(&reader->trap, error);
        return FALSE;
    }
    jpeg_create_decompress(decompress);
    decompress->src = &reader->source;
    jpeg_read_header(decompress, TRUE);
    jpeg_start_decompress(decompress);
    if (reader->wanted != NULL && !is_wanted(decompress, reader->wanted)) {
        g_set_error_literal(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "the JPEG is another picture");
        return FALSE;
    }
    reader->n_rows = MIN(reader->n_rows, decompress->output_height);
    reader->row = g_malloc((gsize)decompress->output_width * 3);
    hand_out_rows(reader);
    if (reader->n_rows == decompress->output_height)
        jpeg_finish_decompress(decompress);
    return TRUE;
}

static Reader *
reader_new(int fd, guint64 place, guint64 size)
{
    Reader *reader = g_new0(Reader, 1);

    reader->fd = fd;
    reader->place = place;
    reader->left = size;
    reader->n_rows = G_MAXUINT;
    reader->decompress.err = page_jpeg_trap_init(&reader->trap);
    reader->trap.strict = TRUE;
    reader->source = (struct jpeg_source_mgr){
        .init_source = begin_input,
        .fill_input_buffer = fill_input,
        .skip_input_data = skip_input,
        .resync_to_restart = jpeg_resync_to_restart,
        .term_source = end_input,
    };
    return reader;
}

static void
reader_free(Reader *reader)
{
    jpeg_destroy_decompress(&reader->decompress);
    g_free(reader->row);
    g_free(reader);
}

gboolean
page_jpeg_check(int fd, guint64 place, guint64 size, PageSpec *ret_spec, GError **error)
{
    Reader *reader = reader_new(fd, place, size);
    gboolean done = decode(reader, error);

    if (done) {
        ret_spec->width = reader->decompress.output_width;
        ret_spec->height = reader->decompress.output_height;
        ret_spec->channels = (guint)reader->decompress.output_components;
    }
    reader_free(reader);
    return done;
}

gboolean
page_jpeg_read(int fd, guint64 place, guint64 size, const PageSpec *spec, guint n_rows,
               void (*row_func)(const guint8 *row, gsize row_size, gpointer user_data),
               gpointer user_data, GError **error)
{
    Reader *reader = reader_new(fd, place, size);
    gboolean done;

    reader->wanted = spec;
    reader->n_rows = n_rows;
    reader->row_func = row_func;
    reader->user_data = user_data;
    done = decode(reader, error);
    reader_free(reader);
    return done;
}
