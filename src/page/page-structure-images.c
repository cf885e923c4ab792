/* What is acceptable as PDF: PDF/A-1 by its own word (part 1 in uncompressed XMP, an output
 * intent), at most 500 pages in one tree, each with at least one image on it, nothing that acts by
 * itself (no actions, scripts, forms or attached files). */
#include "page-structure-images.h"

#include "page-structure-objects.h"

#include <math.h>
#include <string.h>

#define MAX_PAGES        500
#define MAX_NODES        2000
#define MAX_TREE_DEPTH   8
#define MAX_IMAGES       16   /* on one page */
#define MAX_ALL_IMAGES   1000 /* on all pages */
#define MAX_SIDE         200000
#define MAX_METADATA     65536
#define MAX_POINTS       14400.0 /* PDF 1.4, appendix C */
#define MAX_DEFLATE_GAIN 1032
#define CROP_TOLERANCE   0.01 /* points: both boxes are rounded */

typedef struct {
    PageObjects objects;
    PageImageFunc func;
    gpointer user_data;
    guint n_nodes;
    guint n_pages;
    guint n_images;
    guint first_dpi;
} Walk;

static gboolean
expect_name(PageSpan dictionary, const char *key, const char *name, GError **error)
{
    PageSpan value;

    if (page_lexer_lookup(dictionary, key, &value) && page_lexer_is(value, name))
        return TRUE;
    return page_structure_refuse(error, "%s is not %s", key, name);
}

static gboolean
get_integer(const Walk *walk, PageSpan dictionary, const char *key, guint64 least, guint64 most,
            guint64 *ret_number, GError **error)
{
    g_autofree PageObject *scratch = g_new(PageObject, 1);
    guint64 number = 0;
    PageSpan value;

    if (!page_objects_get(&walk->objects, dictionary, key, scratch, &value, error))
        return FALSE;
    if (!page_lexer_integer(value, most, &number) || number < least)
        return page_structure_refuse(error, "%s is not in its bounds", key);
    *ret_number = number;
    return TRUE;
}

/* A name, or an array of that one name. */
static gboolean
read_filter(PageSpan dictionary, PageImageFilter *ret_filter, GError **error)
{
    static const char *const names[] = {"/FlateDecode", "/CCITTFaxDecode", "/DCTDecode"};
    PageSpan value, second;

    if (!page_lexer_lookup(dictionary, "/Filter", &value))
        return page_structure_refuse(error, "an image has no filter");
    if (page_lexer_is_array(value) &&
        (page_lexer_element(value, 1, &second) || !page_lexer_element(value, 0, &value)))
        return page_structure_refuse(error, "an image has not one filter");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (page_lexer_is(value, names[i])) {
            *ret_filter = (PageImageFilter)i;
            return TRUE;
        }
    return page_structure_refuse(error, "an image has a filter that we do not take");
}

static void
read_predictor(PageSpan dictionary, guint64 *ret_predictor)
{
    PageSpan parameters, value;

    *ret_predictor = 1;
    if (!page_lexer_lookup(dictionary, "/DecodeParms", &parameters))
        return;
    if (page_lexer_is_array(parameters) && !page_lexer_element(parameters, 0, &parameters))
        return;
    if (page_lexer_lookup(parameters, "/Predictor", &value))
        page_lexer_integer(value, 15, ret_predictor);
}

static guint
read_channels(PageSpan dictionary)
{
    PageSpan value;

    if (!page_lexer_lookup(dictionary, "/ColorSpace", &value))
        return 0;
    return page_lexer_is(value, "/DeviceRGB") ? 3 : page_lexer_is(value, "/DeviceGray") ? 1 : 0;
}

/* Does the stream begin as its filter says, and can it hold so many pixels? */
static gboolean
check_stream(const Walk *walk, const PageImage *image, GError **error)
{
    guint8 head[2];
    guint64 raw = image->height * ((image->width * MAX(image->channels, 1) * image->depth + 7) / 8);

    if (image->size < 8 ||
        (image->filter == PAGE_IMAGE_FLATE && raw / MAX_DEFLATE_GAIN > image->size))
        return page_structure_refuse(error, "an image cannot have that few bytes");
    if (!page_structure_file_read(&walk->objects.file, image->place, head, sizeof head, error))
        return FALSE;
    if (image->filter == PAGE_IMAGE_FLATE &&
        ((head[0] & 15) != 8 || (head[0] << 8 | head[1]) % 31 != 0))
        return page_structure_refuse(error, "an image is not Flate");
    if (image->filter == PAGE_IMAGE_JPEG && (head[0] != 0xff || head[1] != 0xd8))
        return page_structure_refuse(error, "an image is not JPEG");
    return TRUE;
}

