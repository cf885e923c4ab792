#include "page-verify.h"

#include "base-digest.h"
#include "page-deflate.h"
#include "page-file.h"

#include <math.h>
#include <string.h>

#define READ_SIZE     ((gsize)64 * 1024)
#define DPI_TOLERANCE 0.01 /* a RATIONAL and a PDF number are rounded */

void
page_verify_complain(GError **error, guint page, const char *difference)
{
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "page %u: %s", page, difference);
}

gboolean
page_verify_spec(const PageSpec *found, const PageSpec *wanted, guint page, GError **error)
{
    const char *difference = NULL;

    if (found->width != wanted->width || found->height != wanted->height)
        difference = "the size is another one";
    else if (found->channels != wanted->channels || found->depth != wanted->depth)
        difference = "the kind of pixels is another one";
    else if (!(fabs(found->dpi_x - wanted->dpi_x) <= DPI_TOLERANCE) ||
             !(fabs(found->dpi_y - wanted->dpi_y) <= DPI_TOLERANCE))
        difference = "the resolution is another one";
    if (difference != NULL)
        page_verify_complain(error, page, difference);
    return difference == NULL;
}

gboolean
page_verify_view(const PageView *found, const PageView *wanted, guint page, GError **error)
{
    const char *difference = NULL;

    if (found->rotation != wanted->rotation)
        difference = "it is turned another way";
    else if (found->has_crop != wanted->has_crop ||
             (wanted->has_crop &&
              (found->crop_x != wanted->crop_x || found->crop_y != wanted->crop_y ||
               found->crop_width != wanted->crop_width ||
               found->crop_height != wanted->crop_height)))
        difference = "it is cut another way";
    if (difference != NULL)
        page_verify_complain(error, page, difference);
    return difference == NULL;
}

gboolean
page_verify_pixels(const guint8 found[32], const PageSummary *wanted, guint page, GError **error)
{
    if (memcmp(found, wanted->pixels, sizeof wanted->pixels) == 0)
        return TRUE;
    page_verify_complain(error, page, "the pixels are not the scanned ones");
    return FALSE;
}

static gint
compare_extents(gconstpointer a, gconstpointer b)
{
    const PageExtent *first = a, *second = b;

    return first->offset < second->offset ? -1 : first->offset > second->offset;
}

/* Digest and CRC of what is read on a way through the file. */
typedef struct {
    int fd;
    BaseDigest *frame;
    guint64 stored;
    guint8 *buffer;
} Sums;

static gboolean
sum_range(Sums *sums, guint64 from, guint64 to, gboolean pixels, GError **error)
{
    while (from < to) {
        gsize size = (gsize)MIN(READ_SIZE, to - from);

        if (!page_file_read_at(sums->fd, from, sums->buffer, size, error))
            return FALSE;
        if (pixels)
            sums->stored = page_crc64(sums->stored, sums->buffer, size);
        else
            base_digest_update(sums->frame, sums->buffer, size);
        from += size;
    }
    return TRUE;
}

static gboolean
sum_file(Sums *sums, GArray *extents, guint64 size, GError **error)
{
    guint64 end = 0;

    g_array_sort(extents, compare_extents);
    for (guint i = 0; i < extents->len; i++) {
        const PageExtent *extent = &g_array_index(extents, PageExtent, i);

        if (extent->offset < end || extent->offset > size || extent->size > size - extent->offset) {
            g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED,
                        "strips overlap or reach out of the file");
            return FALSE;
        }
        if (!sum_range(sums, end, extent->offset, FALSE, error) ||
            !sum_range(sums, extent->offset, extent->offset + extent->size, TRUE, error))
            return FALSE;
        end = extent->offset + extent->size;
    }
    return sum_range(sums, end, size, FALSE, error);
}

static gboolean
compare_sums(Sums *sums, const PageSeal *seal, GError **error)
{
    guint8 frame[BASE_DIGEST_SIZE];

    base_digest_finish(sums->frame, frame);
    if (memcmp(frame, seal->frame, sizeof frame) == 0 && sums->stored == seal->stored)
        return TRUE;
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "the file is not what was written");
    return FALSE;
}

gboolean
page_verify_frame(int fd, GArray *extents, const PageSeal *seal, GError **error)
{
    g_autoptr(BaseDigest) digest = base_digest_new();
    g_autofree guint8 *buffer = g_malloc(READ_SIZE);
    Sums sums = {.fd = fd, .frame = digest, .buffer = buffer};
    guint64 size = 0;

    if (!page_file_size(fd, &size, error))
        return FALSE;
    if (size != seal->size) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED,
                    "the file has %" G_GUINT64_FORMAT " bytes and not %" G_GUINT64_FORMAT, size,
                    seal->size);
        return FALSE;
    }
    return sum_file(&sums, extents, size, error) && compare_sums(&sums, seal, error);
}
