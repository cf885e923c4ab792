#include "page-verify.h"

#include "base-digest.h"
#include "page-file.h"
#include "page-sum.h"

#include <math.h>
#include <string.h>

#define READ_SIZE     ((gsize)128 * 1024)
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

/* Sums and digest of what is read on one way through the file. */
typedef struct {
    int fd;
    guint64 at;
    guint64 whole;
    BaseDigest *frame;
    guint64 stored; /* of the present page */
    guint8 *buffer;
} Way;

static gboolean
go_to(Way *way, guint64 to, gboolean pixels, GError **error)
{
    while (way->at < to) {
        gsize size = (gsize)MIN(READ_SIZE, to - way->at);

        if (!page_file_read_at(way->fd, way->at, way->buffer, size, error))
            return FALSE;
        way->whole = page_crc64(way->whole, way->buffer, size);
        if (pixels)
            way->stored = page_crc64(way->stored, way->buffer, size);
        else
            base_digest_update(way->frame, way->buffer, size);
        way->at += size;
    }
    return TRUE;
}

static gboolean
go_through(Way *way, const PageExtent *extent, guint64 size, GError **error)
{
    if (extent->offset >= way->at && extent->offset <= size &&
        extent->size <= size - extent->offset)
        return go_to(way, extent->offset, FALSE, error) &&
               go_to(way, extent->offset + extent->size, TRUE, error);
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED,
                "strips overlap, lie in another order or reach out of the file");
    return FALSE;
}

static gboolean
compare_stored(Way *way, const PageSummary *summary, guint page, GError **error)
{
    if (way->stored != summary->stored) {
        page_verify_complain(error, page, "its bytes are not those that were written");
        return FALSE;
    }
    way->stored = 0;
    return TRUE;
}

static gboolean
compare_frame(const Way *way, const PageSeal *seal, GError **error)
{
    guint8 frame[BASE_DIGEST_SIZE];

    base_digest_finish(way->frame, frame);
    if (memcmp(frame, seal->frame, sizeof frame) == 0)
        return TRUE;
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "the file is not what was written");
    return FALSE;
}

static gboolean
check_size(int fd, const PageSeal *seal, GError **error)
{
    guint64 size = 0;

    if (!page_file_size(fd, &size, error))
        return FALSE;
    if (size == seal->size)
        return TRUE;
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED,
                "the file has %" G_GUINT64_FORMAT " bytes and not %" G_GUINT64_FORMAT, size,
                seal->size);
    return FALSE;
}

gboolean
page_verify_bytes(int fd, const GArray *images, const PageSummary *summaries, const PageSeal *seal,
                  guint64 *ret_crc64, GError **error)
{
    g_autoptr(BaseDigest) frame = base_digest_new();
    g_autofree guint8 *buffer = g_malloc(READ_SIZE);
    Way way = {.fd = fd, .frame = frame, .buffer = buffer};

    if (!check_size(fd, seal, error))
        return FALSE;
    for (guint i = 0; i < images->len; i++) {
        const PageVerifyImage *image = &g_array_index(images, PageVerifyImage, i);
        gboolean last = i + 1 == images->len || image[1].page != image->page;

        if (!go_through(&way, &image->extent, seal->size, error) ||
            (last && !compare_stored(&way, &summaries[image->page], image->page + 1, error)))
            return FALSE;
    }
    if (!go_to(&way, seal->size, FALSE, error) || !compare_frame(&way, seal, error))
        return FALSE;
    if (ret_crc64 != NULL)
        *ret_crc64 = way.whole;
    return TRUE;
}

gboolean
page_verify_stored(int fd, const GArray *extents, guint64 *ret_stored, GError **error)
{
    g_autofree guint8 *buffer = g_malloc(READ_SIZE);
    guint64 stored = 0;

    for (guint i = 0; i < extents->len; i++) {
        PageExtent left = g_array_index(extents, PageExtent, i);

        while (left.size > 0) {
            gsize size = (gsize)MIN(READ_SIZE, left.size);

            if (!page_file_read_at(fd, left.offset, buffer, size, error))
                return FALSE;
            stored = page_crc64(stored, buffer, size);
            left.offset += size;
            left.size -= size;
        }
    }
    *ret_stored = stored;
    return TRUE;
}
