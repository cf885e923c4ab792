/* A stream of Server-Sent Events to one client: bytes are queued by any thread and go out when the
 * socket takes them; meanwhile no thread waits. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct HttpStream HttpStream;

/* `gone` is called once, from any thread, when the client has left or the stream has ended. */
HttpStream *http_stream_new(void (*gone)(HttpStream *stream, gpointer user_data),
                            gpointer user_data);
HttpStream *http_stream_ref(HttpStream *stream);
void http_stream_unref(HttpStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpStream, http_stream_unref)

/* Queues bytes; a client that has not taken HTTP_STREAM_MAX_QUEUE of them is cut off: it will come
 * back with its last id. */
#define HTTP_STREAM_MAX_QUEUE 64 /* pieces */
void http_stream_push(HttpStream *stream, GBytes *bytes);
/* No more will come: the answer ends when all that is queued has gone out. */
void http_stream_end(HttpStream *stream);

G_END_DECLS