static gboolean
read_image(Walk *walk, guint number, PageImage *image, GError **error)
{
    g_autofree PageObject *object = g_new(PageObject, 1);
    PageSpan *dictionary = &object->value;

    if (!page_objects_load(&walk->objects, number, object, error) ||
        !page_objects_stream(&walk->objects, object, &image->place, &image->size, error) ||
        !expect_name(*dictionary, "/Subtype", "/Image", error) ||
        !get_integer(walk, *dictionary, "/Width", 1, MAX_SIDE, &image->width, error) ||
        !get_integer(walk, *dictionary, "/Height", 1, MAX_SIDE, &image->height, error) ||
        !get_integer(walk, *dictionary, "/BitsPerComponent", 1, 8, &image->depth, error) ||
        !read_filter(*dictionary, &image->filter, error))
        return FALSE;
    if (page_lexer_has(*dictionary, "/SMask") || page_lexer_has(*dictionary, "/Alternates"))
        return page_structure_refuse(error, "an image has what PDF/A-1 forbids");
    image->channels = read_channels(*dictionary);
    read_predictor(*dictionary, &image->predictor);
    return check_stream(walk, image, error);
}

static gboolean
read_box(const Walk *walk, PageSpan page, const char *key, double ret_corner[4], GError **error)
{
    g_autofree PageObject *scratch = g_new(PageObject, 1);
    PageSpan box, value;

    if (!page_objects_get(&walk->objects, page, key, scratch, &box, error))
        return FALSE;
    for (guint i = 0; i < 4; i++)
        if (!page_lexer_element(box, i, &value) || !page_lexer_real(value, &ret_corner[i]))
            return page_structure_refuse(error, "%s is not four numbers", key);
    return TRUE;
}

/* Shown is what lies in the crop box; nothing outside the page, and not nothing. */
static gboolean
read_crop_box(const Walk *walk, PageSpan page, const double media[4], PageImage *image,
              GError **error)
{
    const double *crop = image->crop;

    image->has_crop = page_lexer_has(page, "/CropBox");
    if (!image->has_crop)
        return TRUE;
    if (!read_box(walk, page, "/CropBox", image->crop, error))
        return FALSE;
    if (!(crop[0] < crop[2] && crop[1] < crop[3] && crop[0] >= media[0] - CROP_TOLERANCE &&
          crop[1] >= media[1] - CROP_TOLERANCE && crop[2] <= media[2] + CROP_TOLERANCE &&
          crop[3] <= media[3] + CROP_TOLERANCE))
        return page_structure_refuse(error, "a page is cut where it is not");
    return TRUE;
}

static gboolean
read_rotation(const Walk *walk, PageSpan page, PageImage *image, GError **error)
{
    g_autofree PageObject *scratch = g_new(PageObject, 1);
    double degrees = 0;
    PageSpan value;

    if (!page_lexer_has(page, "/Rotate"))
        return TRUE;
    if (!page_objects_get(&walk->objects, page, "/Rotate", scratch, &value, error))
        return FALSE;
    if (!page_lexer_real(value, &degrees) || fabs(degrees) > 270 || fmod(degrees, 90) != 0)
        return page_structure_refuse(error, "a page is turned by no quarters");
    image->rotation = (guint)((int)degrees + 360) % 360;
    return TRUE;
}

static gboolean
read_media_box(const Walk *walk, PageSpan page, PageImage *image, GError **error)
{
    double corner[4];

    if (!read_box(walk, page, "/MediaBox", corner, error))
        return FALSE;
    image->page_width = corner[2] - corner[0];
    image->page_height = corner[3] - corner[1];
    if (!(image->page_width > 0 && image->page_width <= MAX_POINTS && image->page_height > 0 &&
          image->page_height <= MAX_POINTS))
        return page_structure_refuse(error, "a page has no such size");
    return read_crop_box(walk, page, corner, image, error);
}

static gboolean
visit_images(Walk *walk, PageSpan images, PageImage *image, GError **error)
{
    PageSpan key, value;
    guint n = 0, number = 0;

    for (; page_lexer_entry(images, n, &key, &value); n++) {
        if (n == MAX_IMAGES || walk->n_images++ == MAX_ALL_IMAGES)
            return page_structure_refuse(error, "it has too many images");
        image->index = n;
        if (!page_lexer_reference(value, &number))
            return page_structure_refuse(error, "an image is not an object of its own");
        if (!read_image(walk, number, image, error))
            return FALSE;
        if (walk->n_pages == 0 && n == 0)
            walk->first_dpi = (guint)lround((double)image->width * 72.0 / image->page_width);
        if (walk->func != NULL && !walk->func(image, walk->user_data, error))
            return FALSE;
    }
    return n > 0 || page_structure_refuse(error, "a page has no image");
}

static gboolean
visit_page(Walk *walk, PageSpan page, GError **error)
{
    g_autofree PageObject *first = g_new(PageObject, 1);
    g_autofree PageObject *second = g_new(PageObject, 1);
    PageImage image = {.page = walk->n_pages};
    PageSpan resources, images;

    if (walk->n_pages == MAX_PAGES)
        return page_structure_refuse(error, "it has more than %u pages", MAX_PAGES);
    if (page_lexer_has(page, "/AA") || page_lexer_has(page, "/Annots"))
        return page_structure_refuse(error, "a page has what a scan has not");
    if (!read_media_box(walk, page, &image, error) || !read_rotation(walk, page, &image, error) ||
        !page_objects_get(&walk->objects, page, "/Resources", first, &resources, error) ||
        !page_objects_get(&walk->objects, resources, "/XObject", second, &images, error) ||
        !visit_images(walk, images, &image, error))
        return FALSE;
    walk->n_pages++;
    return TRUE;
}

