#include "endpoint-header.h"
#include "endpoint-private.h"

#include "base-clock.h"
#include "base-id.h"

#include <string.h>

#define MAX_METADATA 1024
#define UID_BYTES    18
#define UPLOADS      "/api/v1/uploads/"

/* tus 1.0.0: https://tus.io/protocols/resumable-upload, with creation, checksum, expiration and
 * termination. */
static gboolean
check_version(HttpExchange *exchange)
{
    const char *version = http_exchange_header(exchange, "Tus-Resumable");

    http_exchange_add_header(exchange, "Tus-Resumable", "1.0.0");
    if (version != NULL && strcmp(version, "1.0.0") == 0)
        return TRUE;
    http_exchange_add_header(exchange, "Tus-Version", "1.0.0");
    http_exchange_answer_problem(exchange, API_PROBLEM_PRECONDITION_FAILED, NULL, NULL);
    return FALSE;
}

static void
add_number(HttpExchange *exchange, const char *name, guint64 number)
{
    g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, number);

    http_exchange_add_header(exchange, name, text);
}

/* Upload-Expires is an HTTP date (RFC 9110, section 5.6.7). */
static void
add_expiry(HttpExchange *exchange, gint64 expires_at)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(expires_at / BASE_SECOND);
    g_autofree char *text = g_strdup_printf(
        "%s, %02d %s %04d %02d:%02d:%02d GMT", days[g_date_time_get_day_of_week(when) - 1],
        g_date_time_get_day_of_month(when), months[g_date_time_get_month(when) - 1],
        g_date_time_get_year(when), g_date_time_get_hour(when), g_date_time_get_minute(when),
        g_date_time_get_second(when));

    http_exchange_add_header(exchange, "Upload-Expires", text);
}

/* A header that is a number of bytes; FALSE and the problem is answered. */
static gboolean
read_number(HttpExchange *exchange, const char *name, guint64 *ret_number)
{
    g_autofree char *detail = NULL;

    if (endpoint_header_number(http_exchange_header(exchange, name), ret_number))
        return TRUE;
    detail = g_strdup_printf("%s is missing or not a number", name);
    http_exchange_answer_problem(exchange, API_PROBLEM_BAD_REQUEST, detail, NULL);
    return FALSE;
}

/* The upload of the URL, if it is there and has not expired; else the problem is answered. */
static StoreUpload *
find_upload(Endpoint *endpoint, HttpExchange *exchange)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreUpload)
        upload = store_upload(endpoint->store, http_exchange_param(exchange, 0), &error);

    if (upload == NULL) {
        endpoint_fail(exchange, error, API_PROBLEM_UNKNOWN_UPLOAD);
        return NULL;
    }
    if (upload->expires_at <= base_clock_now()) {
        http_exchange_answer_problem(exchange, API_PROBLEM_UPLOAD_GONE, NULL, NULL);
        return NULL;
    }
    return g_steal_pointer(&upload);
}

void
endpoint_uploads_options(HttpExchange *exchange, gpointer context)
{
    (void)context;
    http_exchange_add_header(exchange, "Tus-Resumable", "1.0.0");
    http_exchange_add_header(exchange, "Tus-Version", "1.0.0");
    http_exchange_add_header(exchange, "Tus-Extension", "creation,checksum,expiration,termination");
    http_exchange_add_header(exchange, "Tus-Checksum-Algorithm", "sha1,sha256");
    add_number(exchange, "Tus-Max-Size", API_MAX_UPLOAD);
    http_exchange_answer(exchange, 204);
}

static gboolean
create_upload(Endpoint *endpoint, const StoreUpload *upload, GError **error)
{
    /* The row first: a file without a row would never be swept. */
    if (!store_upload_add(endpoint->store, upload, error))
        return FALSE;
    if (vault_upload_create(endpoint->vault, upload->uid, error))
        return TRUE;
    store_upload_remove(endpoint->store, upload->uid, NULL);
    return FALSE;
}

