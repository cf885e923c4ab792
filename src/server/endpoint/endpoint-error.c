#include "endpoint-private.h"

#include <string.h>

static ApiProblem
problem_of_store(const GError *error, ApiProblem not_found)
{
    switch ((StoreError)error->code) {
    case STORE_ERROR_FULL:
        return API_PROBLEM_STORAGE_FULL;
    case STORE_ERROR_NOT_FOUND:
        return not_found;
    case STORE_ERROR_NOT_PENDING:
        return API_PROBLEM_NOT_PENDING;
    case STORE_ERROR_CLAIMED:
        return API_PROBLEM_CLAIMED;
    case STORE_ERROR_IDEMPOTENCY:
        return API_PROBLEM_IDEMPOTENCY_MISMATCH;
    case STORE_ERROR_DATABASE:
    case STORE_ERROR_NEWER:
    case STORE_ERROR_EXISTS:
    case STORE_ERROR_IMPORT:
        break;
    }
    return API_PROBLEM_INTERNAL;
}

static ApiProblem
problem_of_vault(const GError *error)
{
    switch ((VaultError)error->code) {
    case VAULT_ERROR_FULL:
        return API_PROBLEM_STORAGE_FULL;
    case VAULT_ERROR_NOT_FOUND:
        return API_PROBLEM_UPLOAD_GONE;
    case VAULT_ERROR_BUSY:
        return API_PROBLEM_UPLOAD_BUSY;
    case VAULT_ERROR_OFFSET:
        return API_PROBLEM_OFFSET_MISMATCH;
    case VAULT_ERROR_CHECKSUM:
        return API_PROBLEM_CHECKSUM_MISMATCH;
    case VAULT_ERROR_TOO_LONG:
        return API_PROBLEM_TOO_LARGE;
    case VAULT_ERROR_DIGEST:
        return API_PROBLEM_DIGEST_MISMATCH;
    case VAULT_ERROR_IO:
        break;
    }
    return API_PROBLEM_INTERNAL;
}

/* What goes with a problem, so that a program need not read the sentence. */
static json_t *
members_of(ApiProblem problem, const GError *error)
{
    if (problem == API_PROBLEM_NOT_PENDING)
        return json_pack("{s:s}", "report_status", error->message);
    if (problem == API_PROBLEM_CLAIMED)
        return json_pack("{s:s}", "station", error->message);
    return NULL;
}

static char *
detail_of(ApiProblem problem, const GError *error)
{
    ReportStatus status;

    if (problem == API_PROBLEM_NOT_PENDING && report_status_from_code(error->message, &status))
        return g_strdup_printf("The report is %s (%s); an original is taken for filed, applied and "
                               "re_review",
                               error->message, report_status_label(status, REPORT_LANGUAGE_ZH_TW));
    if (problem == API_PROBLEM_CLAIMED)
        return g_strdup_printf("The counter %s has this record before it", error->message);
    if (problem == API_PROBLEM_INTERNAL || problem == API_PROBLEM_STORAGE_FULL)
        return NULL;
    return g_strdup(error->message);
}

void
endpoint_fail(HttpExchange *exchange, const GError *error, ApiProblem not_found)
{
    ApiProblem problem = API_PROBLEM_INTERNAL;
    g_autofree char *detail = NULL;

    if (error->domain == STORE_ERROR)
        problem = problem_of_store(error, not_found);
    else if (error->domain == VAULT_ERROR)
        problem = problem_of_vault(error);
    if (problem == API_PROBLEM_INTERNAL || problem == API_PROBLEM_STORAGE_FULL)
        g_warning("request %s failed: %s", http_exchange_id(exchange), error->message);
    detail = detail_of(problem, error);
    http_exchange_answer_problem(exchange, problem, detail, members_of(problem, error));
}

Report *
endpoint_report(Endpoint *endpoint, HttpExchange *exchange, const char *report_id)
{
    const ApiSession *session = endpoint_session_of(exchange);
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = store_report(endpoint->store, report_id, &error);

    if (report == NULL) {
        endpoint_fail(exchange, error, API_PROBLEM_UNKNOWN_REPORT);
        return NULL;
    }
    /* A student learns nothing of others' reports, not even that they exist. */
    if (session->role == API_ROLE_STUDENT && strcmp(session->ksuid, report->student_id) != 0) {
        http_exchange_answer_problem(exchange, API_PROBLEM_UNKNOWN_REPORT, NULL, NULL);
        return NULL;
    }
    return g_steal_pointer(&report);
}