static gboolean
visit_node(Walk *walk, guint number, guint depth, GError **error)
{
    g_autofree PageObject *node = g_new(PageObject, 1);
    g_autofree PageObject *scratch = g_new(PageObject, 1);
    PageSpan type, kids, kid;

    if (depth == MAX_TREE_DEPTH || walk->n_nodes++ == MAX_NODES)
        return page_structure_refuse(error, "its tree of pages is too large");
    if (!page_objects_load(&walk->objects, number, node, error))
        return FALSE;
    if (!page_lexer_lookup(node->value, "/Type", &type))
        return page_structure_refuse(error, "its tree of pages is damaged");
    if (page_lexer_is(type, "/Page"))
        return visit_page(walk, node->value, error);
    if (!page_lexer_is(type, "/Pages"))
        return page_structure_refuse(error, "its tree of pages is damaged");
    if (!page_objects_get(&walk->objects, node->value, "/Kids", scratch, &kids, error))
        return FALSE;
    for (guint i = 0; page_lexer_element(kids, i, &kid); i++) {
        if (!page_lexer_reference(kid, &number))
            return page_structure_refuse(error, "its tree of pages is damaged");
        if (!visit_node(walk, number, depth + 1, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
has_text(const char *text, gsize size, const char *one, const char *other)
{
    return memmem(text, size, one, strlen(one)) != NULL ||
           memmem(text, size, other, strlen(other)) != NULL;
}

static gboolean
check_metadata(const Walk *walk, PageSpan catalog, GError **error)
{
    g_autofree PageObject *object = g_new(PageObject, 1);
    g_autofree char *text = NULL;
    guint64 place = 0, size = 0;
    guint number = 0;
    PageSpan value;

    if (!page_lexer_lookup(catalog, "/Metadata", &value) || !page_lexer_reference(value, &number))
        return page_structure_refuse(error, "it has no metadata");
    if (!page_objects_load(&walk->objects, number, object, error) ||
        !page_objects_stream(&walk->objects, object, &place, &size, error))
        return FALSE;
    if (page_lexer_has(object->value, "/Filter") || size > MAX_METADATA)
        return page_structure_refuse(error, "its metadata is not as PDF/A-1 has it");
    text = g_malloc(MAX_METADATA);
    if (!page_structure_file_read(&walk->objects.file, place, text, (gsize)size, error))
        return FALSE;
    if (!has_text(text, (gsize)size, "<pdfaid:part>1<", "pdfaid:part=\"1\"") &&
        !has_text(text, (gsize)size, "pdfaid:part='1'", "pdfaid:part = \"1\""))
        return page_structure_refuse(error, "it does not say that it is PDF/A-1");
    return TRUE;
}

static gboolean
check_catalog(const Walk *walk, PageSpan trailer, guint *ret_pages, GError **error)
{
    static const char *const forbidden[] = {"/AA",    "/AcroForm",     "/Collection", "/JavaScript",
                                            "/Names", "/OCProperties", "/OpenAction"};
    g_autofree PageObject *catalog = g_new(PageObject, 1);
    PageSpan value, pages;

    if (!page_objects_get(&walk->objects, trailer, "/Root", catalog, &value, error) ||
        !expect_name(value, "/Type", "/Catalog", error))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(forbidden); i++)
        if (page_lexer_has(value, forbidden[i]))
            return page_structure_refuse(error, "%s is nothing for a scan", forbidden[i]);
    if (!page_lexer_has(value, "/OutputIntents"))
        return page_structure_refuse(error, "it has no output intent");
    if (!page_lexer_lookup(value, "/Pages", &pages) || !page_lexer_reference(pages, ret_pages))
        return page_structure_refuse(error, "it has no tree of pages");
    return check_metadata(walk, value, error);
}

gboolean
page_images_walk(const PageStructureFile *file, PageImageFunc func, gpointer user_data,
                 PageStructure *ret_structure, GError **error)
{
    g_autofree PageObject *trailer = g_new(PageObject, 1);
    Walk walk = {.func = func, .user_data = user_data};
    guint pages = 0;

    if (!page_objects_open(file, &walk.objects, trailer, error) ||
        !check_catalog(&walk, trailer->value, &pages, error) || !visit_node(&walk, pages, 0, error))
        return FALSE;
    if (walk.n_pages == 0)
        return page_structure_refuse(error, "it has no page");
    *ret_structure = (PageStructure){walk.n_pages, walk.first_dpi};
    return TRUE;
}

gboolean
page_structure_pdf_check(const PageStructureFile *file, PageStructure *ret_structure,
                         GError **error)
{
    return page_images_walk(file, NULL, NULL, ret_structure, error);
}
