#include "http-private.h"

#include "base-json.h"

#include <string.h>
#include <unistd.h>

void
http_exchange_add_header(HttpExchange *exchange, const char *name, const char *value)
{
    g_ptr_array_add(exchange->headers, g_strdup(name));
    g_ptr_array_add(exchange->headers, g_strdup(value));
}

gboolean
http_exchange_is_answered(HttpExchange *exchange)
{
    return exchange->response != NULL;
}

/* Takes the response. An endpoint that answers twice has a fault that must not reach the wire. */
static void
set_answer(HttpExchange *exchange, guint status, struct MHD_Response *response, guint64 size)
{
    g_return_if_fail(exchange->response == NULL);
    exchange->response = response;
    exchange->status = status;
    exchange->answer_size = size;
}

static void
answer_bytes(HttpExchange *exchange, guint status, const char *type, const char *bytes, gsize size)
{
    if (type != NULL)
        http_exchange_add_header(exchange, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    set_answer(exchange, status,
               MHD_create_response_from_buffer(size, (void *)(gsize)bytes, MHD_RESPMEM_MUST_COPY),
               size);
}

void
http_exchange_answer(HttpExchange *exchange, guint status)
{
    answer_bytes(exchange, status, NULL, "", 0);
}

void
http_exchange_answer_json_text(HttpExchange *exchange, guint status, const char *text)
{
    answer_bytes(exchange, status, "application/json", text, strlen(text));
}

void
http_exchange_answer_json(HttpExchange *exchange, guint status, json_t *json)
{
    g_autofree char *text = base_json_to_string(json);

    json_decref(json);
    http_exchange_answer_json_text(exchange, status, text);
}

void
http_exchange_answer_text(HttpExchange *exchange, const char *type, const char *text)
{
    answer_bytes(exchange, MHD_HTTP_OK, type, text, strlen(text));
}

void
http_exchange_answer_problem(HttpExchange *exchange, ApiProblem problem, const char *detail,
                             json_t *members)
{
    g_autoptr(json_t) json = api_problem_to_json(problem, detail, exchange->id);
    g_autofree char *text = NULL;

    if (members != NULL) {
        json_object_update(json, members);
        json_decref(members);
    }
    text = base_json_to_string(json);
    answer_bytes(exchange, api_problem_http_status(problem), "application/problem+json", text,
                 strlen(text));
}

void
http_exchange_answer_file(HttpExchange *exchange, guint status, const char *type, int fd,
                          guint64 offset, guint64 length)
{
    struct MHD_Response *response = MHD_create_response_from_fd_at_offset64(length, fd, offset);

    if (response == NULL) {
        close(fd);
        http_exchange_answer_problem(exchange, API_PROBLEM_INTERNAL, NULL, NULL);
        return;
    }
    http_exchange_add_header(exchange, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    set_answer(exchange, status, response, length);
}

void
http_exchange_answer_stream(HttpExchange *exchange, HttpStream *stream)
{
    http_exchange_add_header(exchange, MHD_HTTP_HEADER_CONTENT_TYPE, "text/event-stream");
    /* nginx would hold events back to fill its buffer. */
    http_exchange_add_header(exchange, "X-Accel-Buffering", "no");
    set_answer(exchange, MHD_HTTP_OK, http_stream_response(stream, exchange), 0);
}

enum MHD_Result
http_exchange_queue(HttpExchange *exchange)
{
    struct MHD_Response *response = exchange->response;

    if (exchange->queued)
        return MHD_YES;
    exchange->queued = TRUE;
    for (guint i = 0; i + 1 < exchange->headers->len; i += 2)
        MHD_add_response_header(response, g_ptr_array_index(exchange->headers, i),
                                g_ptr_array_index(exchange->headers, i + 1));
    MHD_add_response_header(response, "X-Request-Id", exchange->id);
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    if (exchange->close_after)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    return MHD_queue_response(exchange->connection, exchange->status, response);
}
