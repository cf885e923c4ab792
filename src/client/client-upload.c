#include "client-private.h"

#include "base-digest.h"
#include "base-id.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define TRIES              3
#define RETRY_MILLISECONDS 300
#define UPLOADS            CLIENT_API "/uploads"
#define MAX_ANSWER         (64 * 1024)
#define PIECE              (64 * 1024)

/* Does the server check sha256 checksums (tus 1.0.0, checksum extension)? Asked once a client. */
static gboolean
server_checks(Client *client, GCancellable *cancellable, gboolean *ret_checks, GError **error)
{
    static const char *const headers[] = {CLIENT_TUS_VERSION, NULL};
    const ClientRequest request = {.method = "OPTIONS",
                                   .path = UPLOADS,
                                   .headers = headers,
                                   .answer_limit = MAX_ANSWER,
                                   .time_limit = client->limits.answer};
    g_autoptr(ClientAnswer) answer = NULL;
    const char *extensions, *algorithms;
    int known;

    g_mutex_lock(&client->mutex);
    known = client->tus_options;
    g_mutex_unlock(&client->mutex);
    if (known < 0) {
        answer = client_request(client, &request, cancellable, error);
        if (answer == NULL)
            return FALSE;
        if (answer->status != 204 && answer->status != 200) {
            client_error_take_answer(error, answer);
            return FALSE;
        }
        extensions = client_answer_header(answer, "tus-extension");
        algorithms = client_answer_header(answer, "tus-checksum-algorithm");
        known = extensions != NULL && strstr(extensions, "checksum") != NULL &&
                algorithms != NULL && strstr(algorithms, "sha256") != NULL;
        g_mutex_lock(&client->mutex);
        client->tus_options = known;
        g_mutex_unlock(&client->mutex);
    }
    *ret_checks = known > 0;
    return TRUE;
}

/* A number as tus writes it: digits alone, nothing before or behind. */
static gboolean
read_offset(ClientAnswer *answer, guint64 max, guint64 *ret_offset, GError **error)
{
    const char *text = client_answer_header(answer, "upload-offset");

    if (text != NULL && g_ascii_string_to_unsigned(text, 10, 0, max, ret_offset, NULL))
        return TRUE;
    g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH,
                "the server gave no offset that this upload can have: “%.40s”",
                text != NULL ? text : "");
    return FALSE;
}

/* The UID is the last segment of Location; host and scheme in it are never used, so a proxy may
 * have written them as it likes. */
static char *
uid_of_location(ClientAnswer *answer, GError **error)
{
    const char *location = client_answer_header(answer, "location");
    const char *slash = location != NULL ? strrchr(location, '/') : NULL;

    if (slash != NULL && base_id_is_safe(slash + 1))
        return g_strdup(slash + 1);
    g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH,
                "the server made an upload without a usable address: “%.80s”",
                location != NULL ? location : "");
    return NULL;
}

static char *
upload_path(const char *upload, GError **error)
{
    if (base_id_is_safe(upload))
        return g_strconcat(UPLOADS "/", upload, NULL);
    g_set_error(error, API_PROBLEM_ERROR, API_PROBLEM_UNKNOWN_UPLOAD,
                "“%.64s” is not the name of an upload", upload);
    return NULL;
}

char *
client_upload_create(Client *client, guint64 total, const char *media_type,
                     GCancellable *cancellable, GError **error)
{
    g_autofree char *length = g_strdup_printf("Upload-Length: %" G_GUINT64_FORMAT, total);
    g_autofree char *encoded = g_base64_encode((const guchar *)media_type, strlen(media_type));
    g_autofree char *metadata = g_strconcat("Upload-Metadata: filetype ", encoded, NULL);
    const char *const headers[] = {CLIENT_TUS_VERSION, length, metadata, NULL};
    const ClientRequest request = {.method = "POST",
                                   .path = UPLOADS,
                                   .headers = headers,
                                   .answer_limit = MAX_ANSWER,
                                   .time_limit = client->limits.answer};
    g_autoptr(ClientAnswer)
        answer = client_request_expect(client, &request, 201, cancellable, error);

    return answer != NULL ? uid_of_location(answer, error) : NULL;
}

static gboolean
ask_offset(Client *client, const char *path, guint64 total, guint64 *ret_offset,
           GCancellable *cancellable, GError **error)
{
    static const char *const headers[] = {CLIENT_TUS_VERSION, NULL};
    const ClientRequest request = {.method = "HEAD",
                                   .path = path,
                                   .headers = headers,
                                   .answer_limit = MAX_ANSWER,
                                   .time_limit = client->limits.answer};
    g_autoptr(ClientAnswer) answer = client_request(client, &request, cancellable, error);

    if (answer == NULL)
        return FALSE;
    /* tus 1.0.0, HEAD: a gone upload is 404, 410 or 403, without a body to say which. */
    if (answer->status == 404 || answer->status == 410) {
        g_set_error(error, API_PROBLEM_ERROR, API_PROBLEM_UPLOAD_GONE,
                    "the server no longer knows this upload");
        return FALSE;
    }
    if (answer->status != 200 && answer->status != 204) {
        client_error_take_answer(error, answer);
        return FALSE;
    }
    return read_offset(answer, total, ret_offset, error);
}

