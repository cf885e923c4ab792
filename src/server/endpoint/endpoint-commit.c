#include "endpoint-private.h"

#include "base-digest.h"
#include "base-id.h"
#include "base-json.h"
#include "page-structure.h"

#include <string.h>
#include <unistd.h>

/* One commit on its way through the order of accepting (reliability.md). */
typedef struct {
    Endpoint *endpoint;
    HttpExchange *exchange;
    const char *report_id;
    const char *key;
    ApiOriginal *original;
    char content[BASE_DIGEST_HEX_SIZE];
} Commit;

/* What makes two requests with one key the same: everything but which upload carries the bytes,
 * as a station whose answer was lost may have had to upload them again. */
static void
digest_content(Commit *commit)
{
    g_autoptr(json_t) json = api_original_to_json(commit->original);
    g_autofree char *text = NULL;
    guint8 sum[BASE_DIGEST_SIZE];

    json_object_del(json, "upload");
    json_object_set_new(json, "report_id", json_string(commit->report_id));
    text = base_json_to_string(json);
    base_digest_bytes(text, strlen(text), sum);
    base_digest_to_hex(sum, commit->content);
}

static gboolean
read_request(Commit *commit)
{
    g_autoptr(json_t) json = NULL;
    g_autoptr(GError) error = NULL;

    commit->key = http_exchange_header(commit->exchange, "Idempotency-Key");
    if (commit->key == NULL || !base_id_is_uuid(commit->key)) {
        http_exchange_answer_problem(commit->exchange, API_PROBLEM_BAD_REQUEST,
                                     "Idempotency-Key must be a UUID in lower case", NULL);
        return FALSE;
    }
    if (!http_exchange_json(commit->exchange, &json))
        return FALSE;
    commit->original = api_original_from_json(json, &error);
    if (commit->original == NULL) {
        http_exchange_answer_problem(commit->exchange, API_PROBLEM_BAD_FIELD, error->message, NULL);
        return FALSE;
    }
    digest_content(commit);
    return TRUE;
}

/* TRUE if the key has its answer already, or cannot have one; either way the exchange is
 * answered. */
static gboolean
answer_repeat(Commit *commit)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *answer = NULL;

    if (!store_commit_repeat(commit->endpoint->store, commit->key, commit->content, &answer,
                             &error))
        endpoint_fail(commit->exchange, error, API_PROBLEM_INTERNAL);
    else if (answer != NULL)
        http_exchange_answer_json_text(commit->exchange, 201, answer);
    else
        return FALSE;
    return TRUE;
}

/* What can be refused before any byte is read. The transaction checks it once more. */
static gboolean
check_report(Commit *commit)
{
    g_autoptr(Report)
        report = endpoint_report(commit->endpoint, commit->exchange, commit->report_id);
    g_autoptr(GError) error = NULL;

    if (report == NULL)
        return FALSE;
    if (!report_status_is_pending(report->status))
        error = g_error_new_literal(STORE_ERROR, STORE_ERROR_NOT_PENDING,
                                    report_status_code(report->status));
    else if (report->claimed_by != NULL &&
             strcmp(report->claimed_by, commit->original->station) != 0)
        error = g_error_new_literal(STORE_ERROR, STORE_ERROR_CLAIMED, report->claimed_by);
    if (error != NULL)
        endpoint_fail(commit->exchange, error, API_PROBLEM_INTERNAL);
    return error == NULL;
}

/* How much is there is told, and so has to stay there. */
static void
answer_incomplete(Commit *commit, const StoreUpload *upload)
{
    g_autoptr(GError) error = NULL;
    guint64 offset = 0;

    if (!vault_upload_offset(commit->endpoint->vault, upload->uid, &offset, &error))
        endpoint_fail(commit->exchange, error, API_PROBLEM_UNKNOWN_UPLOAD);
    else
        http_exchange_answer_problem(commit->exchange, API_PROBLEM_UPLOAD_INCOMPLETE, NULL,
                                     json_pack("{s:I, s:I}", "offset", (json_int_t)offset, "length",
                                               (json_int_t)upload->length));
}

static gboolean
check_upload(Commit *commit)
{
    Endpoint *endpoint = commit->endpoint;
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreUpload) upload = store_upload(endpoint->store, commit->original->upload, &error);
    guint64 size = 0;

    if (upload == NULL || !vault_upload_size(endpoint->vault, upload->uid, &size, &error)) {
        endpoint_fail(commit->exchange, error, API_PROBLEM_UNKNOWN_UPLOAD);
        return FALSE;
    }
    if (size != upload->length) {
        answer_incomplete(commit, upload);
        return FALSE;
    }
    if (upload->length != commit->original->bytes) {
        http_exchange_answer_problem(commit->exchange, API_PROBLEM_DIGEST_MISMATCH,
                                     "the upload has another length than announced", NULL);
        return FALSE;
    }
    return TRUE;
}

