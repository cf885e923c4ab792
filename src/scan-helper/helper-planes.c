#include "helper-planes.h"

#include "scan-error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define N_PLANES 3

struct HelperPlanes {
    int fd;
    HelperFrame first;
    guint pass;                   /* 0 to 2 */
    SANE_Frame colours[N_PLANES]; /* of the passes so far, in their order */
    guint64 written;              /* rows of this pass stored or woven */
    guint height;                 /* lines of the first pass, once it has ended */
    GByteArray *stored;           /* rows read back of one plane */
    GByteArray *woven;
};

HelperPlanes *
helper_planes_new(int scratch_fd, const HelperFrame *first)
{
    HelperPlanes *planes = g_new0(HelperPlanes, 1);
    planes->fd = scratch_fd;
    planes->first = *first;
    planes->stored = g_byte_array_new();
    planes->woven = g_byte_array_new();
    return planes;
}

void
helper_planes_free(HelperPlanes *planes)
{
    if (!planes)
        return;
    g_byte_array_unref(planes->stored);
    g_byte_array_unref(planes->woven);
    g_free(planes);
}

static gboolean
refuse(GError **error, const char *why)
{
    g_set_error_literal(error, SCAN_ERROR, SCAN_ERROR_FRAME, why);
    return FALSE;
}

gboolean
helper_planes_begin(HelperPlanes *planes, const HelperFrame *frame, GError **error)
{
    if (frame->format == SANE_FRAME_GRAY || frame->format == SANE_FRAME_RGB)
        return refuse(error, "a whole picture came where one colour was due");
    for (guint i = 0; i < planes->pass; i++)
        if (planes->colours[i] == frame->format)
            return refuse(error, "one colour came twice");
    if (frame->width != planes->first.width || frame->height != planes->first.height ||
        frame->depth != planes->first.depth)
        return refuse(error, "the passes are not of one size");
    if (frame->last != (planes->pass == N_PLANES - 1))
        return refuse(error,
                      frame->last ? "a colour is missing" : "there are more than three passes");
    planes->colours[planes->pass] = frame->format;
    planes->written = 0;
    return TRUE;
}

gboolean
helper_planes_is_last(const HelperPlanes *planes)
{
    return planes->pass == N_PLANES - 1;
}

static gboolean
fail_scratch(GError **error, int number)
{
    gboolean full = number == ENOSPC || number == EDQUOT || number == EFBIG;
    g_set_error(error, SCAN_ERROR, full ? SCAN_ERROR_NO_SPACE : SCAN_ERROR_DOCUMENT,
                "the scratch file: %s", g_strerror(number));
    return FALSE;
}

static off_t
row_offset(const HelperPlanes *planes, guint plane, guint64 row)
{
    guint64 rows = (guint64)plane * planes->height + row;
    return (off_t)(rows * planes->first.row_size);
}

gboolean
helper_planes_store(HelperPlanes *planes, const guint8 *rows, guint n_rows, GError **error)
{
    gsize size = n_rows * planes->first.row_size;
    off_t offset = row_offset(planes, planes->pass, planes->written);
    for (gsize done = 0; done < size;) {
        ssize_t n = pwrite(planes->fd, rows + done, size - done, offset + (off_t)done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail_scratch(error, n < 0 ? errno : EIO);
        done += (gsize)n;
    }
    planes->written += n_rows;
    return TRUE;
}

static gboolean
read_back(HelperPlanes *planes, guint plane, guint n_rows, GError **error)
{
    gsize size = n_rows * planes->first.row_size;
    off_t offset = row_offset(planes, plane, planes->written);
    g_byte_array_set_size(planes->stored, (guint)size);
    for (gsize done = 0; done < size;) {
        ssize_t n = pread(planes->fd, planes->stored->data + done, size - done,
                          offset + (off_t)done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail_scratch(error, n < 0 ? errno : EIO);
        done += (gsize)n;
    }
    return TRUE;
}

/* One colour's samples into their places among three. */
static void
spread(const guint8 *samples, gsize n_samples, gsize sample_size, guint place, guint8 *woven)
{
    guint8 *to = woven + place * sample_size;
    for (gsize i = 0; i < n_samples; i++, to += N_PLANES * sample_size)
        memcpy(to, samples + i * sample_size, sample_size);
}

static guint
place_of(SANE_Frame colour)
{
    return colour == SANE_FRAME_RED ? 0 : colour == SANE_FRAME_GREEN ? 1 : 2;
}

gboolean
helper_planes_weave(HelperPlanes *planes, const guint8 *rows, guint n_rows, const guint8 **ret_rows,
                    GError **error)
{
    gsize sample_size = planes->first.depth / 8;
    gsize n_samples = (gsize)n_rows * planes->first.width;
    if (planes->written + n_rows > planes->height) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_EXCESS,
                    "the third pass is longer than the %u lines of the first", planes->height);
        return FALSE;
    }
    g_byte_array_set_size(planes->woven, (guint)(n_samples * sample_size * N_PLANES));
    for (guint plane = 0; plane < N_PLANES - 1; plane++) {
        if (!read_back(planes, plane, n_rows, error))
            return FALSE;
        spread(planes->stored->data, n_samples, sample_size, place_of(planes->colours[plane]),
               planes->woven->data);
    }
    spread(rows, n_samples, sample_size, place_of(planes->colours[N_PLANES - 1]),
           planes->woven->data);
    planes->written += n_rows;
    *ret_rows = planes->woven->data;
    return TRUE;
}

gboolean
helper_planes_end(HelperPlanes *planes, guint height, GError **error)
{
    if (planes->pass == 0)
        planes->height = height;
    if (height != planes->height) {
        g_set_error(
            error, SCAN_ERROR, height < planes->height ? SCAN_ERROR_SHORT : SCAN_ERROR_EXCESS,
            "pass %u has %u lines, the first has %u", planes->pass + 1, height, planes->height);
        return FALSE;
    }
    planes->pass++;
    return TRUE;
}
