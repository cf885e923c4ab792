#include "endpoint-private.h"

#include "base-id.h"

#include <string.h>

#define MIN_QUERY 2
#define MAX_QUERY 100

static void
answer_reports(HttpExchange *exchange, GPtrArray *reports, const char *next)
{
    g_autofree char *text = api_reports_to_text(reports, next);

    http_exchange_answer_json_text(exchange, 200, text);
}

static void
list_student(Endpoint *endpoint, HttpExchange *exchange, const char *student_id)
{
    const char *pending = http_exchange_query(exchange, "pending");
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) reports = NULL;

    if (pending != NULL && strcmp(pending, "true") != 0 && strcmp(pending, "false") != 0) {
        http_exchange_answer_problem(exchange, API_PROBLEM_BAD_FIELD,
                                     "pending is neither true nor false", NULL);
        return;
    }
    if (!base_id_is_safe(student_id)) {
        http_exchange_answer_problem(exchange, API_PROBLEM_UNKNOWN_STUDENT, NULL, NULL);
        return;
    }
    reports = store_reports_of(endpoint->store, student_id,
                               pending != NULL && strcmp(pending, "true") == 0, &error);
    if (reports == NULL)
        endpoint_fail(exchange, error, API_PROBLEM_UNKNOWN_STUDENT);
    else
        answer_reports(exchange, reports, NULL);
}

static void
list_search(Endpoint *endpoint, HttpExchange *exchange, const char *text)
{
    const char *cursor = http_exchange_query(exchange, "cursor");
    glong length = g_utf8_strlen(text, -1);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) reports = NULL;
    g_autofree char *next = NULL;

    if (length < MIN_QUERY || length > MAX_QUERY || (cursor != NULL && !base_id_is_safe(cursor))) {
        http_exchange_answer_problem(exchange, API_PROBLEM_BAD_FIELD,
                                     "q has 2 to 100 characters, and cursor is a report's number",
                                     NULL);
        return;
    }
    reports = store_search(endpoint->store, text, cursor, API_PAGE_SIZE, &next, &error);
    if (reports == NULL)
        endpoint_fail(exchange, error, API_PROBLEM_INTERNAL);
    else
        answer_reports(exchange, reports, next);
}

void
endpoint_reports_list(HttpExchange *exchange, gpointer context)
{
    const char *student_id = http_exchange_query(exchange, "student_id");
    const char *text = http_exchange_query(exchange, "q");

    if ((student_id != NULL) == (text != NULL))
        http_exchange_answer_problem(exchange, API_PROBLEM_BAD_FIELD,
                                     "ask by student_id or by q, and not by both", NULL);
    else if (student_id != NULL)
        list_student(context, exchange, student_id);
    else
        list_search(context, exchange, text);
}

void
endpoint_reports_get(HttpExchange *exchange, gpointer context)
{
    g_autoptr(Report) report = endpoint_report(context, exchange, http_exchange_param(exchange, 0));

    if (report != NULL) {
        g_autofree char *text = api_report_to_text(report);

        http_exchange_answer_json_text(exchange, 200, text);
    }
}

void
endpoint_reports_announcements(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) announcements = store_announcements(endpoint->store, &error);

    if (announcements == NULL)
        endpoint_fail(exchange, error, API_PROBLEM_INTERNAL);
    else
        http_exchange_answer_json(exchange, 200, api_announcements_to_json(announcements));
}
