#include "helper-frame.h"

#include "helper-error.h"
#include "helper-link.h"
#include "page-document.h"

#include <string.h>

/* Read at once: some drivers hand over a line at a time whatever we ask for. */
#define BUFFER_SIZE (256 * 1024)
/* A line with whatever padding a driver puts behind it. */
#define MAX_LINE_SIZE (4 * 1024 * 1024)
/* How long a driver that has nothing now is let alone. */
#define NOTHING_MS 5

static gboolean
is_known_format(SANE_Frame format)
{
    return format == SANE_FRAME_GRAY || format == SANE_FRAME_RGB || format == SANE_FRAME_RED ||
           format == SANE_FRAME_GREEN || format == SANE_FRAME_BLUE;
}

gboolean
helper_frame_begin(HelperFrame *ret_frame, const SANE_Parameters *parameters, GError **error)
{
    if (!is_known_format(parameters->format) ||
        (parameters->depth != 1 && parameters->depth != 8 && parameters->depth != 16) ||
        (parameters->depth == 1 && parameters->format != SANE_FRAME_GRAY)) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_UNSUPPORTED,
                    "frames of format %d with %d bits a sample", (int)parameters->format,
                    parameters->depth);
        return FALSE;
    }
    if (parameters->pixels_per_line < 1 || parameters->lines < -1 || parameters->lines == 0) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_FRAME, "a frame of %d by %d pixels",
                    parameters->pixels_per_line, parameters->lines);
        return FALSE;
    }
    if (parameters->pixels_per_line > PAGE_MAX_WIDTH || parameters->lines > PAGE_MAX_HEIGHT ||
        parameters->bytes_per_line > MAX_LINE_SIZE ||
        (gint64)parameters->bytes_per_line * parameters->lines > (gint64)HELPER_FRAME_MAX_BYTES) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_EXCESS,
                    "a frame of %d by %d pixels is over the limit", parameters->pixels_per_line,
                    parameters->lines);
        return FALSE;
    }
    HelperFrame frame = {
        .width = (guint)parameters->pixels_per_line,
        .height = (guint)MAX(parameters->lines, 0),
        .channels = parameters->format == SANE_FRAME_RGB ? 3 : 1,
        .depth = (guint)parameters->depth,
        .line_size = (gsize)MAX(parameters->bytes_per_line, 0),
        .format = parameters->format,
        .last = parameters->last_frame != SANE_FALSE,
    };
    frame.row_size = ((gsize)frame.width * frame.channels * frame.depth + 7) / 8;
    if (frame.line_size < frame.row_size) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_FRAME, "%u pixels in lines of %d bytes",
                    frame.width, parameters->bytes_per_line);
        return FALSE;
    }
    *ret_frame = frame;
    return TRUE;
}

/* Lines as delivered, packed in place. */
static void
pack(const HelperFrame *frame, guint8 *lines, guint n)
{
    for (guint i = 1; i < n && frame->line_size != frame->row_size; i++)
        memmove(lines + i * frame->row_size, lines + i * frame->line_size, frame->row_size);
    guint spare = frame->depth == 1 ? (guint)(8 * frame->row_size - frame->width) : 0;
    for (guint i = 0; i < n && spare > 0; i++)
        lines[(i + 1) * frame->row_size - 1] &= (guint8)(0xff << spare);
}

/* What has been read of a frame. */
typedef struct {
    const HelperFrame *frame;
    guint8 *buffer;
    gsize room;
    gsize filled;  /* bytes at the buffer's beginning that are no whole line yet */
    guint height;  /* whole lines given out */
    guint64 total; /* bytes */
} Reading;

static gboolean
check_size(const Reading *reading, GError **error)
{
    const HelperFrame *frame = reading->frame;
    guint64 limit = frame->height
                        ? (guint64)frame->height * frame->line_size
                        : MIN((guint64)PAGE_MAX_HEIGHT * frame->line_size, HELPER_FRAME_MAX_BYTES);
    if (reading->total <= limit)
        return TRUE;
    g_set_error(error, SCAN_ERROR, SCAN_ERROR_EXCESS,
                "the device delivers more than %s %" G_GUINT64_FORMAT " bytes",
                frame->height ? "the announced" : "the limit of", limit);
    return FALSE;
}

static gboolean
check_end(const Reading *reading, GError **error)
{
    const HelperFrame *frame = reading->frame;
    if (reading->total == 0)
        helper_error_set_status(error, SANE_STATUS_EOF, "reading the first line");
    else if (frame->height && reading->height < frame->height)
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_SHORT, "only %u of %u lines came",
                    reading->height, frame->height);
    else if (reading->filled)
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_SHORT, "line %u ended half-way",
                    reading->height + 1);
    else
        return TRUE;
    return FALSE;
}

static gboolean
give_out(Reading *reading, HelperFrameRows rows, gpointer user_data, GError **error)
{
    const HelperFrame *frame = reading->frame;
    guint n = (guint)(reading->filled / frame->line_size);
    if (n == 0)
        return TRUE;
    gsize used = n * frame->line_size;
    g_autofree guint8 *rest = g_memdup2(reading->buffer + used, reading->filled - used);
    pack(frame, reading->buffer, n);
    if (!rows(reading->buffer, n, user_data, error))
        return FALSE;
    if (rest)
        memcpy(reading->buffer, rest, reading->filled - used);
    reading->filled -= used;
    reading->height += n;
    return TRUE;
}

/* One sane_read; TRUE and *ret_end at the frame's end. */
static gboolean
read_some(Reading *reading, SANE_Handle handle, gboolean *ret_end, GError **error)
{
    SANE_Int length = 0;
    gsize room = reading->room - reading->filled;
    helper_link_enter(handle);
    SANE_Status status = sane_read(handle, reading->buffer + reading->filled, (SANE_Int)room,
                                   &length);
    helper_link_leave();
    if (!helper_link_check(error))
        return FALSE;
    *ret_end = status == SANE_STATUS_EOF;
    if (status != SANE_STATUS_GOOD && status != SANE_STATUS_EOF) {
        helper_error_set_status(error, status, "reading");
        return FALSE;
    }
    if (*ret_end)
        return TRUE;
    if (length < 0 || (gsize)length > room) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_EXCESS, "%d bytes where there is room for %zu",
                    length, room);
        return FALSE;
    }
    if (length == 0)
        helper_link_wait(NOTHING_MS);
    reading->filled += (gsize)length;
    reading->total += (gsize)length;
    return check_size(reading, error);
}

gboolean
helper_frame_read(const HelperFrame *frame, SANE_Handle handle, HelperFrameRows rows,
                  gpointer user_data, guint *ret_height, GError **error)
{
    gsize lines = MAX(1, BUFFER_SIZE / frame->line_size);
    g_autofree guint8 *buffer = g_malloc(lines * frame->line_size);
    Reading reading = {.frame = frame, .buffer = buffer, .room = lines * frame->line_size};
    gboolean end = FALSE;
    while (!end)
        if (!read_some(&reading, handle, &end, error) ||
            !give_out(&reading, rows, user_data, error))
            return FALSE;
    if (!check_end(&reading, error))
        return FALSE;
    *ret_height = reading.height;
    return TRUE;
}
