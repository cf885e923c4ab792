#include "helper-assembly.h"

#include "helper-document.h"
#include "helper-error.h"
#include "helper-link.h"
#include "page-assembly.h"
#include "page-sum.h"
#include "scan-wire.h"

#include <string.h>

#define ALIVE_EVERY_US (G_USEC_PER_SEC / 2)

static int
part_fd(guint part)
{
    return SCAN_WIRE_FD_PARTS + (int)part;
}

/* The page's own sums say nothing of a page that was put in another's place on the disk. */
static gboolean
check_part(const ScanPlan *plan, guint part, GError **error)
{
    const ScanPlanPart *wanted = scan_plan_part(plan, part);
    char crc64[PAGE_CRC64_HEX_SIZE];
    guint64 size = 0;
    GError *cause = NULL;
    if (!page_sum_file(part_fd(part), NULL, NULL, crc64, &size, &cause)) {
        helper_error_take_document(error, cause);
        return FALSE;
    }
    if (size == wanted->bytes && strcmp(crc64, wanted->crc64) == 0)
        return TRUE;
    g_set_error(error, SCAN_ERROR, SCAN_ERROR_DOCUMENT,
                "part %u reads back as %" G_GUINT64_FORMAT " bytes with CRC-64 %s", part + 1, size,
                crc64);
    return FALSE;
}

static gboolean
check_parts(const ScanPlan *plan, GError **error)
{
    for (guint i = 0; i < plan->parts->len; i++) {
        if (!helper_link_check(error) || !check_part(plan, i, error))
            return FALSE;
        helper_link_send_kind(SCAN_WIRE_ALIVE);
    }
    return TRUE;
}

static gboolean
on_step(gpointer user_data, GError **error)
{
    gint64 *heard_at = user_data, now = g_get_monotonic_time();
    if (now - *heard_at >= ALIVE_EVERY_US) {
        helper_link_send_kind(SCAN_WIRE_ALIVE);
        *heard_at = now;
    }
    return helper_link_check(error);
}

static PageAssemblyPage *
pages_new(const ScanPlan *plan)
{
    PageAssemblyPage *pages = g_new0(PageAssemblyPage, plan->pages->len);
    for (guint i = 0; i < plan->pages->len; i++) {
        const ScanPlanPage *page = scan_plan_page(plan, i);
        pages[i].fd = part_fd(page->part);
        pages[i].index = page->index;
        pages[i].view = (PageView){
            .rotation = page->rotation,
            .has_crop = page->has_crop,
            .crop_x = page->crop_x,
            .crop_y = page->crop_y,
            .crop_width = page->crop_width,
            .crop_height = page->crop_height,
        };
    }
    return pages;
}

static gboolean
write_document(const ScanWireRequest *request, PageFormat format, PageSummary *summaries,
               PageSeal *ret_seal, GError **error)
{
    const ScanPlan *plan = request->plan;
    const ScanDevice *scanner = request->known;
    const PageOptions options = {.format = format};
    const PageProvenance provenance = {
        .report_id = request->report_id,
        .station = request->station,
        .scanner_vendor = *scanner->vendor ? scanner->vendor : NULL,
        .scanner_model = *scanner->model ? scanner->model : NULL,
        .scanner_device = *scanner->name ? scanner->name : NULL,
        .settings = *plan->settings ? plan->settings : NULL,
        .capture_uuid = request->capture_uuid,
        .captured_at = plan->captured_at,
    };
    g_autofree PageAssemblyPage *pages = pages_new(plan);
    gint64 heard_at = g_get_monotonic_time();
    GError *cause = NULL;
    if (page_assembly_write(SCAN_WIRE_FD_DOCUMENT, &options, &provenance, pages, plan->pages->len,
                            on_step, &heard_at, summaries, ret_seal, &cause))
        return TRUE;
    if (cause->domain == SCAN_ERROR)
        g_propagate_error(error, cause);
    else
        helper_error_take_document(error, cause);
    return FALSE;
}

static guint64
raw_size(const PageSummary *summaries, guint n)
{
    guint64 size = 0;
    for (guint i = 0; i < n; i++)
        size += (guint64)page_spec_row_size(&summaries[i].spec) * summaries[i].spec.height;
    return size;
}

gboolean
helper_assembly_run(const ScanWireRequest *request, GError **error)
{
    guint n_pages = request->plan->pages->len;
    g_autofree PageSummary *summaries = g_new0(PageSummary, n_pages);
    PageFormat format = request->plan->format == SCAN_FORMAT_PDF ? PAGE_FORMAT_PDF
                                                                 : PAGE_FORMAT_TIFF;
    const HelperDocument document = {
        .format = format,
        .summaries = summaries,
        .n_pages = n_pages,
        .captured_at = request->plan->captured_at,
        .scanner = request->known,
    };
    PageSeal seal;
    helper_link_send_phase(SCAN_WIRE_PHASE_READ, 0);
    if (!check_parts(request->plan, error) ||
        !write_document(request, format, summaries, &seal, error))
        return FALSE;
    helper_link_send_phase(SCAN_WIRE_PHASE_FINISH, raw_size(summaries, n_pages));
    return helper_document_finish(&document, &seal, error);
}
