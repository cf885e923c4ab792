#include "client-private.h"

#include "base-id.h"
#include "base-json.h"

#include <string.h>

#define MAX_WAIT 30000 /* milliseconds between two tries: somebody is looking at the screen */

/* The server sends a comment every 15 s, so a stream that is silent for this long is dead. */
#define SILENCE 40000

/* A watch, over all its connections. */
typedef struct {
    const char *report_id;
    ClientEvent event;
    gpointer user_data;
    gint64 last_id;
    gboolean ended;   /* the callback has had enough */
    gboolean rubbish; /* the stream is not what the API promises */
    guint failures;   /* connections in a row that brought no event */
    ClientSse *sse;
} Watch;

static gboolean
take_event(const char *type, const char *data, const char *id, gpointer user_data)
{
    Watch *watch = user_data;
    g_autoptr(json_t) json = NULL;
    g_autoptr(ApiEvent) event = NULL;
    gint64 number = 0;

    if (strcmp(type, "status") != 0)
        return TRUE;
    if (!g_ascii_string_to_signed(id, 10, 0, G_MAXINT64, &number, NULL) ||
        !base_json_parse(data, strlen(data), CLIENT_MAX_EVENT_LINE, &json, NULL) ||
        (event = api_event_from_json(json, number, NULL)) == NULL ||
        strcmp(event->report_id, watch->report_id) != 0) {
        watch->rubbish = TRUE;
        return FALSE;
    }
    watch->last_id = number;
    watch->failures = 0;
    watch->ended = !watch->event(event, watch->user_data);
    return !watch->ended;
}

static gboolean
take_bytes(const char *bytes, gsize size, gpointer user_data)
{
    Watch *watch = user_data;

    return client_sse_feed(watch->sse, bytes, size, &watch->rubbish);
}

/* A page of somebody in between would be followed for ever, without an event. */
static gboolean
is_event_stream(ClientAnswer *answer)
{
    const char *type = client_answer_header(answer, "content-type");

    return type != NULL && g_str_has_prefix(type, "text/event-stream");
}

/* One connection, until it ends in whatever way. FALSE with an error that no retry mends. */
static gboolean
follow(Client *client, Watch *watch, const char *path, GCancellable *cancellable, GError **error)
{
    g_autofree char *last = g_strdup_printf("Last-Event-ID: %" G_GINT64_FORMAT, watch->last_id);
    const char *const headers[] = {"Accept: text/event-stream", watch->last_id > 0 ? last : NULL,
                                   NULL};
    g_autoptr(ClientSse) sse = client_sse_new(take_event, watch);
    const ClientRequest request = {.method = "GET",
                                   .path = path,
                                   .headers = headers,
                                   .answer_limit = API_MAX_JSON_ANSWER,
                                   .stall_limit = SILENCE,
                                   .sink = take_bytes,
                                   .user_data = watch};
    g_autoptr(ClientAnswer) answer = NULL;
    g_autoptr(GError) fault = NULL;

    watch->sse = sse;
    watch->failures++;
    answer = client_request_expect(client, &request, 200, cancellable, &fault);
    watch->sse = NULL;
    if (watch->rubbish) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH,
                    "the server's events are not what the API promises");
        return FALSE;
    }
    if (answer != NULL && !is_event_stream(answer)) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH,
                    "the server answered with something other than events");
        return FALSE;
    }
    if (answer != NULL || client_error_may_pass(fault))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&fault));
    return FALSE;
}

gboolean
client_watch(Client *client, const char *report_id, gint64 last_id, ClientEvent event,
             gpointer user_data, GCancellable *cancellable, GError **error)
{
    g_autofree char *path = g_strconcat(CLIENT_API "/reports/", report_id, "/events", NULL);
    Watch watch = {
        .report_id = report_id, .event = event, .user_data = user_data, .last_id = last_id};

    if (!base_id_is_safe(report_id)) {
        g_set_error(error, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_REPORT,
                    "“%.64s” is not a report's number", report_id);
        return FALSE;
    }
    while (follow(client, &watch, path, cancellable, error)) {
        if (watch.ended)
            return TRUE;
        if (!client_wait(MIN(client_backoff(MAX(watch.failures, 1)), MAX_WAIT), cancellable, error))
            return FALSE;
    }
    return FALSE;
}
