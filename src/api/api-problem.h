/* The registry of errors that travel between server and station (RFC 9457), compiled into both.
 *
 * Each has a stable code, an HTTP status and an English title. Pure; any thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/* X(NAME, "code", http status, "title") — the one list. */
#define API_PROBLEMS(X)                                                                            \
    X(BAD_REQUEST, "bad_request", 400, "The request is malformed")                                 \
    X(BAD_JSON, "bad_json", 400, "The body is not the JSON that this route takes")                 \
    X(BAD_FIELD, "bad_field", 422, "A field has a value that is not accepted")                     \
    X(NOT_SIGNED_IN, "not_signed_in", 401, "Sign in first")                                        \
    X(WRONG_PASSWORD, "wrong_password", 401, "The KSUID or the password is wrong")                 \
    X(FORBIDDEN, "forbidden", 403, "Your role may not do this")                                    \
    X(NOT_FOUND, "not_found", 404, "There is no such thing here")                                  \
    X(UNKNOWN_REPORT, "unknown_report", 404, "There is no report with this number")                \
    X(UNKNOWN_STUDENT, "unknown_student", 404, "There is no student with this number")             \
    X(UNKNOWN_UPLOAD, "unknown_upload", 404, "There is no such upload, or it has expired")         \
    X(METHOD_NOT_ALLOWED, "method_not_allowed", 405, "This route does not take this method")       \
    X(NOT_PENDING, "not_pending", 409, "The report is not waiting for its original")               \
    X(CLAIMED, "claimed", 409, "Another counter has this record before it")                        \
    X(UPLOAD_INCOMPLETE, "upload_incomplete", 409, "The upload is not whole yet")                  \
    X(OFFSET_MISMATCH, "offset_mismatch", 409, "The upload goes on from another offset")           \
    X(UPLOAD_BUSY, "upload_busy", 423, "Another request is writing to this upload")                \
    X(UPLOAD_GONE, "upload_gone", 410, "The upload was deleted or has expired")                    \
    X(PRECONDITION_FAILED, "precondition_failed", 412, "The tus version is not 1.0.0")             \
    X(TOO_LARGE, "too_large", 413, "The body is larger than this route takes")                     \
    X(URI_TOO_LONG, "uri_too_long", 414, "The URL is longer than the server takes")                \
    X(WRONG_MEDIA_TYPE, "wrong_media_type", 415, "This route takes another media type")            \
    X(RANGE_NOT_SATISFIABLE, "range_not_satisfiable", 416, "The file is not that long")            \
    X(DIGEST_MISMATCH, "digest_mismatch", 422, "The bytes are not those that were announced")      \
    X(IDEMPOTENCY_MISMATCH, "idempotency_mismatch", 422, "This key was used with other content")   \
    X(UNACCEPTABLE_FILE, "unacceptable_file", 422, "The file is not what its media type says")     \
    X(HEADERS_TOO_LARGE, "headers_too_large", 431, "The headers are larger than the server takes") \
    X(TOO_MANY_REQUESTS, "too_many_requests", 429, "Too many attempts: wait")                      \
    X(CHECKSUM_MISMATCH, "checksum_mismatch", 460, "The chunk's checksum differs")                 \
    X(INTERNAL, "internal", 500, "The server failed; nothing was changed")                         \
    X(STORAGE_FULL, "storage_full", 507, "The server has no space left")                           \
    X(UNAVAILABLE, "unavailable", 503, "The server is not ready")

typedef enum {
#define API_PROBLEM_ENUM(name, code, http, title) API_PROBLEM_##name,
    API_PROBLEMS(API_PROBLEM_ENUM)
#undef API_PROBLEM_ENUM
    API_PROBLEM_COUNT
} ApiProblem;

/* The domain of errors that a server answered with; GError.code is an ApiProblem. */
#define API_PROBLEM_ERROR (api_problem_error_quark())
GQuark api_problem_error_quark(void);
/* Seconds after which the server wants to be asked again; 0 where it did not say. */
guint api_problem_error_get_wait(const GError *error);
/* `error` must be of API_PROBLEM_ERROR. */
void api_problem_error_set_wait(GError *error, guint seconds);

const char *api_problem_code(ApiProblem problem);
guint api_problem_http_status(ApiProblem problem);
const char *api_problem_title(ApiProblem problem);
gboolean api_problem_from_code(const char *code, ApiProblem *ret_problem);

/* The body of application/problem+json: type, title, status, code, detail, correlation_id.
 * `detail` and `correlation_id` may be NULL. New reference; further members may be added. */
json_t *api_problem_to_json(ApiProblem problem, const char *detail, const char *correlation_id);

G_END_DECLS