typedef struct {
    guint64 offset;
    gsize size;
    char *checksum; /* the header, or NULL where the server checks none */
    gboolean known;
} Chunk;

/* An upload under way. */
typedef struct {
    Client *client;
    const char *path;
    int fd;
    guint64 total;
    guint64 offset;   /* what the server has acknowledged */
    guint64 furthest; /* the greatest offset of this call */
    gboolean checked;
    Chunk chunks[2];
    guint present;  /* which of them is on its way */
    GError *unread; /* why no more of it could be given out, or NULL */
    ClientProgress progress;
    gpointer user_data;
} Upload;

static void
report_sent(guint64 bytes, gpointer data)
{
    Upload *upload = data;

    if (upload->progress != NULL)
        upload->progress(upload->offset + bytes, upload->total, upload->user_data);
}

/* ---- chunks ---- */

static gboolean
read_file(int fd, guint64 at, guint8 *bytes, gsize size, GError **error)
{
    for (gsize got = 0; got < size;) {
        ssize_t n = pread(fd, bytes + got, size - got, (off_t)(at + got));

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_FILE,
                        "the file cannot be read at byte %" G_GUINT64_FORMAT ": %s", at + got,
                        n < 0 ? g_strerror(errno) : "it is shorter");
            return FALSE;
        }
        got += (gsize)n;
    }
    return TRUE;
}

/* By pieces, and read once more when they are sent: a buffer for all of a chunk, whose memory comes
 * page by page, costs more time than its bytes do. What has changed in between, the server
 * refuses. */
static char *
checksum_header(int fd, const Chunk *chunk, GError **error)
{
    g_autoptr(BaseDigest) digest = base_digest_new();
    g_autofree char *encoded = NULL;
    guint8 sum[BASE_DIGEST_SIZE], bytes[PIECE];

    for (gsize at = 0, size; at < chunk->size; at += size) {
        size = MIN(sizeof bytes, chunk->size - at);
        if (!read_file(fd, chunk->offset + at, bytes, size, error))
            return NULL;
        base_digest_update(digest, bytes, size);
    }
    base_digest_finish(digest, sum);
    encoded = g_base64_encode(sum, sizeof sum);
    return g_strconcat("Upload-Checksum: sha256 ", encoded, NULL);
}

/* Says which chunk begins at `offset`, and takes its sum where the server checks it. */
static gboolean
know_chunk(const Upload *upload, Chunk *chunk, guint64 offset, GError **error)
{
    chunk->offset = offset;
    chunk->size = (gsize)MIN(upload->total - offset, upload->client->limits.chunk_size);
    g_clear_pointer(&chunk->checksum, g_free);
    if (upload->checked)
        chunk->checksum = checksum_header(upload->fd, chunk, error);
    chunk->known = !upload->checked || chunk->checksum != NULL;
    return chunk->known;
}

static gpointer
know_thread(gpointer data)
{
    Upload *upload = data;
    const Chunk *present = &upload->chunks[upload->present];

    /* What cannot be read now is read, and told, when it is needed. */
    know_chunk(upload, &upload->chunks[!upload->present], present->offset + present->size, NULL);
    return NULL;
}

/* The next chunk's sum is taken while the present one is on its way; NULL if there is none. */
static GThread *
know_next(Upload *upload)
{
    const Chunk *present = &upload->chunks[upload->present];

    upload->chunks[!upload->present].known = FALSE;
    if (!upload->checked || present->offset + present->size >= upload->total)
        return NULL;
    return g_thread_try_new("next-chunk", know_thread, upload, NULL);
}

static gboolean
give_chunk(guint64 at, void *bytes, gsize size, gpointer data)
{
    Upload *upload = data;

    g_clear_error(&upload->unread);
    return read_file(upload->fd, upload->chunks[upload->present].offset + at, bytes, size,
                     &upload->unread);
}