void
endpoint_uploads_create(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    const char *metadata = http_exchange_header(exchange, "Upload-Metadata");
    g_autofree char *uid = base_id_new_secret(UID_BYTES);
    g_autofree char *location = NULL;
    g_autoptr(GError) error = NULL;
    StoreUpload upload = {.uid = uid};

    if (!check_version(exchange) || !read_number(exchange, "Upload-Length", &upload.length))
        return;
    if (metadata != NULL && strlen(metadata) > MAX_METADATA) {
        http_exchange_answer_problem(exchange, API_PROBLEM_HEADERS_TOO_LARGE,
                                     "Upload-Metadata is too long", NULL);
        return;
    }
    if (upload.length > API_MAX_UPLOAD) {
        http_exchange_answer_problem(exchange, API_PROBLEM_TOO_LARGE, NULL, NULL);
        return;
    }
    upload.owner = endpoint_session_of(exchange)->ksuid;
    upload.metadata = (char *)(gsize)(metadata != NULL ? metadata : "");
    upload.expires_at = base_clock_now() + ENDPOINT_UPLOAD_LENGTH;
    if (!create_upload(endpoint, &upload, &error)) {
        endpoint_fail(exchange, error, API_PROBLEM_INTERNAL);
        return;
    }
    location = g_strconcat(UPLOADS, uid, NULL);
    http_exchange_add_header(exchange, "Location", location);
    add_expiry(exchange, upload.expires_at);
    http_exchange_answer(exchange, 201);
}

void
endpoint_uploads_head(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    g_autoptr(StoreUpload) upload = NULL;
    g_autoptr(GError) error = NULL;
    guint64 offset = 0;

    if (!check_version(exchange))
        return;
    upload = find_upload(endpoint, exchange);
    if (upload == NULL)
        return;
    if (!vault_upload_offset(endpoint->vault, upload->uid, &offset, &error)) {
        endpoint_fail(exchange, error, API_PROBLEM_UPLOAD_GONE);
        return;
    }
    add_number(exchange, "Upload-Offset", offset);
    add_number(exchange, "Upload-Length", upload->length);
    if (*upload->metadata != '\0')
        http_exchange_add_header(exchange, "Upload-Metadata", upload->metadata);
    add_expiry(exchange, upload->expires_at);
    http_exchange_answer(exchange, 200);
}

void
endpoint_uploads_delete(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    g_autoptr(StoreUpload) upload = NULL;
    g_autoptr(GError) error = NULL;

    if (!check_version(exchange))
        return;
    upload = find_upload(endpoint, exchange);
    if (upload == NULL)
        return;
    if (vault_upload_remove(endpoint->vault, upload->uid, &error) &&
        store_upload_remove(endpoint->store, upload->uid, &error))
        http_exchange_answer(exchange, 204);
    else
        endpoint_fail(exchange, error, API_PROBLEM_UPLOAD_GONE);
}

/* A PATCH under way. Its chunks come on the socket thread of its connection; another connection,
 * which may be another thread's, can take its upload away from it between two of them. */
typedef struct {
    Endpoint *endpoint;
    char *uid;
    GMutex mutex; /* held while a chunk is written; taken after the endpoint's, where both are */
    VaultPatch *patch; /* NULL once it is closed, or another PATCH has taken over */
    gint64 expires_at;
} Patching;

static Patching *
new_patching(Endpoint *endpoint, const StoreUpload *upload)
{
    Patching *patching = g_new0(Patching, 1);

    patching->endpoint = endpoint;
    patching->uid = g_strdup(upload->uid);
    g_mutex_init(&patching->mutex);
    patching->expires_at = upload->expires_at;
    return patching;
}

static VaultPatch *
steal_patch(Patching *patching)
{
    VaultPatch *patch;

    g_mutex_lock(&patching->mutex);
    patch = g_steal_pointer(&patching->patch);
    g_mutex_unlock(&patching->mutex);
    return patch;
}

/* It has arrived, or it will not; gives what is to be closed, NULL if another one has done it. */
static VaultPatch *
leave_patching(Patching *patching)
{
    Endpoint *endpoint = patching->endpoint;
    VaultPatch *patch;

    g_mutex_lock(&endpoint->patching_mutex);
    patch = steal_patch(patching);
    if (patch != NULL)
        g_hash_table_remove(endpoint->patching, patching->uid);
    g_mutex_unlock(&endpoint->patching_mutex);
    return patch;
}

/* A sender who begins anew has given up its former request, of whose end we may never hear: a
 * network that broke says nothing, and libmicrohttpd may miss a close that comes with bytes. So a
 * chunk that is still arriving ends here; one that has arrived is a worker's, and stays. With the
 * endpoint's mutex held. */
