#include "helper-page.h"

#include "helper-error.h"
#include "helper-frame.h"
#include "helper-link.h"
#include "helper-planes.h"
#include "page-preview.h"

/* The longer side of the preview, in pixels. */
#define PREVIEW_SIDE 1800
/* Preview rows go out in packets of about this size, and at least so often. */
#define PREVIEW_PACKET   (48 * 1024)
#define PREVIEW_EVERY_US (100 * 1000)
#define ALIVE_EVERY_US   (G_USEC_PER_SEC / 2)

typedef struct {
    const HelperPageSource *source;
    guint number;
    HelperFrame frame; /* the present one */
    guint passes;      /* 1 or 3 */
    guint pass;        /* from 0 */
    HelperPlanes *planes;
    guint lines; /* of all passes so far */
    guint percent;
    gboolean reading; /* bytes of this frame have come */
    gint64 heard_at;  /* when the station last heard of progress */
    PageCheck *check;
    PagePreview *preview;
    guint preview_first;
    GByteArray *preview_rows;
    gint64 preview_sent_at;
} HelperPage;

/* ---- what the station hears ---- */

static void
flush_preview(HelperPage *page, guint next_row)
{
    if (page->preview_rows->len > 0)
        helper_link_send_preview(page->number, page->preview_first, page->preview_rows->data,
                                 page->preview_rows->len);
    g_byte_array_set_size(page->preview_rows, 0);
    page->preview_first = next_row;
    page->preview_sent_at = g_get_monotonic_time();
}

static void
on_preview_row(guint row, const guint8 *rgb, guint width, gpointer user_data)
{
    HelperPage *page = user_data;
    g_byte_array_append(page->preview_rows, rgb, width * 3);
    if (page->preview_rows->len >= PREVIEW_PACKET ||
        g_get_monotonic_time() - page->preview_sent_at >= PREVIEW_EVERY_US)
        flush_preview(page, row + 1);
}

static void
report_progress(HelperPage *page, guint n_rows)
{
    gint64 now = g_get_monotonic_time();
    guint64 all = (guint64)page->frame.height * page->passes;
    if (!page->reading)
        helper_link_send_phase(SCAN_WIRE_PHASE_READ, 0);
    page->reading = TRUE;
    page->lines += n_rows;
    guint percent = all ? (guint)(page->lines * (guint64)100 / all) : 0;
    if (percent > page->percent) {
        ScanWireEvent event = {
            .kind = SCAN_WIRE_PROGRESS, .page = page->number, .percent = percent};
        helper_link_send(&event);
        page->percent = percent;
        page->heard_at = now;
    } else if (now - page->heard_at >= ALIVE_EVERY_US) {
        helper_link_send_kind(SCAN_WIRE_ALIVE);
        page->heard_at = now;
    }
}

static void
send_started(HelperPage *page)
{
    guint width, height;
    page_preview_size(page->preview, &width, &height);
    ScanWireEvent event = {.kind = SCAN_WIRE_PAGE_STARTED,
                           .page = page->number,
                           .width = page->frame.width,
                           .height = page->frame.height,
                           .preview_width = width,
                           .preview_height = height};
    helper_link_send(&event);
}

/* ---- frames ---- */

static gboolean
start_frame(HelperPage *page, GError **error)
{
    SANE_Handle handle = page->source->handle;
    gboolean again = page->number > 1 && page->pass == 0;
    if (!helper_link_check(error))
        return FALSE;
    helper_link_send_phase(SCAN_WIRE_PHASE_BEGIN, 0);
    helper_link_enter(handle);
    SANE_Status status = sane_start(handle);
    /* Some drivers want the scan before closed first, though SANE does not ask for it. */
    if (again && (status == SANE_STATUS_EOF || status == SANE_STATUS_DEVICE_BUSY)) {
        helper_link_leave();
        sane_cancel(handle);
        helper_link_enter(handle);
        status = sane_start(handle);
    }
    helper_link_leave();
    if (!helper_link_check(error))
        return FALSE;
    if (status == SANE_STATUS_GOOD)
        return TRUE;
    if (status == SANE_STATUS_NO_DOCS && page->number > 1)
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_NO_DOCUMENTS,
                    "the feeder ran empty after %u pages", page->number - 1);
    else
        helper_error_set_status(error, status, "starting the scan");
    return FALSE;
}

