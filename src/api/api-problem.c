#include "api-problem.h"

#include <string.h>

typedef struct {
    guint wait; /* seconds */
} ApiProblemErrorPrivate;

/* GLib asks for all three; what it has allocated is zero. */
static void
api_problem_error_private_init(ApiProblemErrorPrivate *private G_GNUC_UNUSED)
{
}

static void
api_problem_error_private_copy(const ApiProblemErrorPrivate *source, ApiProblemErrorPrivate *target)
{
    if (source != NULL && target != NULL)
        *target = *source;
}

static void
api_problem_error_private_clear(ApiProblemErrorPrivate *private G_GNUC_UNUSED)
{
}

G_DEFINE_EXTENDED_ERROR(ApiProblemError, api_problem_error)

guint
api_problem_error_get_wait(const GError *error)
{
    const ApiProblemErrorPrivate *private = error->domain == API_PROBLEM_ERROR
                                                ? api_problem_error_get_private(error)
                                                : NULL;

    return private != NULL ? private->wait : 0;
}

void
api_problem_error_set_wait(GError *error, guint seconds)
{
    ApiProblemErrorPrivate *private = api_problem_error_get_private(error);

    if (private != NULL)
    private->wait = seconds;
}

static const struct {
    const char *code;
    guint http_status;
    const char *title;
} problems[API_PROBLEM_COUNT] = {
#define API_PROBLEM_ROW(name, code, http, title) [API_PROBLEM_##name] = {code, http, title},
    API_PROBLEMS(API_PROBLEM_ROW)
#undef API_PROBLEM_ROW
};

const char *
api_problem_code(ApiProblem problem)
{
    return problems[problem].code;
}

guint
api_problem_http_status(ApiProblem problem)
{
    return problems[problem].http_status;
}

const char *
api_problem_title(ApiProblem problem)
{
    return problems[problem].title;
}

gboolean
api_problem_from_code(const char *code, ApiProblem *ret_problem)
{
    for (guint i = 0; i < API_PROBLEM_COUNT; i++) {
        if (strcmp(problems[i].code, code) == 0) {
            *ret_problem = (ApiProblem)i;
            return TRUE;
        }
    }
    return FALSE;
}

json_t *
api_problem_to_json(ApiProblem problem, const char *detail, const char *correlation_id)
{
    json_t *json = json_pack("{s:s, s:s, s:i, s:s}", "type", "about:blank", "title",
                             problems[problem].title, "status", (int)problems[problem].http_status,
                             "code", problems[problem].code);

    if (detail != NULL)
        json_object_set_new(json, "detail", json_string(detail));
    if (correlation_id != NULL)
        json_object_set_new(json, "correlation_id", json_string(correlation_id));
    return json;
}
