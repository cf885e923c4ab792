#include "page-verify.h"

#include "base-digest.h"
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

static gboolean
hash_range(int fd, guint64 from, guint64 to, BaseDigest *digest, GError **error)
{
    g_autofree guint8 *buffer = g_malloc(READ_SIZE);

    while (from < to) {
        gsize size = (gsize)MIN(READ_SIZE, to - from);

        if (!page_file_read_at(fd, from, buffer, size, error))
            return FALSE;
        base_digest_update(digest, buffer, size);
        from += size;
    }
    return TRUE;
}

static gboolean
hash_between(int fd, GArray *extents, guint64 size, guint8 ret_sum[BASE_DIGEST_SIZE],
             GError **error)
{
    g_autoptr(BaseDigest) digest = base_digest_new();
    guint64 end = 0;

    g_array_sort(extents, compare_extents);
    for (guint i = 0; i < extents->len; i++) {
        const PageExtent *extent = &g_array_index(extents, PageExtent, i);

        if (extent->offset < end || extent->offset > size || extent->size > size - extent->offset) {
            g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED,
                        "strips overlap or reach out of the file");
            return FALSE;
        }
        if (!hash_range(fd, end, extent->offset, digest, error))
            return FALSE;
        end = extent->offset + extent->size;
    }
    if (!hash_range(fd, end, size, digest, error))
        return FALSE;
    base_digest_finish(digest, ret_sum);
    return TRUE;
}

gboolean
page_verify_frame(int fd, GArray *extents, const PageSeal *seal, GError **error)
{
    guint8 frame[BASE_DIGEST_SIZE];
    guint64 size = 0;

    if (!page_file_size(fd, &size, error))
        return FALSE;
    if (size != seal->size) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED,
                    "the file has %" G_GUINT64_FORMAT " bytes and not %" G_GUINT64_FORMAT, size,
                    seal->size);
        return FALSE;
    }
    if (!hash_between(fd, extents, size, frame, error))
        return FALSE;
    if (memcmp(frame, seal->frame, sizeof frame) == 0)
        return TRUE;
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED,
                "what stands around the pixels is not what was written");
    return FALSE;
}
