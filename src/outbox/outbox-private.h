/* What the files of the outbox share. Not for others. */
#pragma once

#include "outbox.h"

G_BEGIN_DECLS

#define OUTBOX_MAX_ENTRIES 100000
#define OUTBOX_MAX_SIDECAR (64 * 1024)
#define OUTBOX_PART        "original.part"
#define OUTBOX_CAPTURE     "capture.json"
#define OUTBOX_UPLOAD      "upload.json"
#define OUTBOX_RECEIPT     "receipt.json"
#define OUTBOX_REASON      "reason.json"

struct Outbox {
    char *path;
    int lock; /* descriptor of the lock, or -1 when opened for reading alone */
    GMutex mutex;
};

/* Why an entry is where it is, or was not delivered: reason.json. Strings borrowed, never NULL. */
typedef struct {
    const char *code;
    const char *words;
    const char *who;
    guint attempts;
    gint64 next_attempt;
} OutboxReason;

/* The entry's folder; g_free. */
char *outbox_entry_folder(Outbox *outbox, OutboxState state, const char *id);
/* A file in it; g_free. */
char *outbox_entry_file(Outbox *outbox, OutboxState state, const char *id, const char *name);
/* "original.tif" or "original.pdf"; NULL for another media type. */
const char *outbox_entry_original(const char *media_type);

/* Which state the entry is in; OUTBOX_ERROR_UNKNOWN if it is in none. */
gboolean outbox_entry_state(Outbox *outbox, const char *id, OutboxState *ret_state, GError **error);
/* The entry's folder moves, durably. Its files are as they were on failure; where only the last
 * step failed, the sync, it lies in `to` all the same. */
gboolean outbox_entry_move(Outbox *outbox, const char *id, OutboxState from, OutboxState to,
                           GError **error);
/* The same for a move that a power cut may take back without harm: done when the entry lies in
 * `to`, synced or not. */
gboolean outbox_entry_pass(Outbox *outbox, const char *id, OutboxState from, OutboxState to,
                           GError **error);
/* When something in its folder was last made, moved in or removed; 0 if there is no such folder. */
gint64 outbox_entry_changed(Outbox *outbox, OutboxState state, const char *id);
/* Never fails: what cannot be read shows in the item. */
OutboxItem *outbox_entry_read(Outbox *outbox, OutboxState state, const char *id);

/* OUTBOX_ERROR_DAMAGED for what is missing or no such sidecar, UNREADABLE for what the disk or the
 * process could not read. */
OutboxCapture *outbox_capture_load(const char *path, GError **error);
gboolean outbox_capture_save(const OutboxCapture *capture, const char *path, GError **error);

gboolean outbox_reason_save(Outbox *outbox, OutboxState state, const char *id,
                            const OutboxReason *reason, GError **error);

/* Opens the original and sees that length and digest are the capture's; else -1 and
 * OUTBOX_ERROR_DAMAGED, or UNREADABLE where nobody can tell. */
int outbox_entry_open_checked(Outbox *outbox, OutboxState state, const char *id,
                              const OutboxCapture *capture, GError **error);
/* Moves an entry aside and says why; the words are for people who read the folder. */
gboolean outbox_entry_quarantine(Outbox *outbox, OutboxState from, const char *id, const char *code,
                                 const char *reason, GError **error);

/* Takes the mutex if the outbox is open for writing and the id is one; for `outbox_unlock`. */
gboolean outbox_lock(Outbox *outbox, const char *id, GError **error);
void outbox_unlock(Outbox *outbox);
/* Takes over an error of base: disk full stays that, all else is OUTBOX_ERROR_UNUSABLE. */
void outbox_take_error(GError **error, GError *cause);

guint outbox_recover(Outbox *outbox);

G_END_DECLS
