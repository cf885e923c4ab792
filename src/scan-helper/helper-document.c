#include "helper-document.h"

#include "base-digest.h"
#include "base-file.h"
#include "helper-error.h"
#include "helper-link.h"
#include "scan-wire.h"

#include <math.h>

static void
send_done(const HelperDocument *document, const guint8 *sum, guint64 size)
{
    g_autoptr(ScanWireEvent) event = scan_wire_event_new(SCAN_WIRE_DONE);
    char hex[BASE_DIGEST_HEX_SIZE];
    base_digest_to_hex(sum, hex);
    event->pages = document->n_pages;
    event->dpi = (guint)round(document->summaries[0].spec.dpi_x);
    event->captured_at = document->captured_at;
    event->bytes = size;
    event->sha256 = g_strdup(hex);
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
sync_and_verify(const HelperDocument *document, const PageSeal *seal, guint8 *sum, GError **error)
{
    GThread *syncing = g_thread_try_new("sync", sync_thread, NULL, NULL);
    GError *cause = NULL;
    page_document_verify(SCAN_WIRE_FD_DOCUMENT, document->format, document->summaries,
                         document->n_pages, seal, sum, &cause);
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
    guint8 sum[BASE_DIGEST_SIZE];
    if (!sync_and_verify(document, seal, sum, error))
        return FALSE;
    if (document->checking != NULL)
        helper_checking_end(g_steal_pointer(document->checking));
    if (!helper_link_check(error))
        return FALSE;
    send_done(document, sum, seal->size);
    return TRUE;
}
