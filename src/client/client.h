/* The central server, seen from a station: every request of the HTTP API, by libcurl.
 *
 * Every call blocks until it has its answer, its time-out or a cancel; call from a worker thread.
 * A Client may be used from several threads at once. TLS is verified always; http:// is taken for
 * loopback addresses alone. Errors: API_PROBLEM_ERROR where the server answered with a problem,
 * else CLIENT_ERROR; G_IO_ERROR_CANCELLED when cancelled. */
#pragma once

#include "api-json.h"
#include "api-problem.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CLIENT_ERROR (client_error_quark())

typedef enum {
    CLIENT_ERROR_URL,         /* not a server's address that we may use */
    CLIENT_ERROR_UNREACHABLE, /* no connection: server down, no network, name unknown */
    CLIENT_ERROR_TLS,         /* the certificate is not to be trusted */
    CLIENT_ERROR_TIMEOUT,     /* no answer in time, or too slow */
    CLIENT_ERROR_CUT,         /* the connection ended in the middle */
    CLIENT_ERROR_RUBBISH,     /* the answer is not what the API promises */
    CLIENT_ERROR_RECEIPT,     /* the receipt is not for what was sent */
    CLIENT_ERROR_FILE,        /* the file to be sent could not be read */
} ClientError;

GQuark client_error_quark(void);
/* TRUE if the same request may succeed later without anybody doing anything: unreachable,
 * time-out, cut, 429, 5xx, 423. */
gboolean client_error_may_pass(const GError *error);

/* Time-outs in milliseconds and sizes in bytes. */
typedef struct {
    guint connect;    /* 5 000 */
    guint answer;     /* 30 000: a whole small request */
    guint stall;      /* 20 000: an upload or stream without a byte */
    guint chunk_size; /* 4 MiB of an upload a PATCH */
} ClientLimits;

extern const ClientLimits client_limits_default;

/* For who has something else to do before the first request of this process: begins to load what
 * it needs, in a thread of its own. Nothing hangs on it. Any thread. */
void client_prepare(void);

typedef struct Client Client;

/* `base_url` e.g. "https://cca.example.edu.tw"; `ca_file` NULL for the system's. limits NULL: the
 * default ones. */
Client *client_new(const char *base_url, const char *ca_file, const ClientLimits *limits,
                   GError **error);
void client_free(Client *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Client, client_free)
const char *client_base_url(Client *client);

/* The session's token for all further calls; NULL forgets it. */
void client_set_token(Client *client, const char *token);

ApiSession *client_sign_in(Client *client, const char *ksuid, const char *password,
                           GCancellable *cancellable, GError **error);
gboolean client_sign_out(Client *client, GCancellable *cancellable, GError **error);

/* Arrays of Report. */
GPtrArray *client_reports_of(Client *client, const char *student_id, gboolean pending,
                             GCancellable *cancellable, GError **error);
GPtrArray *client_search(Client *client, const char *text, const char *cursor, char **ret_next,
                         GCancellable *cancellable, GError **error);
/* CLIENT_ERROR_RUBBISH too if the server gives another report than this one. */
Report *client_report(Client *client, const char *report_id, GCancellable *cancellable,
                      GError **error);
gboolean client_claim(Client *client, const char *report_id, const char *station,
                      GCancellable *cancellable, GError **error);
gboolean client_release(Client *client, const char *report_id, const char *station,
                        GCancellable *cancellable, GError **error);
/* Array of ApiAnnouncement. */
GPtrArray *client_announcements(Client *client, GCancellable *cancellable, GError **error);

/* Progress: bytes that the server has acknowledged or taken, of all. Called in the caller's
 * thread. */
typedef void (*ClientProgress)(guint64 sent, guint64 total, gpointer user_data);

/* tus 1.0.0: makes an upload for `total` bytes and gives its UID (g_free). */
char *client_upload_create(Client *client, guint64 total, const char *media_type,
                           GCancellable *cancellable, GError **error);
/* Asks for the offset, sends the rest in chunks each with its SHA-256, and ends when the server
 * holds all of it. API_PROBLEM_UNKNOWN_UPLOAD or _UPLOAD_GONE: make another. Within one call a
 * chunk that fails in a way that may pass is tried again from the server's offset; three failures
 * without a byte more than ever before end it. */
gboolean client_upload_send(Client *client, const char *upload, int fd, guint64 total,
                            ClientProgress progress, gpointer user_data, GCancellable *cancellable,
                            GError **error);
gboolean client_upload_delete(Client *client, const char *upload, GCancellable *cancellable,
                              GError **error);

/* Makes the finished upload the report's original. Checks that the receipt is for this report,
 * these bytes and this digest, and that the report is now past pending: CLIENT_ERROR_RECEIPT if
 * not. ret_receipt_json: its text as the server sent it (g_free). Any ret_ may be NULL. */
gboolean client_commit(Client *client, const char *report_id, const char *idempotency_key,
                       const ApiOriginal *original, ApiReceipt **ret_receipt,
                       char **ret_receipt_json, Report **ret_report, GCancellable *cancellable,
                       GError **error);

/* Called for each event; FALSE ends the watch. */
typedef gboolean (*ClientEvent)(const ApiEvent *event, gpointer user_data);

/* Follows a report's Server-Sent Events from behind `last_id` (0 = from the present state) until
 * cancelled or the callback ends it; reconnects by itself with back-off. Returns TRUE when the
 * callback ended it. */
gboolean client_watch(Client *client, const char *report_id, gint64 last_id, ClientEvent event,
                      gpointer user_data, GCancellable *cancellable, GError **error);

/* Fetches original number `n` (from 1) into `fd`; checks it against the ETag. */
gboolean client_fetch_original(Client *client, const char *report_id, guint n, int fd,
                               GCancellable *cancellable, GError **error);

/* Milliseconds to wait before attempt number `attempt` (1 = the first repeat): 2 s doubled up to
 * 5 minutes, each with full jitter between half and the whole. Pure but for its random number. */
guint client_backoff(guint attempt);

G_END_DECLS