static gboolean
digest_differs(int fd, const char *sha256)
{
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];

    if (!base_digest_file(fd, sum, NULL, NULL))
        return TRUE;
    base_digest_to_hex(sum, hex);
    return strcmp(hex, sha256) != 0;
}

/* Is it what its media type says, with as many pages? Where it is not because bytes were damaged
 * on the way, that is what is told: the station then sends them again. */
static gboolean
check_structure(Commit *commit)
{
    const ApiOriginal *original = commit->original;
    PageStructureFormat format = original->media == API_MEDIA_TIFF ? PAGE_STRUCTURE_TIFF
                                                                   : PAGE_STRUCTURE_PDF;
    g_autoptr(GError) error = NULL;
    g_autofree char *detail = NULL;
    PageStructure structure = {0};
    guint64 size = 0;
    int fd = vault_upload_open(commit->endpoint->vault, original->upload, &size, &error);

    if (fd < 0) {
        endpoint_fail(commit->exchange, error, API_PROBLEM_UNKNOWN_UPLOAD);
        return FALSE;
    }
    if (!page_structure_check(fd, size, format, &structure, &error)) {
        if (g_error_matches(error, PAGE_STRUCTURE_ERROR, PAGE_STRUCTURE_ERROR_READ)) {
            /* Our disk's fault, and no judgement on the file. */
            endpoint_fail(commit->exchange, error, API_PROBLEM_INTERNAL);
            close(fd);
            return FALSE;
        }
        detail = g_strdup(error->message);
    } else if (structure.pages != original->pages) {
        detail = g_strdup_printf("the file has %u pages, %u were announced", structure.pages,
                                 original->pages);
    }
    if (detail != NULL)
        http_exchange_answer_problem(commit->exchange,
                                     digest_differs(fd, original->sha256)
                                         ? API_PROBLEM_DIGEST_MISMATCH
                                         : API_PROBLEM_UNACCEPTABLE_FILE,
                                     detail, NULL);
    close(fd);
    return detail == NULL;
}

static char *
make_answer(const ApiReceipt *receipt, Report *report)
{
    g_autoptr(json_t) json = api_receipt_to_json(receipt);
    g_autofree char *first = base_json_to_string(json), *second = api_report_to_text(report);

    return g_strconcat("{\"receipt\":", first, ",\"report\":", second, "}", NULL);
}

/* The file is in the vault, durably, before the one transaction that makes it the original. */
static void
accept_original(Commit *commit)
{
    Endpoint *endpoint = commit->endpoint;
    const ApiOriginal *original = commit->original;
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreCommit) done = NULL;
    g_autofree char *answer = NULL;

    if (!vault_adopt(endpoint->vault, original->upload, original->sha256, original->bytes,
                     &error) ||
        !store_commit_original(endpoint->store, commit->report_id, commit->key, commit->content,
                               original, endpoint_session_of(commit->exchange)->ksuid, make_answer,
                               &done, &answer, &error)) {
        endpoint_fail(commit->exchange, error, API_PROBLEM_UNKNOWN_REPORT);
        return;
    }
    if (done != NULL) {
        g_mutex_lock(&endpoint->mutex);
        endpoint->originals++;
        g_mutex_unlock(&endpoint->mutex);
        endpoint_hub_publish(endpoint->hub, done->event);
        /* The original has its own name by now; a second one that stays does no harm. */
        vault_upload_forget(endpoint->vault, original->upload, NULL);
    }
    http_exchange_answer_json_text(commit->exchange, 201, answer);
}

/* Two requests with one key, such as an impatient repeat, run one after the other: the second
 * then finds the first one's answer, not the state that it left behind. */
static void
begin_key(Endpoint *endpoint, const char *key)
{
    g_mutex_lock(&endpoint->committing_mutex);
    while (g_hash_table_contains(endpoint->committing, key))
        g_cond_wait(&endpoint->committing_ended, &endpoint->committing_mutex);
    g_hash_table_add(endpoint->committing, (gpointer)(gsize)key);
    g_mutex_unlock(&endpoint->committing_mutex);
}

static void
end_key(Endpoint *endpoint, const char *key)
{
    g_mutex_lock(&endpoint->committing_mutex);
    g_hash_table_remove(endpoint->committing, key);
    g_cond_broadcast(&endpoint->committing_ended);
    g_mutex_unlock(&endpoint->committing_mutex);
}

void
endpoint_commit_post(HttpExchange *exchange, gpointer context)
{
    Commit commit = {
        .endpoint = context, .exchange = exchange, .report_id = http_exchange_param(exchange, 0)};

    if (read_request(&commit)) {
        begin_key(commit.endpoint, commit.key);
        if (!answer_repeat(&commit) && check_report(&commit) && check_upload(&commit) &&
            check_structure(&commit))
            accept_original(&commit);
        end_key(commit.endpoint, commit.key);
    }
    api_original_free(commit.original);
}
