#include "client-private.h"

#include "base-json.h"

#include <string.h>

#define MAX_PROBLEM (64 * 1024)
#define MAX_WAIT    86400 /* seconds */

G_DEFINE_QUARK(client - error - quark, client_error)

gboolean
client_error_may_pass(const GError *error)
{
    static const ApiProblem passing[] = {API_PROBLEM_TOO_MANY_REQUESTS, API_PROBLEM_INTERNAL,
                                         API_PROBLEM_UNAVAILABLE, API_PROBLEM_STORAGE_FULL,
                                         API_PROBLEM_UPLOAD_BUSY};

    if (error->domain == CLIENT_ERROR)
        return error->code == CLIENT_ERROR_UNREACHABLE || error->code == CLIENT_ERROR_TIMEOUT ||
               error->code == CLIENT_ERROR_CUT;
    for (guint i = 0; i < G_N_ELEMENTS(passing); i++) {
        if (g_error_matches(error, API_PROBLEM_ERROR, (int)passing[i]))
            return TRUE;
    }
    return FALSE;
}

static ClientError
error_of_curl(CURLcode code)
{
    switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_ABORTED_BY_CALLBACK:
        return CLIENT_ERROR_URL;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
        return CLIENT_ERROR_UNREACHABLE;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return CLIENT_ERROR_TLS;
    case CURLE_OPERATION_TIMEDOUT:
        return CLIENT_ERROR_TIMEOUT;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return CLIENT_ERROR_CUT;
    default:
        return CLIENT_ERROR_RUBBISH;
    }
}

void
client_error_take_curl(GError **error, CURLcode code, const char *words)
{
    g_set_error(error, CLIENT_ERROR, (int)error_of_curl(code), "%s",
                *words != '\0' ? words : curl_easy_strerror(code));
}

/* A server that speaks no problem+json, such as a proxy in between, is known by its status. */
static gboolean
problem_of_status(long status, ApiProblem *ret_problem)
{
    if (status == 401)
        *ret_problem = API_PROBLEM_NOT_SIGNED_IN;
    else if (status == 403)
        *ret_problem = API_PROBLEM_FORBIDDEN;
    else if (status == 404)
        *ret_problem = API_PROBLEM_NOT_FOUND;
    else if (status == 410)
        *ret_problem = API_PROBLEM_UPLOAD_GONE;
    else if (status == 413)
        *ret_problem = API_PROBLEM_TOO_LARGE;
    else if (status == 423)
        *ret_problem = API_PROBLEM_UPLOAD_BUSY;
    else if (status == 429)
        *ret_problem = API_PROBLEM_TOO_MANY_REQUESTS;
    else if (status == 409)
        *ret_problem = API_PROBLEM_OFFSET_MISMATCH;
    else if (status == 460)
        *ret_problem = API_PROBLEM_CHECKSUM_MISMATCH;
    else if (status >= 500 && status <= 599)
        *ret_problem = API_PROBLEM_UNAVAILABLE;
    else if (status >= 400 && status <= 499)
        *ret_problem = API_PROBLEM_BAD_REQUEST;
    else
        return FALSE;
    return TRUE;
}

static gboolean
problem_of_body(ClientAnswer *answer, ApiProblem *ret_problem, char **ret_detail)
{
    const char *type = client_answer_header(answer, "content-type");
    g_autoptr(json_t) json = NULL;
    const char *code, *detail;

    if (type == NULL || !g_str_has_prefix(type, "application/problem+json") ||
        !base_json_parse((const char *)answer->body->data, answer->body->len, MAX_PROBLEM, &json,
                         NULL))
        return FALSE;
    code = json_string_value(json_object_get(json, "code"));
    detail = json_string_value(json_object_get(json, "detail"));
    if (code == NULL || !api_problem_from_code(code, ret_problem))
        return FALSE;
    *ret_detail = g_strdup(detail != NULL ? detail : api_problem_title(*ret_problem));
    return TRUE;
}

/* RFC 9110, section 10.2.3; the form that is a date counts as not said. */
static guint
seconds_to_wait(ClientAnswer *answer)
{
    const char *text = client_answer_header(answer, "retry-after");
    guint64 seconds = 0;

    if (text == NULL || !g_ascii_string_to_unsigned(text, 10, 0, MAX_WAIT, &seconds, NULL))
        return 0;
    return (guint)seconds;
}

void
client_error_take_answer(GError **error, ClientAnswer *answer)
{
    g_autofree char *detail = NULL;
    GError *made;
    ApiProblem problem;

    if (answer->status >= 400 && problem_of_body(answer, &problem, &detail)) {
        made = g_error_new_literal(API_PROBLEM_ERROR, (int)problem, detail);
    } else if (problem_of_status(answer->status, &problem)) {
        made = g_error_new(API_PROBLEM_ERROR, (int)problem, "the server answered %ld",
                           answer->status);
    } else {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH,
                    "the server answered %ld, which nobody asked for", answer->status);
        return;
    }
    api_problem_error_set_wait(made, seconds_to_wait(answer));
    g_propagate_error(error, made);
}
