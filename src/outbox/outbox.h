/* The outbox: what has been scanned and not yet safely delivered, as folders on disk.
 *
 *   begin        seal        start_sending        deliver
 *     ──▶ making ──▶ ready ──────────▶ sending ──────────▶ delivered ──expire──▶ (removed)
 *            │         ▲                  │ │
 *            │         └────put_back──────┘ └───refuse──▶ refused ──retry──▶ ready
 *            └─recover─▶ quarantine                          └──discard──▶ discarded
 *   (ready and quarantine may be discarded too)
 *
 * An entry is the folder STATE/UUID; its state is the folder it lies in and rename is the only
 * transition, so `ls` shows the truth and a crash leaves a state that start-up understands. In it:
 *   original.tif or original.pdf   (original.part while it is being made)
 *   capture.json                   written once, at sealing
 *   upload.json, receipt.json, reason.json   as the way goes on
 * Nothing is ever deleted by recovery. Knows no network. Files 0600, folders 0700.
 *
 * All calls block on the disk. An Outbox may be used from several threads: it locks itself. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define OUTBOX_ERROR (outbox_error_quark())

typedef enum {
    OUTBOX_ERROR_LOCKED,     /* another process has this outbox open for writing */
    OUTBOX_ERROR_UNUSABLE,   /* the folder cannot be read or written */
    OUTBOX_ERROR_NO_SPACE,   /* not enough room for what is about to be scanned */
    OUTBOX_ERROR_UNKNOWN,    /* no entry of that id */
    OUTBOX_ERROR_STATE,      /* the entry is not in a state that allows this */
    OUTBOX_ERROR_DAMAGED,    /* the entry's files are not what was sealed; it is in quarantine */
    OUTBOX_ERROR_DIGEST,     /* what was read back is not what the scanner's helper wrote */
    OUTBOX_ERROR_UNREADABLE, /* the entry's files could not be read just now; nothing is changed */
} OutboxError;

GQuark outbox_error_quark(void);

typedef enum {
    OUTBOX_STATE_MAKING,
    OUTBOX_STATE_READY,
    OUTBOX_STATE_SENDING,
    OUTBOX_STATE_DELIVERED,
    OUTBOX_STATE_REFUSED,
    OUTBOX_STATE_QUARANTINE,
    OUTBOX_STATE_DISCARDED,
} OutboxState;

#define OUTBOX_STATE_COUNT 7

const char *outbox_state_code(OutboxState state); /* also the folder's name */

/* What was captured: the sidecar capture.json. Strings never NULL. */
typedef struct {
    char *id; /* the capture uuid: the entry's folder, and the Idempotency-Key */
    char *report_id;
    char *student_id;
    char *student_name;
    char *certificate_name;
    char *operator_id; /* KSUID of who scanned */
    char *server;      /* base URL it is meant for */
    char *station;
    char *scanner_vendor;
    char *scanner_model;
    char *scanner_device;
    char *settings;   /* one line */
    char *media_type; /* image/tiff or application/pdf */
    guint pages;
    guint resolution_dpi;
    gint64 captured_at;
    guint64 bytes;   /* as the helper says it */
    char crc64[17];  /* the same; held against the file at sealing and not kept */
    char sha256[65]; /* filled in by seal, unless whoever read the bytes of this CRC-64 did */
} OutboxCapture;

OutboxCapture *outbox_capture_new(void); /* every string "" */
OutboxCapture *outbox_capture_copy(const OutboxCapture *capture);
void outbox_capture_free(OutboxCapture *capture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutboxCapture, outbox_capture_free)

/* A look at one entry, as it was when it was asked for. */
typedef struct {
    char *id;
    OutboxState state;
    OutboxCapture *capture; /* NULL in making, and in quarantine if unreadable */
    char *path;             /* of the original (or part); "" if there is none */
    char *upload;           /* the server's upload UID, or "" */
    guint attempts;         /* failed attempts to send so far */
    gint64 next_attempt;    /* instant before which nobody need try; 0 = now */
    char *reason_code;      /* why it is refused, in quarantine, or not delivered yet; or "" */
    char *reason;           /* the same for people */
    char *receipt;          /* the receipt's JSON text, or "" */
    gint64 changed_at;      /* when it entered its state */
} OutboxItem;

