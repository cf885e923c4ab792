#include "outbox-private.h"

#include "base-file.h"
#include "base-id.h"
#include "base-json.h"

#include <string.h>
#include <unistd.h>

/* Locks, and sees that the entry is in `state`; the lock is held only on success. */
static gboolean
lock_in_state(Outbox *outbox, const char *id, OutboxState wanted, GError **error)
{
    OutboxState state;

    if (!outbox_lock(outbox, id, error))
        return FALSE;
    if (outbox_entry_state(outbox, id, &state, error)) {
        if (state == wanted)
            return TRUE;
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE, "entry %s is %s, not %s", id,
                    outbox_state_code(state), outbox_state_code(wanted));
    }
    outbox_unlock(outbox);
    return FALSE;
}

gboolean
outbox_start_sending(Outbox *outbox, const char *id, int *ret_fd, GError **error)
{
    g_autofree char *sidecar = outbox_entry_file(outbox, OUTBOX_STATE_READY, id, OUTBOX_CAPTURE);
    g_autoptr(OutboxCapture) capture = NULL;
    GError *fault = NULL;
    gboolean done = FALSE;
    int fd = -1;

    if (!lock_in_state(outbox, id, OUTBOX_STATE_READY, error))
        return FALSE;
    capture = outbox_capture_load(sidecar, &fault);
    if (capture != NULL)
        fd = outbox_entry_open_checked(outbox, OUTBOX_STATE_READY, id, capture, &fault);
    if (fd >= 0) {
        done = outbox_entry_pass(outbox, id, OUTBOX_STATE_READY, OUTBOX_STATE_SENDING, error);
    } else {
        if (fault->code == OUTBOX_ERROR_DAMAGED)
            outbox_entry_quarantine(outbox, OUTBOX_STATE_READY, id, "damaged", fault->message,
                                    NULL);
        g_propagate_error(error, fault);
    }
    outbox_unlock(outbox);
    if (done)
        *ret_fd = fd;
    else if (fd >= 0)
        close(fd);
    return done;
}

gboolean
outbox_note_upload(Outbox *outbox, const char *id, const char *upload, GError **error)
{
    g_autoptr(json_t) json = json_pack("{s:i, s:s}", "version", 1, "upload", upload);
    g_autofree char *text = base_json_to_string(json);
    GError *cause = NULL;
    OutboxState state;
    gboolean done = FALSE;

    if (!outbox_lock(outbox, id, error))
        return FALSE;
    if (!outbox_entry_state(outbox, id, &state, error)) {
        /* the error says it */
    } else if (state != OUTBOX_STATE_READY && state != OUTBOX_STATE_SENDING) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE, "entry %s is %s, not to be sent", id,
                    outbox_state_code(state));
    } else {
        g_autofree char *path = outbox_entry_file(outbox, state, id, OUTBOX_UPLOAD);

        done = base_file_write(path, text, strlen(text), 0600, &cause);
    }
    outbox_unlock(outbox);
    if (cause != NULL)
        outbox_take_error(error, cause);
    return done;
}

gboolean
outbox_put_back(Outbox *outbox, const char *id, const char *code, const char *words,
                gint64 next_attempt, GError **error)
{
    g_autoptr(OutboxItem) item = outbox_find(outbox, id, error);
    OutboxReason reason = {code, words, "", 1, next_attempt};
    gboolean done;

    if (item == NULL || !lock_in_state(outbox, id, OUTBOX_STATE_SENDING, error))
        return FALSE;
    reason.attempts += item->attempts;
    /* Where the reason cannot be written, on a full disk, the entry is to be tried all the same. */
    outbox_reason_save(outbox, OUTBOX_STATE_SENDING, id, &reason, NULL);
    done = outbox_entry_pass(outbox, id, OUTBOX_STATE_SENDING, OUTBOX_STATE_READY, error);
    outbox_unlock(outbox);
    return done;
}

gboolean
outbox_refuse(Outbox *outbox, const char *id, const char *code, const char *words, GError **error)
{
    const OutboxReason reason = {code, words, "", 0, 0};
    gboolean done;

    if (!lock_in_state(outbox, id, OUTBOX_STATE_SENDING, error))
        return FALSE;
    /* The reason first: nothing is ever refused without one. */
    done = outbox_reason_save(outbox, OUTBOX_STATE_SENDING, id, &reason, error);
    if (done)
        done = outbox_entry_pass(outbox, id, OUTBOX_STATE_SENDING, OUTBOX_STATE_REFUSED, error);
    else
        outbox_entry_pass(outbox, id, OUTBOX_STATE_SENDING, OUTBOX_STATE_READY, NULL);
    outbox_unlock(outbox);
    return done;
}

gboolean
outbox_retry(Outbox *outbox, const char *id, GError **error)
{
    const OutboxReason reason = {"", "", "", 0, 0};
    gboolean done;

    if (!lock_in_state(outbox, id, OUTBOX_STATE_REFUSED, error))
        return FALSE;
    done = outbox_reason_save(outbox, OUTBOX_STATE_REFUSED, id, &reason, error) &&
           outbox_entry_move(outbox, id, OUTBOX_STATE_REFUSED, OUTBOX_STATE_READY, error);
    outbox_unlock(outbox);
    return done;
}
