/* The central server's records: SQLite, in one file, behind functions that speak the domain.
 *
 * One connection writes (WAL, synchronous=FULL, it alone checkpoints); readers are
 * read-only connections, one for each call that reads at the same time, kept for the next. What a
 * writing function does is done as a whole or not at all, and durable when it returns; those that
 * come at once share a transaction, for one sync of the log. Any thread.
 * Nothing here does HTTP or keeps files. */
#pragma once

#include "api-json.h"
#include "report.h"

G_BEGIN_DECLS

#define STORE_ERROR (store_error_quark())

typedef enum {
    STORE_ERROR_DATABASE,    /* SQLite failed: message has its words */
    STORE_ERROR_FULL,        /* no space left */
    STORE_ERROR_NEWER,       /* the file was written by a newer version of this program */
    STORE_ERROR_NOT_FOUND,   /* no such record */
    STORE_ERROR_NOT_PENDING, /* the report is not waiting for its original; message has its status
                                code */
    STORE_ERROR_CLAIMED,     /* another counter has it; message is that station's name */
    STORE_ERROR_IDEMPOTENCY, /* this key was used with other content */
    STORE_ERROR_EXISTS,      /* there is one already */
    STORE_ERROR_IMPORT,      /* the import file is refused: message names line and field */
} StoreError;

GQuark store_error_quark(void);

typedef struct Store Store;

/* Opens, makes or migrates `path`. `station` and `who` of audit entries come with each call. */
Store *store_open(const char *path, GError **error);
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)
/* A trivial write and read, for /readyz. */
gboolean store_check(Store *store, GError **error);

/* Users and sessions. Passwords are hashed by the caller's thread (argon2id): slow by intent. */
gboolean store_user_add(Store *store, const char *ksuid, ApiRole role, const char *name,
                        const char *password, GError **error);
/* TRUE with a new session (token in clear only here; the table holds its hash), or FALSE with
 * STORE_ERROR_NOT_FOUND for an unknown user and a wrong password alike, after the same work. */
ApiSession *store_sign_in(Store *store, const char *ksuid, const char *password, GError **error);
/* Whose token this is, or NULL and STORE_ERROR_NOT_FOUND (unknown or expired). token in the
 * result is NULL. */
ApiSession *store_session(Store *store, const char *token, GError **error);
gboolean store_sign_out(Store *store, const char *token, GError **error);

/* Reports, with set progress, originals and a live claim filled in. */
Report *store_report(Store *store, const char *report_id, GError **error);
/* STORE_ERROR_NOT_FOUND if there is no such student. Array of Report, the queue's order. */
GPtrArray *store_reports_of(Store *store, const char *student_id, gboolean pending, GError **error);
/* By beginning of report id or student number, or by part of the student's name. Order by id;
 * cursor = the last id of the page before, or NULL. *ret_next (g_free): the next, or NULL. */
GPtrArray *store_search(Store *store, const char *text, const char *cursor, guint limit,
                        char **ret_next, GError **error);
gboolean store_claim(Store *store, const char *report_id, const char *station, const char *who,
                     gint64 until, GError **error);
gboolean store_release(Store *store, const char *report_id, const char *station, GError **error);
GPtrArray *store_announcements(Store *store, GError **error);

/* Uploads: who may touch them, how long they shall be, when they end. The offset is the file's
 * length and stands in the vault alone. */
typedef struct {
    char *uid;
    char *owner; /* KSUID */
    guint64 length;
    char *metadata; /* Upload-Metadata as sent, or "" */
    gint64 expires_at;
} StoreUpload;

void store_upload_free(StoreUpload *upload);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreUpload, store_upload_free)
gboolean store_upload_add(Store *store, const StoreUpload *upload, GError **error);
StoreUpload *store_upload(Store *store, const char *uid, GError **error);
gboolean store_upload_remove(Store *store, const char *uid, GError **error);
/* UIDs of uploads that have expired at `now`; g_strfreev. */
char **store_uploads_expired(Store *store, gint64 now, GError **error);

/* Originals. */
typedef struct {
    char *vault_name; /* the file's name in the vault: its SHA-256 */
    char sha256[65];
    guint64 bytes;
    ApiMedia media;
} StoreOriginal;

void store_original_free(StoreOriginal *original);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreOriginal, store_original_free)
/* Number n of the report, from 1. */
StoreOriginal *store_original(Store *store, const char *report_id, guint n, GError **error);

typedef struct {
    ApiReceipt *receipt;
    Report *report;
    ApiEvent *event; /* NULL when the answer is a repeat */
} StoreCommit;

void store_commit_free(StoreCommit *commit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreCommit, store_commit_free)
/* What an earlier request with this key was answered, byte for byte: TRUE with *ret_answer (g_free)
 * set if the content is the same, TRUE with NULL if the key is new, STORE_ERROR_IDEMPOTENCY if
 * the content differs. `content`: the request's canonical digest, 64 hex. */
gboolean store_commit_repeat(Store *store, const char *key, const char *content, char **ret_answer,
                             GError **error);
/* In ONE transaction: checks again that the report is pending and not claimed by another station,
 * then original, status, event, audit entry, upload row gone, and the answer's text under its
 * key. The file must lie durably in the vault already. `make_answer` gives the answer's JSON text
 * from the new receipt and report (g_free) inside the transaction. If the key was taken meanwhile:
 * as store_commit_repeat, with *ret_answer set and *ret_commit NULL. */
gboolean store_commit_original(Store *store, const char *report_id, const char *key,
                               const char *content, const ApiOriginal *original, const char *who,
                               char *(*make_answer)(const ApiReceipt *receipt, Report *report),
                               StoreCommit **ret_commit, char **ret_answer, GError **error);

/* Events of a report with an id over `after`, oldest first, at most `limit`. Array of ApiEvent. */
GPtrArray *store_events(Store *store, const char *report_id, gint64 after, guint limit,
                        GError **error);
/* The newest event of the report, or one with id 0 and the present status where none is stored. */
ApiEvent *store_event_now(Store *store, const char *report_id, GError **error);

/* The import file, all or nothing; idempotent. Counts of what is new or changed. */
typedef struct {
    guint catalogue;
    guint students;
    guint reports;
} StoreImport;

gboolean store_import(Store *store, const char *bytes, gsize size, StoreImport *ret_import,
                      GError **error);

G_END_DECLS
