/* What the files of the client share. Not for others. */
#pragma once

#include "client.h"

#include <curl/curl.h>

G_BEGIN_DECLS

#define CLIENT_API            "/api/v1"
#define CLIENT_MAX_HEADERS    (64 * 1024) /* bytes of all headers of one answer */
#define CLIENT_TUS_VERSION    "Tus-Resumable: 1.0.0"
#define CLIENT_MAX_EVENT_LINE (64 * 1024)

struct Client {
    char *base_url;
    char *ca_file;
    gboolean plain; /* http://, so loopback alone */
    ClientLimits limits;
    GMutex mutex;    /* guards what follows */
    char *token;     /* or NULL */
    GQueue idle;     /* of ClientTransfer: their connections are kept open */
    int tus_options; /* -1 not asked yet, else 1 if the server checks sha256 checksums */
};

/* What is to be sent. Borrowed for the call. */
typedef struct {
    const char *method;
    const char *path;           /* behind base_url, escaped */
    const char *const *headers; /* "Name: value", NULL-ended; or NULL */
    const void *body;           /* or NULL */
    gsize body_size;
    /* Where given, called for the body's bytes from `at` on instead of `body`; FALSE ends the
     * transfer. */
    gboolean (*source)(guint64 at, void *bytes, gsize size, gpointer user_data);
    gsize answer_limit; /* bytes of the answer's body that are kept */
    guint time_limit;   /* milliseconds for all of it; 0 = until it stalls */
    guint stall_limit;  /* milliseconds without a byte either way; 0 = none */
    /* Where given, called for the body's bytes of a 2xx answer instead of keeping them; FALSE ends
     * the transfer. */
    gboolean (*sink)(const char *bytes, gsize size, gpointer user_data);
    /* Where given, called with the bytes of the body that have gone out. */
    void (*sent)(guint64 bytes, gpointer user_data);
    gpointer user_data;
} ClientRequest;

/* What came back. */
typedef struct {
    long status;
    GByteArray *body;    /* at most answer_limit bytes */
    GHashTable *headers; /* lower-case name → value */
    gboolean stopped;    /* the sink ended it */
} ClientAnswer;

void client_answer_free(ClientAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientAnswer, client_answer_free)
/* NULL if the answer has no such header. `name` in lower case. */
const char *client_answer_header(ClientAnswer *answer, const char *name);

/* One request, one answer, whatever its status. CLIENT_ERROR, G_IO_ERROR_CANCELLED. */
ClientAnswer *client_request(Client *client, const ClientRequest *request,
                             GCancellable *cancellable, GError **error);
/* The same, but any status other than `wanted` becomes an error. */
ClientAnswer *client_request_expect(Client *client, const ClientRequest *request, long wanted,
                                    GCancellable *cancellable, GError **error);
/* A small request with a JSON body (or NULL) and a JSON answer. */
gboolean client_request_json(Client *client, const char *method, const char *path, json_t *body,
                             const char *const *headers, long wanted, json_t **ret_json,
                             GCancellable *cancellable, GError **error);

/* An answer that is not what was wanted, as an error. */
void client_error_take_answer(GError **error, ClientAnswer *answer);
/* curl's word, as an error. */
void client_error_take_curl(GError **error, CURLcode code, const char *words);
/* Waits without a processor; FALSE and G_IO_ERROR_CANCELLED if cancelled meanwhile. */
gboolean client_wait(guint milliseconds, GCancellable *cancellable, GError **error);

/* One curl handle and what it needs to be polled; kept between requests for its connection. */
typedef struct {
    CURL *easy;
    CURLM *multi;
} ClientTransfer;

ClientTransfer *client_transfer_take(Client *client);
/* `usable` FALSE: its connection is not to be used again. */
void client_transfer_give_back(Client *client, ClientTransfer *transfer, gboolean usable);
void client_transfer_free(ClientTransfer *transfer);

/* A reader of text/event-stream (WHATWG HTML, section 9.2), bounded. */
typedef struct ClientSse ClientSse;
/* Called for each dispatched event: its type ("message" if none), data and id ("" if none). */
typedef gboolean (*ClientSseEvent)(const char *type, const char *data, const char *id,
                                   gpointer user_data);
ClientSse *client_sse_new(ClientSseEvent event, gpointer user_data);
void client_sse_free(ClientSse *sse);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientSse, client_sse_free)
/* FALSE if the callback ended it or a line or event is over CLIENT_MAX_EVENT_LINE; the latter sets
 * *ret_rubbish. */
gboolean client_sse_feed(ClientSse *sse, const char *bytes, gsize size, gboolean *ret_rubbish);

G_END_DECLS
