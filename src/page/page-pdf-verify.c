/* Verifying a PDF, and taking a page out of one: the server's own structure check walks to the
 * images. What is to be copied is decoded too, as its filter says, since nobody has proven it in
 * this process. */
#include "page-file.h"
#include "page-jpeg.h"
#include "page-pdf-image.h"
#include "page-verify.h"

#include <math.h>

#define POINTS_PER_INCH 72.0

typedef struct {
    const PageSummary *summaries;
    guint n_pages;
    GArray *images; /* of PageVerifyImage */
} Check;

static void
drop_row(const guint8 *row, gsize row_size, gpointer user_data)
{
    (void)row;
    (void)row_size;
    (void)user_data;
}

static gboolean
decode_jpeg(int fd, const PageImage *image, const PageSpec *spec, GError **error)
{
    PageSpec found = *spec;

    return page_jpeg_check(fd, image->place, image->size, &found, error) &&
           page_verify_spec(&found, spec, image->page + 1, error);
}

static gboolean
decode_image(int fd, const PageImage *image, const PageSpec *spec, GError **error)
{
    if (image->filter == PAGE_IMAGE_JPEG)
        return decode_jpeg(fd, image, spec, error);
    return page_pdf_image_read(fd, image, spec, 0, spec->height, drop_row, NULL, error);
}

/* Is it coded in one of the ways in which we do it? */
static gboolean
check_coding(const PageImage *image, GError **error)
{
    gboolean usual = image->depth == 1
                         ? image->filter == PAGE_IMAGE_FAX
                         : image->filter == PAGE_IMAGE_JPEG ||
                               (image->filter == PAGE_IMAGE_FLATE && image->predictor == 2);

    if (!usual)
        page_verify_complain(error, image->page + 1, "its image is not coded as it was written");
    return usual;
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
    const PageVerifyImage found = {{image->place, image->size}, image->page};
    const PageSpec spec = page_pdf_image_spec(image);
    const PageView view = view_of(image, &spec);
    const PageSummary *summary;

    if (image->page >= check->n_pages || image->index != 0) {
        page_verify_complain(error, image->page + 1, "there is an image too many");
        return FALSE;
    }
    g_array_append_val(check->images, found);
    summary = &check->summaries[image->page];
    return page_verify_spec(&spec, &summary->spec, image->page + 1, error) &&
           page_verify_view(&view, &summary->view, image->page + 1, error) &&
           check_coding(image, error);
}

static gboolean
walk(Check *check, const PageStructureFile *file, GError **error)
{
    g_autoptr(GError) reason = NULL;
    PageStructure structure = {0};

    if (!page_images_walk(file, check_image, check, &structure, &reason)) {
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
page_pdf_verify(int fd, const PageSummary *summaries, guint n_pages, GArray *images, GError **error)
{
    Check check = {summaries, n_pages, images};
    PageStructureFile file = {.fd = fd};

    if (!page_file_size(fd, &file.size, error) || !walk(&check, &file, error))
        return FALSE;
    if (images->len == n_pages)
        return TRUE;
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "there are %u images and not %u",
                images->len, n_pages);
    return FALSE;
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

    if (image->page != search->index)
        return TRUE;
    if (stored->extents != NULL) {
        page_verify_complain(error, image->page + 1, "there is an image too many");
        return FALSE;
    }
    stored->spec = page_pdf_image_spec(image);
    stored->jpeg = image->filter == PAGE_IMAGE_JPEG;
    if (!page_spec_check(&stored->spec, error) ||
        !decode_image(search->fd, image, &stored->spec, error))
        return FALSE;
    stored->extents = g_array_new(FALSE, FALSE, sizeof(PageExtent));
    g_array_append_val(stored->extents, extent);
    return page_verify_stored(search->fd, stored->extents, &stored->stored, error);
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
