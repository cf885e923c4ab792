#include "page-assembly.h"

#include "page-file.h"
#include "page-sink.h"
#include "page-structure.h"

#include <string.h>

/* A PDF's stream may be of any length; a person who cancels waits for one piece of it. */
#define PIECE_SIZE ((guint64)4 << 20)

typedef struct {
    PageFormat format;
    PageSink *sink;
    PageAssemblyStep step;
    gpointer user_data;
} Assembly;

static gboolean
check_view(const PageView *view, const PageSpec *spec, guint page, GError **error)
{
    gboolean turned = view->rotation < 360 && view->rotation % 90 == 0;
    gboolean cut = !view->has_crop ||
                   (view->crop_width > 0 && view->crop_height > 0 && view->crop_x < spec->width &&
                    view->crop_width <= spec->width - view->crop_x && view->crop_y < spec->height &&
                    view->crop_height <= spec->height - view->crop_y);

    if (turned && cut)
        return TRUE;
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_LIMIT, "page %u cannot be %s like that", page,
                turned ? "cut" : "turned");
    return FALSE;
}

/* The readers would only say that it is damaged. */
static gboolean
check_format(int fd, PageFormat format, guint page, GError **error)
{
    guint8 head[4];
    gboolean pdf, tiff;

    if (!page_file_read_at(fd, 0, head, sizeof head, error))
        return FALSE;
    pdf = memcmp(head, "%PDF", 4) == 0;
    tiff = memcmp(head, "II*\0", 4) == 0 || memcmp(head, "II+\0", 4) == 0;
    if (format == PAGE_FORMAT_PDF ? pdf : tiff)
        return TRUE;
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_NOT_A_DOCUMENT, "page %u is not of this format",
                page);
    return FALSE;
}

/* The readers look at one page alone. */
static gboolean
check_whole(int fd, PageFormat format, guint page, GError **error)
{
    g_autoptr(GError) reason = NULL;
    guint64 size = 0;

    if (!page_file_size(fd, &size, error))
        return FALSE;
    if (page_structure_check(fd, size,
                             format == PAGE_FORMAT_PDF ? PAGE_STRUCTURE_PDF : PAGE_STRUCTURE_TIFF,
                             NULL, &reason))
        return TRUE;
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "page %u, from its part: %s", page,
                reason->message);
    return FALSE;
}

static gboolean
take_step(const Assembly *assembly, GError **error)
{
    return assembly->step == NULL || assembly->step(assembly->user_data, error);
}

static gboolean
copy_extent(const Assembly *assembly, int from, const PageExtent *extent, GError **error)
{
    guint64 most = assembly->format == PAGE_FORMAT_PDF ? PIECE_SIZE : extent->size, done = 0;

    while (done < extent->size) {
        const PageExtent piece = {extent->offset + done, MIN(most, extent->size - done)};

        if (!take_step(assembly, error) ||
            !assembly->sink->copy(assembly->sink, from, &piece, error))
            return FALSE;
        done += piece.size;
    }
    return TRUE;
}

static gboolean
copy_page(const Assembly *assembly, const PageAssemblyPage *page, const PageStored *stored,
          PageSummary *ret_summary, GError **error)
{
    PageSummary summary = {.spec = stored->spec, .view = page->view};

    if (!assembly->sink->begin_copy(assembly->sink, stored, &page->view, error))
        return FALSE;
    for (guint i = 0; i < stored->extents->len; i++)
        if (!copy_extent(assembly, page->fd, &g_array_index(stored->extents, PageExtent, i), error))
            return FALSE;
    if (!assembly->sink->end_page(assembly->sink, &summary, error))
        return FALSE;
    if (summary.stored != stored->stored) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED,
                    "what was copied of a page is not what was decoded of it");
        return FALSE;
    }
    *ret_summary = summary;
    return TRUE;
}

static gboolean
add_page(const Assembly *assembly, const PageAssemblyPage *page, guint number,
         PageSummary *ret_summary, GError **error)
{
    g_auto(PageStored) stored = {0};
    GError *cause = NULL;
    gboolean found = check_format(page->fd, assembly->format, number, error) &&
                     check_whole(page->fd, assembly->format, number, error) &&
                     take_step(assembly, error);

    if (!found)
        return FALSE;
    found = assembly->format == PAGE_FORMAT_TIFF
                ? page_tiff_read_page(page->fd, page->index, &stored, &cause)
                : page_pdf_read_page(page->fd, page->index, &stored, &cause);
    if (!found) {
        g_propagate_prefixed_error(error, cause, "page %u, from its part: ", number);
        return FALSE;
    }
    return check_view(&page->view, &stored.spec, number, error) &&
           copy_page(assembly, page, &stored, ret_summary, error);
}

static gboolean
check_count(guint n_pages, GError **error)
{
    if (n_pages == 0)
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_SHORT, "the document has no page");
    else if (n_pages > PAGE_MAX_PAGES)
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_LIMIT, "a document has at most %u pages",
                    PAGE_MAX_PAGES);
    return n_pages > 0 && n_pages <= PAGE_MAX_PAGES;
}

static gboolean
write_pages(const Assembly *assembly, const PageAssemblyPage *pages, guint n_pages,
            PageSummary *ret_summaries, PageSeal *ret_seal, GError **error)
{
    g_autofree PageSummary *summaries = g_new0(PageSummary, n_pages);
    PageSeal seal;

    for (guint i = 0; i < n_pages; i++)
        if (!add_page(assembly, &pages[i], i + 1, &summaries[i], error))
            return FALSE;
    if (!take_step(assembly, error) || !assembly->sink->seal(assembly->sink, &seal, error))
        return FALSE;
    memcpy(ret_summaries, summaries, n_pages * sizeof *summaries);
    *ret_seal = seal;
    return TRUE;
}

gboolean
page_assembly_write(int fd, const PageOptions *options, const PageProvenance *provenance,
                    const PageAssemblyPage *pages, guint n_pages, PageAssemblyStep step,
                    gpointer user_data, PageSummary *ret_summaries, PageSeal *ret_seal,
                    GError **error)
{
    const PageOptions plain = {.format = options->format, .classic_limit = options->classic_limit};
    Assembly assembly = {options->format, NULL, step, user_data};
    gboolean done;

    if (!check_count(n_pages, error))
        return FALSE;
    assembly.sink = options->format == PAGE_FORMAT_TIFF
                        ? page_tiff_sink_new(fd, &plain, provenance, error)
                        : page_pdf_sink_new(fd, &plain, provenance, error);
    if (assembly.sink == NULL)
        return FALSE;
    done = write_pages(&assembly, pages, n_pages, ret_summaries, ret_seal, error);
    assembly.sink->free(assembly.sink);
    return done;
}