static void
end_former(Endpoint *endpoint, const char *uid)
{
    Patching *former = g_hash_table_lookup(endpoint->patching, uid);
    VaultPatch *patch = former != NULL ? steal_patch(former) : NULL;

    g_hash_table_remove(endpoint->patching, uid);
    if (patch != NULL)
        vault_patch_close(patch, FALSE, NULL, NULL);
}

/* From now on the chunk of this upload is arriving: `patching` takes it over from whoever had it.
 * FALSE if it cannot be written there. */
static gboolean
enter_patching(Patching *patching, guint64 offset, guint64 length, VaultChecksum checksum,
               const guint8 *sum, GError **error)
{
    Endpoint *endpoint = patching->endpoint;

    g_mutex_lock(&endpoint->patching_mutex);
    end_former(endpoint, patching->uid);
    patching->patch = vault_patch_open(endpoint->vault, patching->uid, offset, length, checksum,
                                       sum, error);
    if (patching->patch != NULL)
        g_hash_table_insert(endpoint->patching, g_strdup(patching->uid), patching);
    g_mutex_unlock(&endpoint->patching_mutex);
    return patching->patch != NULL;
}

/* The request was cut off: what came is kept or dropped by the vault's rule. */
static void
drop_patching(gpointer data)
{
    Patching *patching = data;
    VaultPatch *patch = leave_patching(patching);

    if (patch != NULL)
        vault_patch_close(patch, FALSE, NULL, NULL);
    g_mutex_clear(&patching->mutex);
    g_free(patching->uid);
    g_free(patching);
}

static void
answer_taken_over(HttpExchange *exchange)
{
    http_exchange_answer_problem(exchange, API_PROBLEM_UPLOAD_BUSY,
                                 "another request goes on with this upload", NULL);
}

/* FALSE and the problem is answered if it is neither absent nor right. */
static gboolean
read_checksum(HttpExchange *exchange, VaultChecksum *ret_checksum, guint8 ret_sum[32])
{
    if (endpoint_header_checksum(http_exchange_header(exchange, "Upload-Checksum"), ret_checksum,
                                 ret_sum))
        return TRUE;
    http_exchange_answer_problem(exchange, API_PROBLEM_BAD_REQUEST,
                                 "Upload-Checksum is not sha1 or sha256 and its value in Base64",
                                 NULL);
    return FALSE;
}

void
endpoint_uploads_patch_begin(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    g_autoptr(StoreUpload) upload = NULL;
    g_autoptr(GError) error = NULL;
    VaultChecksum checksum;
    guint8 sum[32];
    guint64 offset = 0;
    Patching *patching;

    if (!check_version(exchange) || !read_number(exchange, "Upload-Offset", &offset) ||
        !read_checksum(exchange, &checksum, sum))
        return;
    upload = find_upload(endpoint, exchange);
    if (upload == NULL)
        return;
    patching = new_patching(endpoint, upload);
    http_exchange_set_state(exchange, patching, drop_patching);
    if (!enter_patching(patching, offset, upload->length, checksum, sum, &error))
        endpoint_fail(exchange, error, API_PROBLEM_UPLOAD_GONE);
}

void
endpoint_uploads_patch_chunk(HttpExchange *exchange, const char *bytes, gsize size,
                             gpointer context)
{
    Patching *patching = http_exchange_state(exchange);
    g_autoptr(GError) error = NULL;

    (void)context;
    g_mutex_lock(&patching->mutex);
    if (patching->patch == NULL)
        answer_taken_over(exchange);
    else if (!vault_patch_append(patching->patch, bytes, size, &error))
        endpoint_fail(exchange, error, API_PROBLEM_UPLOAD_GONE);
    g_mutex_unlock(&patching->mutex);
}

void
endpoint_uploads_patch(HttpExchange *exchange, gpointer context)
{
    Patching *patching = http_exchange_state(exchange);
    VaultPatch *patch = leave_patching(patching);
    g_autoptr(GError) error = NULL;
    guint64 offset = 0;

    (void)context;
    if (patch == NULL) {
        answer_taken_over(exchange);
        return;
    }
    if (!vault_patch_close(patch, TRUE, &offset, &error)) {
        endpoint_fail(exchange, error, API_PROBLEM_UPLOAD_GONE);
        return;
    }
    add_number(exchange, "Upload-Offset", offset);
    add_expiry(exchange, patching->expires_at);
    http_exchange_answer(exchange, 204);
}
