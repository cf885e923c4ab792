#include "http-private.h"

#include <string.h>

#define BLOCK_SIZE 1024

struct HttpStream {
    gatomicrefcount references;
    GMutex mutex; /* guards what follows */
    GQueue queue; /* of GBytes */
    gsize sent;   /* bytes of the queue's head that are out */
    gboolean ended;
    HttpServer *server; /* this and the next: while the answer goes on */
    struct MHD_Connection *connection;
    gboolean suspended;
    void (*gone)(HttpStream *stream, gpointer user_data);
    gpointer user_data;
};

HttpStream *
http_stream_new(void (*gone)(HttpStream *stream, gpointer user_data), gpointer user_data)
{
    HttpStream *stream = g_new0(HttpStream, 1);

    g_atomic_ref_count_init(&stream->references);
    g_mutex_init(&stream->mutex);
    g_queue_init(&stream->queue);
    stream->gone = gone;
    stream->user_data = user_data;
    return stream;
}

HttpStream *
http_stream_ref(HttpStream *stream)
{
    g_atomic_ref_count_inc(&stream->references);
    return stream;
}

void
http_stream_unref(HttpStream *stream)
{
    if (!g_atomic_ref_count_dec(&stream->references))
        return;
    g_queue_clear_full(&stream->queue, (GDestroyNotify)g_bytes_unref);
    g_mutex_clear(&stream->mutex);
    g_free(stream);
}

/* With the mutex held. */
static void
wake(HttpStream *stream)
{
    if (!stream->suspended)
        return;
    stream->suspended = FALSE;
    http_server_resume(stream->server, stream->connection);
}

void
http_stream_push(HttpStream *stream, GBytes *bytes)
{
    g_mutex_lock(&stream->mutex);
    if (g_queue_get_length(&stream->queue) >= HTTP_STREAM_MAX_QUEUE)
        stream->ended = TRUE;
    else if (!stream->ended)
        g_queue_push_tail(&stream->queue, g_bytes_ref(bytes));
    wake(stream);
    g_mutex_unlock(&stream->mutex);
}

void
http_stream_end(HttpStream *stream)
{
    g_mutex_lock(&stream->mutex);
    stream->ended = TRUE;
    wake(stream);
    g_mutex_unlock(&stream->mutex);
}

/* With the mutex held: as much of the queue's head as fits. */
static ssize_t
take_queued(HttpStream *stream, char *buffer, size_t max)
{
    GBytes *head = g_queue_peek_head(&stream->queue);
    gsize size;
    const char *bytes = g_bytes_get_data(head, &size);
    gsize length = MIN(size - stream->sent, max);

    memcpy(buffer, bytes + stream->sent, length);
    stream->sent += length;
    if (stream->sent == size) {
        g_bytes_unref(g_queue_pop_head(&stream->queue));
        stream->sent = 0;
    }
    return (ssize_t)length;
}

/* libmicrohttpd asks for bytes; without any the connection is taken out of its loop until a push.
 */
static ssize_t
read_stream(void *data, uint64_t position, char *buffer, size_t max)
{
    HttpStream *stream = data;
    ssize_t length = 0;

    (void)position;
    g_mutex_lock(&stream->mutex);
    if (!g_queue_is_empty(&stream->queue)) {
        length = take_queued(stream, buffer, max);
    } else if (stream->ended) {
        length = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        stream->suspended = TRUE;
        MHD_suspend_connection(stream->connection);
    }
    g_mutex_unlock(&stream->mutex);
    return length;
}

static void
end_stream(void *data)
{
    HttpStream *stream = data;

    g_mutex_lock(&stream->mutex);
    stream->ended = TRUE;
    stream->suspended = FALSE;
    g_mutex_unlock(&stream->mutex);
    stream->gone(stream, stream->user_data);
    http_stream_unref(stream);
}

struct MHD_Response *
http_stream_response(HttpStream *stream, HttpExchange *exchange)
{
    stream->server = exchange->server;
    stream->connection = exchange->connection;
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_SIZE, read_stream,
                                             http_stream_ref(stream), end_stream);
}
