#include "page-document.h"

#include "page-pool.h"
#include "page-sink.h"
#include "page-verify.h"

#include <math.h>

#define MIN_DPI 1.0
#define MAX_DPI 100000.0

typedef enum {
    STATE_BETWEEN_PAGES,
    STATE_IN_PAGE,
    STATE_SEALED,
    STATE_FAILED,
} State;

struct PageDocument {
    State state;
    guint n_pages; /* ended ones */
    PageSink *sink;
    PagePool *pool;
    PageSpec spec;      /* as announced */
    guint n_rows;       /* given so far */
    GPtrArray *strips;  /* of PageStrip: every one there is */
    GPtrArray *free;    /* those of them that nobody works on */
    PageStrip *filling; /* NULL or one of them */
};

GQuark
page_error_quark(void)
{
    return g_quark_from_static_string("page-error-quark");
}

static void
set_state(PageDocument *document, State state)
{
    static const char *const names[] = {"between pages", "in page", "sealed", "failed"};

    g_debug("page document: %s -> %s", names[document->state], names[state]);
    document->state = state;
}

/* Every public function ends through this: whatever fails makes the document worthless. */
static gboolean
outcome(PageDocument *document, gboolean done, State state)
{
    if (!done)
        set_state(document, STATE_FAILED);
    else if (document->state != state)
        set_state(document, state);
    return done;
}

gsize
page_spec_row_size(const PageSpec *spec)
{
    return ((gsize)spec->width * spec->channels * spec->depth + 7) / 8;
}

static void
code_strip(gpointer job)
{
    page_strip_code(job);
    page_strip_prove(job);
}

PageDocument *
page_document_new(int fd, const PageOptions *options, const PageProvenance *provenance,
                  GError **error)
{
    PageSink *sink = options->format == PAGE_FORMAT_TIFF
                         ? page_tiff_sink_new(fd, options, provenance, error)
                         : page_pdf_sink_new(fd, options, provenance, error);
    PageDocument *document;

    if (sink == NULL)
        return NULL;
    document = g_new0(PageDocument, 1);
    document->sink = sink;
    document->pool = page_pool_new(options->threads, code_strip);
    document->strips = g_ptr_array_new_with_free_func((GDestroyNotify)page_strip_free);
    document->free = g_ptr_array_new();
    return document;
}

void
page_document_free(PageDocument *document)
{
    if (document == NULL)
        return;
    page_pool_free(document->pool);
    document->sink->free(document->sink);
    g_ptr_array_unref(document->free);
    g_ptr_array_unref(document->strips);
    g_free(document);
}

gboolean
page_spec_check(const PageSpec *spec, GError **error)
{
    gboolean known = spec->channels == 1
                         ? spec->depth == 1 || spec->depth == 8 || spec->depth == 16
                         : spec->channels == 3 && (spec->depth == 8 || spec->depth == 16);

    if (!known) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_UNSUPPORTED,
                    "there are no pages of %u channels with %u bits", spec->channels, spec->depth);
        return FALSE;
    }
    if (spec->width == 0 || spec->width > PAGE_MAX_WIDTH || spec->height > PAGE_MAX_HEIGHT) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_LIMIT, "a page of %u × %u pixels is too large",
                    spec->width, spec->height);
        return FALSE;
    }
    if (!(spec->dpi_x >= MIN_DPI && spec->dpi_x <= MAX_DPI && spec->dpi_y >= MIN_DPI &&
          spec->dpi_y <= MAX_DPI)) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_LIMIT, "no page has %g × %g pixels an inch",
                    spec->dpi_x, spec->dpi_y);
        return FALSE;
    }
    return TRUE;
}

static void
make_strips(PageDocument *document, guint rows_per_strip, PageCoding coding)
{
    /* Each thread has one under way and one that waits; one more is being filled. */
    guint n = 2 * page_pool_threads(document->pool) + 1;

    g_ptr_array_set_size(document->free, 0);
    g_ptr_array_set_size(document->strips, 0);
    for (guint i = 0; i < n; i++) {
        PageStrip *strip = page_strip_new(&document->spec, rows_per_strip, coding);

        g_ptr_array_add(document->strips, strip);
        g_ptr_array_add(document->free, strip);
    }
}

static gboolean
begin_page(PageDocument *document, const PageSpec *spec, GError **error)
{
    PageCoding coding = PAGE_CODING_NONE;
    guint rows_per_strip;

    if (!page_spec_check(spec, error))
        return FALSE;
    if (document->n_pages == PAGE_MAX_PAGES) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_LIMIT, "a document has at most %u pages",
                    PAGE_MAX_PAGES);
        return FALSE;
    }
    rows_per_strip = page_strip_rows_for(spec);
    if (!document->sink->begin_page(document->sink, spec, rows_per_strip, &coding, error))
        return FALSE;
    document->spec = *spec;
    document->n_rows = 0;
    document->filling = NULL;
    make_strips(document, rows_per_strip, coding);
    return TRUE;
}

gboolean
page_document_begin_page(PageDocument *document, const PageSpec *spec, GError **error)
{
    g_return_val_if_fail(document->state == STATE_BETWEEN_PAGES, FALSE);
    return outcome(document, begin_page(document, spec, error), STATE_IN_PAGE);
}

