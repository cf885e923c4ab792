#include "helper-scan.h"

#include "base-clock.h"
#include "helper-document.h"
#include "helper-error.h"
#include "helper-link.h"
#include "helper-page.h"
#include "helper-setup.h"
#include "page-document.h"
#include "scan-wire.h"

/* A document being made. */
typedef struct {
    const HelperDevice *device;
    const ScanWireRequest *request;
    HelperSetup setup;
    ScanDevice *scanner; /* the device's, with what can be chosen of it */
    PageFormat format;
    PageDocument *document;
    gint64 captured_at;
    GArray *summaries;        /* of PageSummary */
    HelperChecking *checking; /* of the last page, or NULL */
    guint64 raw_bytes;
} HelperScan;

static char *
settings_line(const ScanSettings *settings, const HelperSetup *setup)
{
    GString *line = g_string_new(NULL);
    g_string_append_printf(line, "resolution=%g mode=%s", setup->dpi_x,
                           scan_mode_code(settings->mode));
    if (settings->area.width > 0)
        g_string_append_printf(line, " area=%g,%g,%g,%g", settings->area.x, settings->area.y,
                               settings->area.width, settings->area.height);
    for (guint i = 0; i < settings->options->len; i++)
        g_string_append_printf(line, " %s", (const char *)settings->options->pdata[i]);
    return g_string_free(line, FALSE);
}

static gboolean
begin_document(HelperScan *scan, GError **error)
{
    const ScanWireRequest *request = scan->request;
    const ScanDevice *info = scan->device->info;
    g_autofree char *line = settings_line(request->settings, &scan->setup);
    scan->captured_at = base_clock_now();
    scan->format = request->settings->format == SCAN_FORMAT_PDF ? PAGE_FORMAT_PDF
                                                                : PAGE_FORMAT_TIFF;
    PageOptions options = {.format = scan->format, .compression = PAGE_COMPRESSION_LOSSLESS};
    PageProvenance provenance = {
        .report_id = request->report_id,
        .station = request->station,
        .scanner_vendor = *info->vendor ? info->vendor : NULL,
        .scanner_model = *info->model ? info->model : NULL,
        .scanner_device = info->name,
        .settings = line,
        .capture_uuid = request->capture_uuid,
        .captured_at = scan->captured_at,
    };
    GError *cause = NULL;
    scan->document = page_document_new(SCAN_WIRE_FD_DOCUMENT, &options, &provenance, &cause);
    if (!scan->document)
        helper_error_take_document(error, cause);
    return scan->document != NULL;
}

static gboolean
scan_pages(HelperScan *scan, GError **error)
{
    HelperPageSource source = {
        .handle = scan->device->handle,
        .document = scan->document,
        .mode = scan->request->settings->mode,
        .setup = scan->setup,
        .scratch_fd = SCAN_WIRE_FD_SCRATCH,
        .checking = &scan->checking,
    };
    for (guint number = 1; number <= scan->request->settings->pages; number++) {
        PageSummary summary;
        if (!helper_page_scan(&source, number, &summary, error))
            return FALSE;
        g_array_append_val(scan->summaries, summary);
        scan->raw_bytes += (guint64)page_spec_row_size(&summary.spec) * summary.spec.height;
    }
    return TRUE;
}

static gboolean
finish_document(HelperScan *scan, GError **error)
{
    const HelperDocument document = {
        .format = scan->format,
        .summaries = (const PageSummary *)(const void *)scan->summaries->data,
        .n_pages = scan->summaries->len,
        .captured_at = scan->captured_at,
        .scanner = scan->scanner,
        .checking = &scan->checking,
    };
    PageSeal seal;
    GError *cause = NULL;
    helper_link_send_phase(SCAN_WIRE_PHASE_FINISH, scan->raw_bytes);
    if (!page_document_seal(scan->document, &seal, &cause)) {
        helper_error_take_document(error, cause);
        return FALSE;
    }
    return helper_document_finish(&document, &seal, error);
}

static gboolean
set_up(HelperScan *scan, GError **error)
{
    g_autofree char *resolutions = NULL;
    g_autofree char *modes = NULL;
    SANE_Handle handle = scan->device->handle;
    if (!helper_setup_apply(handle, scan->request->settings, &scan->setup, error))
        return FALSE;
    helper_setup_describe(handle, &resolutions, &modes);
    scan->scanner = scan_device_with_choices(scan->device->info, resolutions, modes);
    return TRUE;
}

gboolean
helper_scan_run(const HelperDevice *device, const ScanWireRequest *request, GError **error)
{
    HelperScan scan = {
        .device = device,
        .request = request,
        .summaries = g_array_new(FALSE, FALSE, sizeof(PageSummary)),
    };
    gboolean done = set_up(&scan, error) && begin_document(&scan, error) &&
                    scan_pages(&scan, error) && finish_document(&scan, error);
    helper_checking_end(scan.checking);
    page_document_free(scan.document);
    scan_device_free(scan.scanner);
    g_array_unref(scan.summaries);
    return done;
}
