#include "helper-document.h"

#include "base-file.h"
#include "helper-error.h"
#include "helper-link.h"
#include "page-sum.h"
#include "scan-wire.h"

#include <math.h>

static void
send_done(const HelperDocument *document, guint64 crc64, guint64 size)
{
    g_autoptr(ScanWireEvent) event = scan_wire_event_new(SCAN_WIRE_DONE);
    char hex[PAGE_CRC64_HEX_SIZE];
    page_crc64_to_hex(crc64, hex);
    event->pages = document->n_pages;
    event->dpi = (guint)round(document->summaries[0].spec.dpi_x);
    event->captured_at = document->captured_at;
    event->bytes = size;
    event->crc64 = g_strdup(hex);
    event->device = scan_device_copy(document->scanner);
    helper_link_send(event);
}

/* The error, or NULL. */
static gpointer
sync_thread(gpointer data)
{
    GError *error = NULL;
    (void)data;
    base_file_sync(SCAN_WIRE_FD_DOCUMENT, "the document", &error);
    return error;
}

/* Reading it back asks the kernel for what it is to write, and need not wait until it has. */
static gboolean
sync_and_verify(const HelperDocument *document, const PageSeal *seal, guint64 *ret_crc64,
                GError **error)
{
    GThread *syncing = g_thread_try_new("sync", sync_thread, NULL, NULL);
    GError *cause = NULL;
    page_document_verify(SCAN_WIRE_FD_DOCUMENT, document->format, document->summaries,
                         document->n_pages, seal, ret_crc64, &cause);
    GError *unsynced = syncing != NULL ? g_thread_join(syncing) : sync_thread(NULL);
    if (unsynced != NULL) {
        g_clear_error(&cause);
        cause = unsynced;
    }
    if (cause != NULL)
        helper_error_take_document(error, cause);
    return cause == NULL;
}

gboolean
helper_document_finish(const HelperDocument *document, const PageSeal *seal, GError **error)
{
    guint64 crc64;
    helper_link_send_kind(SCAN_WIRE_WRITTEN);
    if (!sync_and_verify(document, seal, &crc64, error))
        return FALSE;
    if (document->checking != NULL)
        helper_checking_end(g_steal_pointer(document->checking));
    if (!helper_link_check(error))
        return FALSE;
    send_done(document, crc64, seal->size);
    return TRUE;
}