/* Waits for the oldest strip, lets the sink have it, and has a free one again. FALSE without an
 * error in *ret_failed: there was none. */
static gboolean
write_oldest(PageDocument *document, gboolean *ret_failed, GError **error)
{
    PageStrip *strip = page_pool_take(document->pool);
    PageStripResult result;

    if (strip == NULL)
        return FALSE;
    if (!page_strip_result(strip, &result, error) ||
        !document->sink->add_strip(document->sink, &result, error)) {
        *ret_failed = TRUE;
        return FALSE;
    }
    page_strip_reset(strip);
    g_ptr_array_add(document->free, strip);
    return TRUE;
}

static gboolean
take_free_strip(PageDocument *document, GError **error)
{
    gboolean failed = FALSE;

    if (document->free->len == 0 && !write_oldest(document, &failed, error))
        return FALSE;
    document->filling = g_ptr_array_steal_index_fast(document->free, document->free->len - 1);
    return TRUE;
}

static void
hand_over_strip(PageDocument *document)
{
    page_pool_push(document->pool, document->filling);
    document->filling = NULL;
}

static gboolean
check_count(PageDocument *document, guint n_rows, GError **error)
{
    gboolean known = document->spec.height > 0;
    guint room = (known ? document->spec.height : PAGE_MAX_HEIGHT) - document->n_rows;

    if (n_rows <= room)
        return TRUE;
    if (known)
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_EXCESS, "more than the announced %u rows came",
                    document->spec.height);
    else
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_LIMIT, "a page has at most %u rows",
                    PAGE_MAX_HEIGHT);
    return FALSE;
}

static gboolean
add_rows(PageDocument *document, const guint8 *rows, guint n_rows, GError **error)
{
    gsize row_size = page_spec_row_size(&document->spec);

    if (!check_count(document, n_rows, error))
        return FALSE;
    document->n_rows += n_rows;
    while (n_rows > 0) {
        guint taken;

        if (document->filling == NULL && !take_free_strip(document, error))
            return FALSE;
        taken = page_strip_add_rows(document->filling, rows, n_rows);
        rows += taken * row_size;
        n_rows -= taken;
        if (page_strip_is_full(document->filling))
            hand_over_strip(document);
    }
    return TRUE;
}

gboolean
page_document_add_rows(PageDocument *document, const guint8 *rows, guint n_rows, GError **error)
{
    g_return_val_if_fail(document->state == STATE_IN_PAGE, FALSE);
    return outcome(document, add_rows(document, rows, n_rows, error), STATE_IN_PAGE);
}

static gboolean
check_end(const PageDocument *document, GError **error)
{
    if (document->n_rows > 0 && document->n_rows >= document->spec.height)
        return TRUE;
    g_set_error(error, PAGE_ERROR, PAGE_ERROR_SHORT, "only %u of %u announced rows came",
                document->n_rows, MAX(document->spec.height, 1));
    return FALSE;
}

static gboolean
end_page(PageDocument *document, PageSummary *ret_summary, GError **error)
{
    PageSummary summary = {.spec = document->spec};
    gboolean failed = FALSE;

    if (!check_end(document, error))
        return FALSE;
    if (document->filling != NULL)
        hand_over_strip(document);
    while (write_oldest(document, &failed, error))
        ;
    if (failed)
        return FALSE;
    summary.spec.height = document->n_rows;
    if (!document->sink->end_page(document->sink, &summary, error))
        return FALSE;
    document->n_pages++;
    if (ret_summary != NULL)
        *ret_summary = summary;
    return TRUE;
}

gboolean
page_document_end_page(PageDocument *document, PageSummary *ret_summary, GError **error)
{
    g_return_val_if_fail(document->state == STATE_IN_PAGE, FALSE);
    return outcome(document, end_page(document, ret_summary, error), STATE_BETWEEN_PAGES);
}

static gboolean
seal(PageDocument *document, PageSeal *ret_seal, GError **error)
{
    PageSeal made = {0};

    if (document->n_pages == 0) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_SHORT, "the document has no page");
        return FALSE;
    }
    if (!document->sink->seal(document->sink, &made, error))
        return FALSE;
    if (ret_seal != NULL)
        *ret_seal = made;
    return TRUE;
}

gboolean
page_document_seal(PageDocument *document, PageSeal *ret_seal, GError **error)
{
    g_return_val_if_fail(document->state == STATE_BETWEEN_PAGES, FALSE);
    return outcome(document, seal(document, ret_seal, error), STATE_SEALED);
}

gboolean
page_document_verify(int fd, PageFormat format, const PageSummary *summaries, guint n_pages,
                     const PageSeal *seal_made, guint64 *ret_crc64, GError **error)
{
    g_autoptr(GArray) images = g_array_new(FALSE, FALSE, sizeof(PageVerifyImage));
    gboolean found = format == PAGE_FORMAT_TIFF
                         ? page_tiff_verify(fd, summaries, n_pages, images, error)
                         : page_pdf_verify(fd, summaries, n_pages, images, error);

    return found && page_verify_bytes(fd, images, summaries, seal_made, ret_crc64, error);
}
