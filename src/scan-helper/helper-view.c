#include "helper-view.h"

#include "helper-error.h"
#include "helper-link.h"
#include "page-region.h"
#include "scan-wire.h"

/* Rows go out in packets of about this size. */
#define PACKET (64 * 1024)

typedef struct {
    guint page;
    gsize row_size;
    GByteArray *rows;
    guint first;
} HelperView;

static void
flush(HelperView *view)
{
    if (view->rows->len > 0)
        helper_link_send_preview(view->page, view->first, view->rows->data, view->rows->len);
    view->first += (guint)(view->rows->len / view->row_size);
    g_byte_array_set_size(view->rows, 0);
}

static gboolean
on_row(const guint8 *rgb, gpointer user_data, GError **error)
{
    HelperView *view = user_data;
    g_byte_array_append(view->rows, rgb, (guint)view->row_size);
    if (view->rows->len < PACKET)
        return TRUE;
    flush(view);
    return helper_link_check(error);
}

gboolean
helper_view_run(const ScanWireRequest *request, GError **error)
{
    const ScanRegion *asked = request->region;
    const PageRegion region = {asked->x, asked->y, asked->width, asked->height};
    g_autoptr(GByteArray) rows = g_byte_array_new();
    HelperView view = {asked->index + 1, (gsize)asked->width * 3, rows, 0};
    GError *cause = NULL;
    helper_link_send_phase(SCAN_WIRE_PHASE_READ, 0);
    if (!page_region_read(SCAN_WIRE_FD_DOCUMENT,
                          asked->format == SCAN_FORMAT_PDF ? PAGE_FORMAT_PDF : PAGE_FORMAT_TIFF,
                          asked->index, &region, on_row, &view, &cause)) {
        if (cause->domain == SCAN_ERROR)
            g_propagate_error(error, cause);
        else
            helper_error_take_document(error, cause);
        return FALSE;
    }
    flush(&view);
    helper_link_send_kind(SCAN_WIRE_DONE);
    return TRUE;
}