void outbox_item_free(OutboxItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutboxItem, outbox_item_free)

typedef struct Outbox Outbox;

/* Opens (and makes) the outbox at `path` for writing: takes its lock, then recovers: what a crash
 * left in making is adopted if whole and sealed, else moved to quarantine with a reason; sending
 * goes back to ready. *ret_recovered (may be NULL): how many entries were moved. */
Outbox *outbox_open(const char *path, guint *ret_recovered, GError **error);
/* The same for reading alone: no lock, no recovery; every changing call fails. */
Outbox *outbox_open_read_only(const char *path, GError **error);
void outbox_close(Outbox *outbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outbox, outbox_close)

/* Entries in `states` (a mask of 1 << OutboxState; 0 = all), oldest first. Array of OutboxItem. */
GPtrArray *outbox_list(Outbox *outbox, guint states, GError **error);
/* The same of those whose folder was last changed from `since` to `until`, both inclusive, in whole
 * seconds: no others are read. A folder that was restored from a backup may have changed later. */
GPtrArray *outbox_list_changed(Outbox *outbox, guint states, gint64 since, gint64 until,
                               GError **error);
/* How many entries each state has. Reads none of them. */
gboolean outbox_count(Outbox *outbox, guint counts[OUTBOX_STATE_COUNT], GError **error);
OutboxItem *outbox_find(Outbox *outbox, const char *id, GError **error);

/* Makes making/<uuid> and an empty part file with `reserve` bytes reserved before the lamp moves;
 * gives its descriptor (the caller closes it) and one of an unlinked scratch file. */
gboolean outbox_begin(Outbox *outbox, const char *id, guint64 reserve, int *ret_fd,
                      int *ret_scratch_fd, GError **error);
/* The order of saving (reliability.md): fsync, read back, compare with what the helper says
 * (capture->bytes and crc64), digest if capture has none, rename, fsync folder, sidecar, rename to
 * ready, fsync. Only when this has returned TRUE may anybody say "saved". *ret_path (g_free; may be
 * NULL). On FALSE the entry is in making and may be sealed again, or, once an fsync has failed, in
 * quarantine for good. */
gboolean outbox_seal(Outbox *outbox, OutboxCapture *capture, char **ret_path, GError **error);
/* Removes an entry in making: cancelled or failed before it was sealed. */
gboolean outbox_abandon(Outbox *outbox, const char *id, GError **error);

/* ready → sending. Checks length and digest again first; a difference: quarantine and
 * OUTBOX_ERROR_DAMAGED. Any other failure leaves it ready, OUTBOX_ERROR_UNREADABLE where nobody
 * can tell. *ret_fd: the original, read only; the caller closes it. */
gboolean outbox_start_sending(Outbox *outbox, const char *id, int *ret_fd, GError **error);
/* Remembers where the upload lives, so that a later attempt resumes it; "" forgets it. For an entry
 * that is ready or being sent. */
gboolean outbox_note_upload(Outbox *outbox, const char *id, const char *upload, GError **error);
/* sending → ready after a failure that may pass; also where the reason cannot be written. */
gboolean outbox_put_back(Outbox *outbox, const char *id, const char *code, const char *reason,
                         gint64 next_attempt, GError **error);
/* sending → refused: the server will not take it; a person decides. FALSE: it is ready again. */
gboolean outbox_refuse(Outbox *outbox, const char *id, const char *code, const char *reason,
                       GError **error);
/* refused → ready, because a person said so. */
gboolean outbox_retry(Outbox *outbox, const char *id, GError **error);
/* sending → delivered; the receipt is stored, fsynced, before the rename. */
gboolean outbox_deliver(Outbox *outbox, const char *id, const char *receipt_json, GError **error);
/* ready, refused or quarantine → discarded, with who and why. The bytes stay until they expire. */
gboolean outbox_discard(Outbox *outbox, const char *id, const char *who, const char *why,
                        GError **error);
/* Removes what has been delivered (with a receipt whose digest matches) or discarded for longer
 * than `keep` microseconds. */
gboolean outbox_expire(Outbox *outbox, gint64 keep, guint *ret_removed, GError **error);

#define OUTBOX_KEEP_DEFAULT (30 * (gint64)86400 * 1000000)

G_END_DECLS