static ClientAnswer *
patch(Upload *upload, const Chunk *chunk, GCancellable *cancellable, GError **error)
{
    g_autofree char *offset = g_strdup_printf("Upload-Offset: %" G_GUINT64_FORMAT, chunk->offset);
    const char *const headers[] = {CLIENT_TUS_VERSION, offset,
                                   "Content-Type: application/offset+octet-stream", chunk->checksum,
                                   NULL};
    const ClientRequest request = {.method = "PATCH",
                                   .path = upload->path,
                                   .headers = headers,
                                   .source = give_chunk,
                                   .body_size = chunk->size,
                                   .answer_limit = MAX_ANSWER,
                                   .stall_limit = upload->client->limits.stall,
                                   .sent = report_sent,
                                   .user_data = upload};
    GThread *knowing = know_next(upload);
    g_autoptr(ClientAnswer)
        answer = client_request_expect(upload->client, &request, 204, cancellable, error);

    if (knowing != NULL)
        g_thread_join(knowing);
    if (upload->unread == NULL)
        return g_steal_pointer(&answer);
    g_clear_error(error);
    g_propagate_error(error, g_steal_pointer(&upload->unread));
    return NULL;
}

/* Sends one chunk from the server's offset on; the offset moves only by the server's word. */
static gboolean
send_chunk(Upload *upload, GCancellable *cancellable, GError **error)
{
    Chunk *chunk = &upload->chunks[!upload->present];
    g_autoptr(ClientAnswer) answer = NULL;
    guint64 acknowledged = 0;

    upload->present = !upload->present;
    if (!(chunk->known && chunk->offset == upload->offset) &&
        !know_chunk(upload, chunk, upload->offset, error))
        return FALSE;
    answer = patch(upload, chunk, cancellable, error);
    if (answer == NULL || !read_offset(answer, upload->offset + chunk->size, &acknowledged, error))
        return FALSE;
    if (acknowledged <= upload->offset) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH,
                    "the server took a chunk, but its offset did not go on");
        return FALSE;
    }
    upload->offset = acknowledged;
    return TRUE;
}

/* TRUE for what asking for the offset and sending again may mend. */
static gboolean
may_try_again(const GError *error)
{
    return client_error_may_pass(error) ||
           g_error_matches(error, API_PROBLEM_ERROR, API_PROBLEM_OFFSET_MISMATCH) ||
           g_error_matches(error, API_PROBLEM_ERROR, API_PROBLEM_CHECKSUM_MISMATCH);
}

static gboolean
send_all(Upload *upload, GCancellable *cancellable, GError **error)
{
    guint failures = 0;

    if (!ask_offset(upload->client, upload->path, upload->total, &upload->offset, cancellable,
                    error))
        return FALSE;
    while (upload->offset < upload->total) {
        g_autoptr(GError) fault = NULL;
        guint64 before = upload->offset;

        report_sent(0, upload);
        if (send_chunk(upload, cancellable, &fault)) {
            /* A server whose offset goes back again and again must not keep us for ever. */
            if (upload->offset > upload->furthest)
                failures = 0;
            upload->furthest = MAX(upload->furthest, upload->offset);
            continue;
        }
        if (!may_try_again(fault) || ++failures >= TRIES) {
            g_propagate_error(error, g_steal_pointer(&fault));
            return FALSE;
        }
        if (!client_wait(RETRY_MILLISECONDS * failures, cancellable, error) ||
            !ask_offset(upload->client, upload->path, upload->total, &upload->offset, cancellable,
                        error))
            return FALSE;
        if (upload->offset < before)
            g_debug("the server's offset went back from %" G_GUINT64_FORMAT
                    " to %" G_GUINT64_FORMAT,
                    before, upload->offset);
    }
    report_sent(0, upload);
    return TRUE;
}

gboolean
client_upload_send(Client *client, const char *uid, int fd, guint64 total, ClientProgress progress,
                   gpointer user_data, GCancellable *cancellable, GError **error)
{
    g_autofree char *path = upload_path(uid, error);
    gboolean sent;
    Upload upload = {.client = client, .path = path, .fd = fd, .total = total};

    if (path == NULL || !server_checks(client, cancellable, &upload.checked, error))
        return FALSE;
    upload.progress = progress;
    upload.user_data = user_data;
    sent = send_all(&upload, cancellable, error);
    for (guint i = 0; i < G_N_ELEMENTS(upload.chunks); i++)
        g_free(upload.chunks[i].checksum);
    return sent;
}

gboolean
client_upload_delete(Client *client, const char *uid, GCancellable *cancellable, GError **error)
{
    static const char *const headers[] = {CLIENT_TUS_VERSION, NULL};
    g_autofree char *path = upload_path(uid, error);
    ClientRequest request = {.method = "DELETE",
                             .path = path,
                             .headers = headers,
                             .answer_limit = MAX_ANSWER,
                             .time_limit = client->limits.answer};
    g_autoptr(ClientAnswer) answer = NULL;

    if (path == NULL)
        return FALSE;
    answer = client_request_expect(client, &request, 204, cancellable, error);
    return answer != NULL;
}
