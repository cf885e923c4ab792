#include "store-private.h"

#include "base-clock.h"
#include "base-id.h"

#include <string.h>

void
store_original_free(StoreOriginal *original)
{
    if (original == NULL)
        return;
    g_free(original->vault_name);
    g_free(original);
}

static StoreOriginal *
find_original(StoreConnection *connection, const char *report_id, guint n, GError **error)
{
    sqlite3_stmt *statement = store_prepare(
        connection, "SELECT sha256, bytes, media_type FROM originals WHERE report_id = ? AND n = ?",
        error);
    gboolean row = FALSE;
    StoreOriginal *original;

    if (statement == NULL)
        return NULL;
    store_bind(statement, "si", report_id, (gint64)n);
    if (!store_step(connection, statement, &row, error))
        return NULL;
    if (!row) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "the report has no such original");
        return NULL;
    }
    original = g_new0(StoreOriginal, 1);
    original->vault_name = g_strdup(store_text(statement, 0));
    g_strlcpy(original->sha256, original->vault_name, sizeof original->sha256);
    original->bytes = (guint64)sqlite3_column_int64(statement, 1);
    api_media_from_type(store_text(statement, 2), &original->media);
    return original;
}

StoreOriginal *
store_original(Store *store, const char *report_id, guint n, GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    StoreOriginal *original;

    if (reader == NULL)
        return NULL;
    original = find_original(reader, report_id, n, error);
    store_read_end(store, reader);
    return original;
}

void
store_commit_free(StoreCommit *commit)
{
    if (commit == NULL)
        return;
    api_receipt_free(commit->receipt);
    api_event_free(commit->event);
    report_unref(commit->report);
    g_free(commit);
}

/* store_commit_repeat on a connection that the caller holds. */
static gboolean
find_answer(StoreConnection *connection, const char *key, const char *content, char **ret_answer,
            GError **error)
{
    sqlite3_stmt *statement = store_prepare(
        connection, "SELECT content, answer FROM commits WHERE key = ?", error);
    gboolean row = FALSE;

    if (statement == NULL)
        return FALSE;
    store_bind(statement, "s", key);
    if (!store_step(connection, statement, &row, error))
        return FALSE;
    if (row && strcmp(store_text(statement, 0), content) != 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_IDEMPOTENCY,
                    "this key was used with other content");
        return FALSE;
    }
    *ret_answer = row ? g_strdup(store_text(statement, 1)) : NULL;
    return TRUE;
}

gboolean
store_commit_repeat(Store *store, const char *key, const char *content, char **ret_answer,
                    GError **error)
{
    StoreConnection *reader = store_read_begin(store, error);
    gboolean done;

    if (reader == NULL)
        return FALSE;
    done = find_answer(reader, key, content, ret_answer, error);
    store_read_end(store, reader);
    return done;
}

/* One commit: what it is asked and what comes of it. */
typedef struct {
    const char *report_id;
    const char *key;
    const char *content;
    const ApiOriginal *original;
    const char *who;
    char *(*make_answer)(const ApiReceipt *receipt, Report *report);
    StoreCommit *commit;
    char *answer;
} Committing;

static gboolean
may_commit(const Report *report, const char *station, GError **error)
{
    if (!report_status_may_move(report->status, REPORT_STATUS_VERIFYING,
                                REPORT_MOVE_ORIGINAL_SCANNED)) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_NOT_PENDING,
                            report_status_code(report->status));
        return FALSE;
    }
    if (report->claimed_by != NULL && strcmp(report->claimed_by, station) != 0) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CLAIMED, report->claimed_by);
        return FALSE;
    }
    return TRUE;
}

static ApiReceipt *
new_receipt(const Committing *committing, gint64 now)
{
    ApiReceipt *receipt = g_new0(ApiReceipt, 1);

    receipt->id = g_malloc(BASE_UUID_SIZE);
    base_id_new_uuid(receipt->id);
    receipt->report_id = g_strdup(committing->report_id);
    memcpy(receipt->sha256, committing->original->sha256, sizeof receipt->sha256);
    receipt->bytes = committing->original->bytes;
    receipt->stored_at = now;
    return receipt;
}

