/* Verifying a PDF: the server's own structure check walks to the images, and each is decoded as its
 * filter says. */
#include "base-digest.h"
#include "page-file.h"
#include "page-jpeg.h"
#include "page-pdf-image.h"
#include "page-verify.h"

#include <math.h>

#define POINTS_PER_INCH 72.0

#define INPUT_SIZE ((gsize)256 * 1024)

typedef struct {
    int fd;
    const PageSummary *summaries;
    guint n_pages;
    GArray *extents; /* of PageExtent */
} Check;

static void
hash_row(const guint8 *row, gsize row_size, gpointer user_data)
{
    base_digest_update(user_data, row, row_size);
}

static gboolean
hash_jpeg(int fd, const PageImage *image, const PageSpec *spec, BaseDigest *digest, GError **error)
{
    g_autofree guint8 *buffer = g_malloc(INPUT_SIZE);
    PageSpec found = *spec;

    for (guint64 done = 0; done < image->size;) {
        gsize n = (gsize)MIN((guint64)INPUT_SIZE, image->size - done);

        if (!page_file_read_at(fd, image->place + done, buffer, n, error))
            return FALSE;
        base_digest_update(digest, buffer, n);
        done += n;
    }
    return page_jpeg_check(fd, image->place, image->size, &found, error) &&
           page_verify_spec(&found, spec, image->page + 1, error);
}

static gboolean
hash_image(int fd, const PageImage *image, const PageSpec *spec, BaseDigest *digest, GError **error)
{
    if (image->filter == PAGE_IMAGE_JPEG)
        return hash_jpeg(fd, image, spec, digest, error);
    return page_pdf_image_read(fd, image, spec, 0, spec->height, hash_row, digest, error);
}

static guint
to_pixels(double points, double dpi)
{
    return (guint)lround(MAX(points, 0) * dpi / POINTS_PER_INCH);
}

static PageView
view_of(const PageImage *image, const PageSpec *spec)
{
    PageView view = {.rotation = image->rotation, .has_crop = image->has_crop};

    if (!view.has_crop)
        return view;
    view.crop_x = to_pixels(image->crop[0], spec->dpi_x);
    view.crop_y = to_pixels(image->page_height - image->crop[3], spec->dpi_y);
    view.crop_width = to_pixels(image->crop[2] - image->crop[0], spec->dpi_x);
    view.crop_height = to_pixels(image->crop[3] - image->crop[1], spec->dpi_y);
    return view;
}

static gboolean
check_image(const PageImage *image, gpointer user_data, GError **error)
{
    Check *check = user_data;
    const PageExtent extent = {image->place, image->size};
    g_autoptr(BaseDigest) digest = base_digest_new();
    guint8 pixels[BASE_DIGEST_SIZE];
    const PageSpec spec = page_pdf_image_spec(image);
    const PageView view = view_of(image, &spec);
    const PageSummary *summary;

    if (image->page >= check->n_pages || image->index != 0) {
        page_verify_complain(error, image->page + 1, "there is an image too many");
        return FALSE;
    }
    g_array_append_val(check->extents, extent);
    summary = &check->summaries[image->page];
    if (!page_verify_spec(&spec, &summary->spec, image->page + 1, error) ||
        !page_verify_view(&view, &summary->view, image->page + 1, error) ||
        !hash_image(check->fd, image, &spec, digest, error))
        return FALSE;
    base_digest_finish(digest, pixels);
    return page_verify_pixels(pixels, summary, image->page + 1, error);
}

static gboolean
walk(Check *check, guint64 size, GError **error)
{
    const PageStructureFile file = {check->fd, size};
    g_autoptr(GError) reason = NULL;
    PageStructure structure = {0};

    if (!page_images_walk(&file, check_image, check, &structure, &reason)) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "%s", reason->message);
        return FALSE;
    }
    if (structure.pages != check->n_pages) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "there are %u pages and not %u",
                    structure.pages, check->n_pages);
        return FALSE;
    }
    return TRUE;
}

gboolean
page_pdf_verify(int fd, const PageSummary *summaries, guint n_pages, const PageSeal *seal,
                GError **error)
{
    g_autoptr(GArray) extents = g_array_new(FALSE, FALSE, sizeof(PageExtent));
    Check check = {fd, summaries, n_pages, extents};
    guint64 size = 0;

    return page_file_size(fd, &size, error) && walk(&check, size, error) &&
           (seal == NULL || page_verify_frame(fd, extents, seal, error));
}

/* One page that is looked for. */
typedef struct {
    int fd;
    guint index;
    PageStored stored; /* with extents once it was found */
} Search;

static gboolean
take_image(const PageImage *image, gpointer user_data, GError **error)
{
    Search *search = user_data;
    const PageExtent extent = {image->place, image->size};
    PageStored *stored = &search->stored;
    g_autoptr(BaseDigest) digest = NULL;

    if (image->page != search->index)
        return TRUE;
    if (stored->extents != NULL) {
        page_verify_complain(error, image->page + 1, "there is an image too many");
        return FALSE;
    }
    stored->spec = page_pdf_image_spec(image);
    stored->jpeg = image->filter == PAGE_IMAGE_JPEG;
    digest = base_digest_new();
    if (!page_spec_check(&stored->spec, error) ||
        !hash_image(search->fd, image, &stored->spec, digest, error))
        return FALSE;
    base_digest_finish(digest, stored->pixels);
    stored->extents = g_array_new(FALSE, FALSE, sizeof(PageExtent));
    g_array_append_val(stored->extents, extent);
    return TRUE;
}

gboolean
page_pdf_read_page(int fd, guint index, PageStored *ret_page, GError **error)
{
    Search search = {.fd = fd, .index = index};
    PageStructureFile file = {.fd = fd};
    PageStructure structure = {0};
    g_autoptr(GError) reason = NULL;

    if (!page_file_size(fd, &file.size, error))
        return FALSE;
    if (!page_images_walk(&file, take_image, &search, &structure, &reason)) {
        page_stored_clear(&search.stored);
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "%s", reason->message);
        return FALSE;
    }
    if (search.stored.extents == NULL) {
        page_verify_complain(error, index + 1, "it is not there");
        return FALSE;
    }
    *ret_page = search.stored;
    return TRUE;
}