static gboolean
begin_frame(HelperPage *page, GError **error)
{
    SANE_Parameters parameters = {0};
    if (!start_frame(page, error))
        return FALSE;
    SANE_Status status = sane_get_parameters(page->source->handle, &parameters);
    if (status != SANE_STATUS_GOOD) {
        helper_error_set_status(error, status, "asking for the frame's parameters");
        return FALSE;
    }
    page->reading = FALSE;
    return (page->pass > 0 || helper_setup_check_mode(page->source->mode, &parameters, error)) &&
           helper_frame_begin(&page->frame, &parameters, error);
}

static gboolean
add_rows(HelperPage *page, const guint8 *rows, guint n_rows, GError **error)
{
    GError *cause = NULL;
    page_preview_add_rows(page->preview, rows, n_rows);
    if (!page_document_add_rows(page->source->document, rows, n_rows, &cause)) {
        helper_error_take_document(error, cause);
        return FALSE;
    }
    page_check_add_rows(page->check, rows, n_rows);
    return TRUE;
}

static gboolean
on_rows(const guint8 *rows, guint n_rows, gpointer user_data, GError **error)
{
    HelperPage *page = user_data;
    if (page->planes && !helper_planes_is_last(page->planes)) {
        if (!helper_planes_store(page->planes, rows, n_rows, error))
            return FALSE;
    } else {
        if (page->planes && !helper_planes_weave(page->planes, rows, n_rows, &rows, error))
            return FALSE;
        if (!add_rows(page, rows, n_rows, error))
            return FALSE;
    }
    report_progress(page, n_rows);
    return TRUE;
}

static gboolean
read_frame(HelperPage *page, GError **error)
{
    guint height;
    if (page->planes && !helper_planes_begin(page->planes, &page->frame, error))
        return FALSE;
    if (!helper_frame_read(&page->frame, page->source->handle, on_rows, page, &height, error))
        return FALSE;
    return !page->planes || helper_planes_end(page->planes, height, error);
}

/* ---- the page ---- */

static gboolean
begin_page(HelperPage *page, GError **error)
{
    const HelperFrame *frame = &page->frame;
    gboolean whole = frame->format == SANE_FRAME_GRAY || frame->format == SANE_FRAME_RGB;
    PageSpec spec = {
        .width = frame->width,
        .height = frame->height,
        .channels = whole ? frame->channels : 3,
        .depth = frame->depth,
        .dpi_x = page->source->setup.dpi_x,
        .dpi_y = page->source->setup.dpi_y,
    };
    GError *cause = NULL;
    if (whole && !frame->last) {
        g_set_error_literal(error, SCAN_ERROR, SCAN_ERROR_FRAME,
                            "a whole picture is not the last frame");
        return FALSE;
    }
    if (!page_document_begin_page(page->source->document, &spec, &cause)) {
        helper_error_take_document(error, cause);
        return FALSE;
    }
    page->passes = whole ? 1 : 3;
    page->planes = whole ? NULL : helper_planes_new(page->source->scratch_fd, frame);
    page->check = page_check_new(&spec);
    page->preview = page_preview_new(&spec, PREVIEW_SIDE, on_preview_row, page);
    helper_checking_end(g_steal_pointer(page->source->checking));
    send_started(page);
    return TRUE;
}

static gboolean
end_page(HelperPage *page, PageSummary *ret_summary, GError **error)
{
    GError *cause = NULL;
    page_preview_end(page->preview);
    flush_preview(page, 0);
    if (!page_document_end_page(page->source->document, ret_summary, &cause)) {
        helper_error_take_document(error, cause);
        return FALSE;
    }
    *page->source->checking = helper_checking_start(g_steal_pointer(&page->check), page->number,
                                                    ret_summary);
    return TRUE;
}

static gboolean
scan_frames(HelperPage *page, GError **error)
{
    if (!begin_frame(page, error) || !begin_page(page, error))
        return FALSE;
    if (!read_frame(page, error))
        return FALSE;
    for (page->pass = 1; page->pass < page->passes; page->pass++)
        if (!begin_frame(page, error) || !read_frame(page, error))
            return FALSE;
    return TRUE;
}

gboolean
helper_page_scan(const HelperPageSource *source, guint number, PageSummary *ret_summary,
                 GError **error)
{
    HelperPage page = {
        .source = source,
        .number = number,
        .preview_rows = g_byte_array_new(),
        .heard_at = g_get_monotonic_time(),
        .preview_sent_at = g_get_monotonic_time(),
    };
    gboolean done = scan_frames(&page, error) && end_page(&page, ret_summary, error);
    page_preview_free(page.preview);
    page_check_free(page.check);
    helper_planes_free(page.planes);
    g_byte_array_unref(page.preview_rows);
    return done;
}
