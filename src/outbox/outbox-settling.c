#include "outbox-private.h"

#include "api-json.h"
#include "base-clock.h"
#include "base-file.h"
#include "base-folder.h"
#include "base-json.h"

#include <string.h>

/* The receipt in `text`, if it is for these bytes. */
static json_t *
check_receipt(const OutboxCapture *capture, const char *text, GError **error)
{
    g_autoptr(json_t) json = NULL;
    g_autoptr(ApiReceipt) receipt = NULL;
    g_autoptr(GError) fault = NULL;

    if (base_json_parse(text, strlen(text), OUTBOX_MAX_SIDECAR, &json, &fault))
        receipt = api_receipt_from_json(json, &fault);
    if (receipt == NULL) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE, "the receipt of entry %s: %s",
                    capture->id, fault->message);
        return NULL;
    }
    if (receipt->bytes != capture->bytes || strcmp(receipt->sha256, capture->sha256) != 0 ||
        strcmp(receipt->report_id, capture->report_id) != 0) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_DIGEST,
                    "the receipt is not for entry %s: it names report %s and digest %s",
                    capture->id, receipt->report_id, receipt->sha256);
        return NULL;
    }
    return g_steal_pointer(&json);
}

static gboolean
deliver_entry(Outbox *outbox, const char *id, const char *receipt_json, GError **error)
{
    g_autofree char *sidecar = outbox_entry_file(outbox, OUTBOX_STATE_SENDING, id, OUTBOX_CAPTURE);
    g_autofree char *path = outbox_entry_file(outbox, OUTBOX_STATE_SENDING, id, OUTBOX_RECEIPT);
    g_autoptr(OutboxCapture) capture = NULL;
    g_autoptr(json_t) receipt = NULL;
    g_autoptr(json_t) stored = NULL;
    g_autofree char *text = NULL;
    GError *cause = NULL;

    capture = outbox_capture_load(sidecar, &cause);
    if (capture == NULL) {
        outbox_take_error(error, cause);
        return FALSE;
    }
    receipt = check_receipt(capture, receipt_json, error);
    if (receipt == NULL)
        return FALSE;
    stored = json_pack("{s:i, s:I, s:O}", "version", 1, "at", (json_int_t)base_clock_now(),
                       "receipt", receipt);
    text = base_json_to_string(stored);
    if (!base_file_write(path, text, strlen(text), 0600, &cause)) {
        outbox_take_error(error, cause);
        return FALSE;
    }
    return outbox_entry_pass(outbox, id, OUTBOX_STATE_SENDING, OUTBOX_STATE_DELIVERED, error);
}

gboolean
outbox_deliver(Outbox *outbox, const char *id, const char *receipt_json, GError **error)
{
    OutboxState state;
    gboolean done = FALSE;

    if (!outbox_lock(outbox, id, error))
        return FALSE;
    if (outbox_entry_state(outbox, id, &state, error)) {
        if (state == OUTBOX_STATE_SENDING)
            done = deliver_entry(outbox, id, receipt_json, error);
        else
            g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE, "entry %s is %s, not being sent",
                        id, outbox_state_code(state));
    }
    outbox_unlock(outbox);
    return done;
}

static gboolean
may_be_discarded(OutboxState state)
{
    return state == OUTBOX_STATE_READY || state == OUTBOX_STATE_REFUSED ||
           state == OUTBOX_STATE_QUARANTINE;
}

gboolean
outbox_discard(Outbox *outbox, const char *id, const char *who, const char *why, GError **error)
{
    const OutboxReason reason = {"discarded", why, who, 0, 0};
    OutboxState state;
    gboolean done = FALSE;

    if (!outbox_lock(outbox, id, error))
        return FALSE;
    if (outbox_entry_state(outbox, id, &state, error)) {
        if (may_be_discarded(state))
            done = outbox_reason_save(outbox, state, id, &reason, error) &&
                   outbox_entry_move(outbox, id, state, OUTBOX_STATE_DISCARDED, error);
        else
            g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE,
                        "entry %s is %s and cannot be discarded", id, outbox_state_code(state));
    }
    outbox_unlock(outbox);
    return done;
}

/* A delivered copy goes only with a receipt for its very bytes; a discarded one when its time is
 * over. */
static gboolean
is_expired(const OutboxItem *item, gint64 keep)
{
    g_autoptr(json_t) receipt = NULL;

    if (item->changed_at + keep > base_clock_now())
        return FALSE;
    if (item->state == OUTBOX_STATE_DISCARDED)
        return TRUE;
    if (item->capture == NULL)
        return FALSE;
    receipt = check_receipt(item->capture, item->receipt, NULL);
    return receipt != NULL;
}

gboolean
outbox_expire(Outbox *outbox, gint64 keep, guint *ret_removed, GError **error)
{
    g_autoptr(GPtrArray) items = NULL;
    guint removed = 0;

    if (outbox->lock < 0) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_LOCKED,
                    "the outbox “%s” was opened for reading alone", outbox->path);
        return FALSE;
    }
    /* An entry is as old as its folder, or older if that came back from a backup: then it stays for
     * as long again. */
    items = outbox_list_changed(outbox, 1u << OUTBOX_STATE_DELIVERED | 1u << OUTBOX_STATE_DISCARDED,
                                G_MININT64, base_clock_now() - keep, error);
    if (items == NULL)
        return FALSE;
    for (guint i = 0; i < items->len; i++) {
        const OutboxItem *item = g_ptr_array_index(items, i);
        g_autofree char *folder = outbox_entry_folder(outbox, item->state, item->id);
        GError *cause = NULL;

        if (!is_expired(item, keep))
            continue;
        if (!base_folder_remove(folder, &cause)) {
            outbox_take_error(error, cause);
            return FALSE;
        }
        removed++;
    }
    if (ret_removed != NULL)
        *ret_removed = removed;
    return TRUE;
}
