#include "client-private.h"

#include "base-id.h"
#include "base-json.h"

#include <string.h>

#define MAX_QUERY 100

/* An answer that is JSON but not what the API promises. */
static void
take_rubbish(GError **error, GError *cause)
{
    g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH, "the server's answer: %s",
                cause->message);
    g_error_free(cause);
}

/* The path of a report, with `rest` behind; NULL and API_PROBLEM_UNKNOWN_REPORT if the number
 * cannot be one. */
static char *
report_path(const char *report_id, const char *rest, GError **error)
{
    if (!base_id_is_safe(report_id)) {
        g_set_error(error, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_REPORT,
                    "“%.64s” is not a report's number", report_id);
        return NULL;
    }
    return g_strconcat(CLIENT_API "/reports/", report_id, rest, NULL);
}

ApiSession *
client_sign_in(Client *client, const char *ksuid, const char *password, GCancellable *cancellable,
               GError **error)
{
    g_autoptr(json_t) body = json_pack("{s:s, s:s}", "ksuid", ksuid, "password", password);
    g_autoptr(json_t) json = NULL;
    ApiSession *session;
    GError *cause = NULL;

    if (body == NULL) {
        g_set_error(error, API_PROBLEM_ERROR, API_PROBLEM_WRONG_PASSWORD,
                    "KSUID or password is not UTF-8");
        return NULL;
    }
    if (!client_request_json(client, "POST", CLIENT_API "/session", body, NULL, 201, &json,
                             cancellable, error))
        return NULL;
    session = api_session_from_json(json, &cause);
    if (session == NULL)
        take_rubbish(error, cause);
    return session;
}

gboolean
client_sign_out(Client *client, GCancellable *cancellable, GError **error)
{
    return client_request_json(client, "DELETE", CLIENT_API "/session", NULL, NULL, 204, NULL,
                               cancellable, error);
}

static GPtrArray *
get_reports(Client *client, const char *path, char **ret_next, GCancellable *cancellable,
            GError **error)
{
    g_autoptr(json_t) json = NULL;
    GPtrArray *reports;
    GError *cause = NULL;

    if (!client_request_json(client, "GET", path, NULL, NULL, 200, &json, cancellable, error))
        return NULL;
    reports = api_reports_from_json(json, ret_next, &cause);
    if (reports == NULL)
        take_rubbish(error, cause);
    return reports;
}

GPtrArray *
client_reports_of(Client *client, const char *student_id, gboolean pending,
                  GCancellable *cancellable, GError **error)
{
    g_autofree char *path = NULL;

    if (!base_id_is_safe(student_id)) {
        g_set_error(error, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_STUDENT,
                    "“%.64s” is not a student's number", student_id);
        return NULL;
    }
    path = g_strconcat(CLIENT_API "/reports?student_id=", student_id,
                       pending ? "&pending=true" : "", NULL);
    return get_reports(client, path, NULL, cancellable, error);
}

GPtrArray *
client_search(Client *client, const char *text, const char *cursor, char **ret_next,
              GCancellable *cancellable, GError **error)
{
    g_autofree char *escaped = NULL;
    g_autofree char *after = cursor != NULL ? g_uri_escape_string(cursor, NULL, FALSE) : NULL;
    g_autofree char *path = NULL;

    if (!g_utf8_validate(text, -1, NULL) || g_utf8_strlen(text, -1) > MAX_QUERY) {
        g_set_error(error, API_PROBLEM_ERROR, API_PROBLEM_BAD_FIELD,
                    "a search has at most %d characters", MAX_QUERY);
        return NULL;
    }
    escaped = g_uri_escape_string(text, NULL, FALSE);
    path = g_strconcat(CLIENT_API "/reports?q=", escaped, after != NULL ? "&cursor=" : "",
                       after != NULL ? after : "", NULL);
    return get_reports(client, path, ret_next, cancellable, error);
}

Report *
client_report(Client *client, const char *report_id, GCancellable *cancellable, GError **error)
{
    g_autofree char *path = report_path(report_id, "", error);
    g_autoptr(json_t) json = NULL;
    g_autoptr(Report) report = NULL;
    GError *cause = NULL;

    if (path == NULL ||
        !client_request_json(client, "GET", path, NULL, NULL, 200, &json, cancellable, error))
        return NULL;
    report = api_report_from_json(json, "", &cause);
    if (report == NULL) {
        take_rubbish(error, cause);
        return NULL;
    }
    /* Nobody's certificate may be scanned into somebody else's record. */
    if (strcmp(report->id, report_id) != 0) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH,
                    "the server was asked for report %s and gave %s", report_id, report->id);
        return NULL;
    }
    return g_steal_pointer(&report);
}

static gboolean
change_claim(Client *client, const char *method, const char *report_id, const char *station,
             long wanted, GCancellable *cancellable, GError **error)
{
    g_autofree char *path = report_path(report_id, "/claim", error);
    g_autoptr(json_t) body = json_pack("{s:s}", "station", station);

    return path != NULL &&
           client_request_json(client, method, path, body, NULL, wanted, NULL, cancellable, error);
}

gboolean
client_claim(Client *client, const char *report_id, const char *station, GCancellable *cancellable,
             GError **error)
{
    return change_claim(client, "PUT", report_id, station, 200, cancellable, error);
}

gboolean
client_release(Client *client, const char *report_id, const char *station,
               GCancellable *cancellable, GError **error)
{
    return change_claim(client, "DELETE", report_id, station, 204, cancellable, error);
}

GPtrArray *
client_announcements(Client *client, GCancellable *cancellable, GError **error)
{
    g_autoptr(json_t) json = NULL;
    GPtrArray *announcements;
    GError *cause = NULL;

    if (!client_request_json(client, "GET", CLIENT_API "/announcements", NULL, NULL, 200, &json,
                             cancellable, error))
        return NULL;
    announcements = api_announcements_from_json(json, &cause);
    if (announcements == NULL)
        take_rubbish(error, cause);
    return announcements;
}
