#include "client-private.h"

#include "base-digest.h"
#include "base-file.h"
#include "base-id.h"
#include "base-json.h"

#include <string.h>

static gboolean
receipt_fits(const ApiReceipt *receipt, const Report *report, const char *report_id,
             const ApiOriginal *original, GError **error)
{
    const char *fault = NULL;

    if (strcmp(receipt->report_id, report_id) != 0 || strcmp(report->id, report_id) != 0)
        fault = "names another report";
    else if (strcmp(receipt->sha256, original->sha256) != 0)
        fault = "is for other bytes";
    else if (receipt->bytes != original->bytes)
        fault = "is for another length";
    else if (report_status_is_pending(report->status))
        fault = "came, but the report is still waiting";
    if (fault == NULL)
        return TRUE;
    g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RECEIPT, "the server's receipt %s", fault);
    return FALSE;
}

static gboolean
read_answer(json_t *json, ApiReceipt **ret_receipt, Report **ret_report, GError **error)
{
    g_autoptr(ApiReceipt) receipt = NULL;
    GError *cause = NULL;
    Report *report = NULL;

    receipt = api_receipt_from_json(json_object_get(json, "receipt"), &cause);
    if (receipt != NULL)
        report = api_report_from_json(json_object_get(json, "report"), "report", &cause);
    if (report == NULL) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH, "the server's answer: %s",
                    cause->message);
        g_error_free(cause);
        return FALSE;
    }
    *ret_receipt = g_steal_pointer(&receipt);
    *ret_report = report;
    return TRUE;
}

gboolean
client_commit(Client *client, const char *report_id, const char *idempotency_key,
              const ApiOriginal *original, ApiReceipt **ret_receipt, char **ret_receipt_json,
              Report **ret_report, GCancellable *cancellable, GError **error)
{
    g_autofree char *path = g_strconcat(CLIENT_API "/reports/", report_id, "/originals", NULL);
    g_autofree char *key = g_strconcat("Idempotency-Key: ", idempotency_key, NULL);
    const char *const headers[] = {key, NULL};
    g_autoptr(json_t) body = api_original_to_json(original);
    g_autoptr(json_t) json = NULL;
    g_autoptr(ApiReceipt) receipt = NULL;
    g_autoptr(Report) report = NULL;

    if (!base_id_is_safe(report_id)) {
        g_set_error(error, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_REPORT,
                    "“%.64s” is not a report's number", report_id);
        return FALSE;
    }
    if (!client_request_json(client, "POST", path, body, headers, 201, &json, cancellable, error) ||
        !read_answer(json, &receipt, &report, error) ||
        !receipt_fits(receipt, report, report_id, original, error))
        return FALSE;
    if (ret_receipt_json != NULL)
        *ret_receipt_json = base_json_to_string(json_object_get(json, "receipt"));
    if (ret_receipt != NULL)
        *ret_receipt = g_steal_pointer(&receipt);
    if (ret_report != NULL)
        *ret_report = g_steal_pointer(&report);
    return TRUE;
}

/* An original on its way into a file. */
typedef struct {
    int fd;
    BaseDigest *digest;
    GError *fault;
} Fetch;

static gboolean
take_bytes(const char *bytes, gsize size, gpointer data)
{
    Fetch *fetch = data;

    base_digest_update(fetch->digest, bytes, size);
    return base_file_write_all(fetch->fd, bytes, size, &fetch->fault);
}

static gboolean
check_etag(ClientAnswer *answer, BaseDigest *digest, GError **error)
{
    const char *etag = client_answer_header(answer, "etag");
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];
    g_autofree char *quoted = NULL;

    base_digest_finish(digest, sum);
    base_digest_to_hex(sum, hex);
    quoted = g_strdup_printf("\"%s\"", hex);
    if (g_strcmp0(etag, quoted) == 0)
        return TRUE;
    g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH,
                "the bytes that came have the digest %s, not the one announced", hex);
    return FALSE;
}

gboolean
client_fetch_original(Client *client, const char *report_id, guint n, int fd,
                      GCancellable *cancellable, GError **error)
{
    g_autofree char *path = g_strdup_printf(CLIENT_API "/reports/%s/originals/%u", report_id, n);
    g_autoptr(BaseDigest) digest = base_digest_new();
    Fetch fetch = {.fd = fd, .digest = digest};
    const ClientRequest request = {.method = "GET",
                                   .path = path,
                                   .answer_limit = API_MAX_JSON_ANSWER,
                                   .stall_limit = client->limits.stall,
                                   .sink = take_bytes,
                                   .user_data = &fetch};
    g_autoptr(ClientAnswer) answer = NULL;

    if (!base_id_is_safe(report_id)) {
        g_set_error(error, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_REPORT,
                    "“%.64s” is not a report's number", report_id);
        return FALSE;
    }
    answer = client_request_expect(client, &request, 200, cancellable, error);
    if (fetch.fault != NULL) {
        g_clear_error(error);
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_FILE, "%s", fetch.fault->message);
        g_error_free(fetch.fault);
        return FALSE;
    }
    return answer != NULL && check_etag(answer, digest, error);
}