static gboolean
insert_original(StoreConnection *connection, const Committing *committing,
                const ApiReceipt *receipt, guint n, GError **error)
{
    const ApiOriginal *original = committing->original;
    sqlite3_stmt *statement = store_prepare(
        connection,
        "INSERT INTO originals (receipt_id, report_id, n, sha256, bytes, media_type, pages, "
        "resolution_dpi, captured_at, stored_at, station, operator, scanner_vendor, scanner_model, "
        "scanner_device) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        error);

    if (statement == NULL)
        return FALSE;
    store_bind(statement, "ssisisiiiisssss", receipt->id, committing->report_id, (gint64)n,
               original->sha256, (gint64)original->bytes, api_media_type(original->media),
               (gint64)original->pages, (gint64)original->resolution_dpi, original->captured_at,
               receipt->stored_at, original->station, committing->who, original->scanner_vendor,
               original->scanner_model, original->scanner_device);
    return store_run(connection, statement, error);
}

/* The status, the claim that is done with, and the event that watchers will see. */
static gboolean
move_report(StoreConnection *connection, const char *report_id, gint64 now, ApiEvent **ret_event,
            GError **error)
{
    const char *verifying = report_status_code(REPORT_STATUS_VERIFYING);
    sqlite3_stmt *statement = store_prepare(connection,
                                            "UPDATE reports SET status = ? WHERE id = ?", error);
    ApiEvent *event;

    if (statement == NULL)
        return FALSE;
    store_bind(statement, "ss", verifying, report_id);
    if (!store_run(connection, statement, error))
        return FALSE;
    statement = store_prepare(connection, "DELETE FROM claims WHERE report_id = ?", error);
    if (statement == NULL)
        return FALSE;
    store_bind(statement, "s", report_id);
    if (!store_run(connection, statement, error))
        return FALSE;
    statement = store_prepare(connection,
                              "INSERT INTO events (report_id, status, at) VALUES (?, ?, ?)", error);
    if (statement == NULL)
        return FALSE;
    store_bind(statement, "ssi", report_id, verifying, now);
    if (!store_run(connection, statement, error))
        return FALSE;
    event = g_new0(ApiEvent, 1);
    event->id = sqlite3_last_insert_rowid(connection->db);
    event->report_id = g_strdup(report_id);
    event->status = REPORT_STATUS_VERIFYING;
    event->at = now;
    *ret_event = event;
    return TRUE;
}

static gboolean
audit_commit(StoreConnection *connection, const Committing *committing, const Report *before,
             const ApiReceipt *receipt, GError **error)
{
    g_autofree char *detail = store_detail_of_original(
        connection, receipt->id, before->status == REPORT_STATUS_FILED, error);
    const StoreAudit audit = {
        .who = committing->who,
        .station = committing->original->station,
        .action = STORE_ORIGINAL_STORED,
        .report_id = committing->report_id,
        .from = report_status_code(before->status),
        .to = report_status_code(REPORT_STATUS_VERIFYING),
        .why = report_move_code(REPORT_MOVE_ORIGINAL_SCANNED),
        .detail = detail,
    };

    return detail != NULL && store_audit_append(connection, receipt->stored_at, &audit, error);
}

static gboolean
remember_answer(StoreConnection *connection, const Committing *committing,
                const ApiReceipt *receipt, const char *answer, GError **error)
{
    sqlite3_stmt *statement = store_prepare(
        connection, "INSERT INTO commits (key, content, answer, receipt_id) VALUES (?, ?, ?, ?)",
        error);

    if (statement == NULL)
        return FALSE;
    store_bind(statement, "ssss", committing->key, committing->content, answer, receipt->id);
    if (!store_run(connection, statement, error))
        return FALSE;
    statement = store_prepare(connection, "DELETE FROM uploads WHERE uid = ?", error);
    if (statement == NULL)
        return FALSE;
    store_bind(statement, "s", committing->original->upload);
    return store_run(connection, statement, error);
}

static gboolean
commit_original(StoreConnection *connection, gpointer data, GError **error)
{
    Committing *committing = data;
    gint64 now = base_clock_now();
    g_autoptr(StoreCommit) commit = g_new0(StoreCommit, 1);
    g_autoptr(Report) before = NULL;
    g_autofree char *answer = NULL;

    if (!find_answer(connection, committing->key, committing->content, &committing->answer, error))
        return FALSE;
    if (committing->answer != NULL)
        return TRUE;
    before = store_report_on(connection, committing->report_id, error);
    if (before == NULL || !may_commit(before, committing->original->station, error))
        return FALSE;
    commit->receipt = new_receipt(committing, now);
    if (!insert_original(connection, committing, commit->receipt, before->originals + 1, error) ||
        !move_report(connection, committing->report_id, now, &commit->event, error))
        return FALSE;
    commit->report = store_report_on(connection, committing->report_id, error);
    if (commit->report == NULL)
        return FALSE;
    answer = committing->make_answer(commit->receipt, commit->report);
    if (!remember_answer(connection, committing, commit->receipt, answer, error) ||
        !audit_commit(connection, committing, before, commit->receipt, error))
        return FALSE;
    committing->answer = g_steal_pointer(&answer);
    committing->commit = g_steal_pointer(&commit);
    return TRUE;
}

gboolean
store_commit_original(Store *store, const char *report_id, const char *key, const char *content,
                      const ApiOriginal *original, const char *who,
                      char *(*make_answer)(const ApiReceipt *receipt, Report *report),
                      StoreCommit **ret_commit, char **ret_answer, GError **error)
{
    Committing committing = {report_id, key, content, original, who, make_answer, NULL, NULL};

    if (!store_transaction(store, commit_original, &committing, error)) {
        store_commit_free(committing.commit);
        g_free(committing.answer);
        return FALSE;
    }
    *ret_commit = committing.commit;
    *ret_answer = committing.answer;
    return TRUE;
}
