#include "client-private.h"

#include "base-json.h"

#include <errno.h>
#include <string.h>

#define POLL_MILLISECONDS 1000

/* One request under way: what curl's callbacks need. */
typedef struct {
    const ClientRequest *request;
    ClientAnswer *answer;
    CURL *easy;
    gsize header_bytes;
    gsize body_at;       /* bytes of the body that have been handed to curl */
    gint64 last_byte;    /* monotonic time of the last byte either way */
    gboolean over_limit; /* the answer is larger than its limit */
    gboolean not_local;  /* plain HTTP would have gone to another machine */
} Exchange;

void
client_answer_free(ClientAnswer *answer)
{
    if (answer == NULL)
        return;
    g_byte_array_unref(answer->body);
    g_hash_table_unref(answer->headers);
    g_free(answer);
}

const char *
client_answer_header(ClientAnswer *answer, const char *name)
{
    return g_hash_table_lookup(answer->headers, name);
}

static size_t
take_header(char *bytes, size_t size, size_t count, void *data)
{
    Exchange *exchange = data;
    g_autofree char *line = g_strndup(bytes, size * count);
    char *colon = strchr(line, ':');

    exchange->last_byte = g_get_monotonic_time();
    exchange->header_bytes += size * count;
    if (exchange->header_bytes > CLIENT_MAX_HEADERS) {
        exchange->over_limit = TRUE;
        return 0;
    }
    /* A status line begins a new answer, behind a 1xx one. */
    if (g_str_has_prefix(line, "HTTP/")) {
        g_hash_table_remove_all(exchange->answer->headers);
    } else if (colon != NULL) {
        *colon = '\0';
        g_hash_table_replace(exchange->answer->headers, g_ascii_strdown(line, -1),
                             g_strdup(g_strstrip(colon + 1)));
    }
    return size * count;
}

static size_t
take_body(char *bytes, size_t size, size_t count, void *data)
{
    Exchange *exchange = data;
    const ClientRequest *request = exchange->request;
    gsize length = size * count;
    long status = 0;

    exchange->last_byte = g_get_monotonic_time();
    curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
    if (request->sink != NULL && status >= 200 && status <= 299) {
        if (request->sink(bytes, length, request->user_data))
            return length;
        exchange->answer->stopped = TRUE;
        return 0;
    }
    if (exchange->answer->body->len + length > request->answer_limit) {
        exchange->over_limit = TRUE;
        return 0;
    }
    g_byte_array_append(exchange->answer->body, (const guint8 *)bytes, (guint)length);
    return length;
}

static size_t
give_body(char *buffer, size_t size, size_t count, void *data)
{
    Exchange *exchange = data;
    const ClientRequest *request = exchange->request;
    gsize left = request->body_size - exchange->body_at;
    gsize length = MIN(left, size * count);

    exchange->last_byte = g_get_monotonic_time();
    if (request->source == NULL)
        memcpy(buffer, (const char *)request->body + exchange->body_at, length);
    else if (!request->source(exchange->body_at, buffer, length, request->user_data))
        return CURL_READFUNC_ABORT;
    exchange->body_at += length;
    if (request->sent != NULL)
        request->sent(exchange->body_at, request->user_data);
    return length;
}

static int
rewind_body(void *data, curl_off_t offset, int origin)
{
    Exchange *exchange = data;

    if (origin != SEEK_SET || offset < 0 || (guint64)offset > exchange->request->body_size)
        return CURL_SEEKFUNC_CANTSEEK;
    exchange->body_at = (gsize)offset;
    return CURL_SEEKFUNC_OK;
}

/* The name "localhost" is resolved by somebody else: what counts is the address it led to. */
static int
check_address(void *data, char *address, char *local, int port, int local_port)
{
    Exchange *exchange = data;
    g_autoptr(GInetAddress) parsed = g_inet_address_new_from_string(address);

    (void)local;
    (void)port;
    (void)local_port;
    if (parsed != NULL && g_inet_address_get_is_loopback(parsed))
        return CURL_PREREQFUNC_OK;
    exchange->not_local = TRUE;
    return CURL_PREREQFUNC_ABORT;
}

static struct curl_slist *
make_headers(Client *client, const ClientRequest *request)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    g_autofree char *authorization = NULL;

    g_mutex_lock(&client->mutex);
    if (client->token != NULL)
        authorization = g_strconcat("Authorization: Bearer ", client->token, NULL);
    g_mutex_unlock(&client->mutex);
    if (authorization != NULL)
        list = curl_slist_append(list, authorization);
    for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
        list = curl_slist_append(list, request->headers[i]);
    return list;
}

static void
set_security(Client *client, Exchange *exchange)
{
    CURL *easy = exchange->easy;

    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, client->plain ? "http" : "https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (client->ca_file != NULL && *client->ca_file != '\0')
        curl_easy_setopt(easy, CURLOPT_CAINFO, client->ca_file);
    if (client->plain) {
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, check_address);
        curl_easy_setopt(easy, CURLOPT_PREREQDATA, exchange);
    }
}

static void
set_body(Exchange *exchange)
{
    const ClientRequest *request = exchange->request;
    CURL *easy = exchange->easy;

    if (request->body != NULL || request->source != NULL) {
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->body_size);
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
        curl_easy_setopt(easy, CURLOPT_READDATA, exchange);
        curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, rewind_body);
        curl_easy_setopt(easy, CURLOPT_SEEKDATA, exchange);
        curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 512L * 1024);
    } else if (strcmp(request->method, "HEAD") == 0) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (strcmp(request->method, "POST") == 0) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, 0L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "");
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static void
set_up(Client *client, Exchange *exchange, const char *url, struct curl_slist *headers,
       char words[CURL_ERROR_SIZE])
{
    CURL *easy = exchange->easy;

    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "scan-station/" SCAN_STATION_VERSION);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, words);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)client->limits.connect);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)exchange->request->time_limit);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
    set_security(client, exchange);
    set_body(exchange);
}

/* TRUE if neither side has moved a byte for longer than the request allows. */
static gboolean
has_stalled(const Exchange *exchange)
{
    gint64 limit = (gint64)exchange->request->stall_limit * 1000;

    return limit > 0 && g_get_monotonic_time() - exchange->last_byte > limit;
}

/* Drives the transfer to its end; gives curl's word for it. A cancel that comes when it has ended
 * is too late. */
static gboolean
run(ClientTransfer *transfer, const Exchange *exchange, GCancellable *cancellable,
    CURLcode *ret_code, GError **error)
{
    GPollFD cancel = {.fd = -1};
    struct curl_waitfd extra = {0};
    gboolean cancellable_polled = g_cancellable_make_pollfd(cancellable, &cancel);
    gboolean cancelled = FALSE;
    int running = 1;

    extra.fd = cancel.fd;
    extra.events = CURL_WAIT_POLLIN;
    *ret_code = CURLE_RECV_ERROR; /* unless curl says another word */
    while (curl_multi_perform(transfer->multi, &running) == CURLM_OK && running > 0) {
        cancelled = g_cancellable_set_error_if_cancelled(cancellable, error);
        if (cancelled)
            break;
        if (has_stalled(exchange)) {
            *ret_code = CURLE_OPERATION_TIMEDOUT;
            break;
        }
        curl_multi_poll(transfer->multi, cancellable_polled ? &extra : NULL,
                        cancellable_polled ? 1 : 0, POLL_MILLISECONDS, NULL);
    }
    if (cancellable_polled)
        g_cancellable_release_fd(cancellable);
    if (running == 0) {
        int left;
        const CURLMsg *message = curl_multi_info_read(transfer->multi, &left);

        if (message != NULL)
            *ret_code = message->data.result;
    }
    return !cancelled;
}

/* What curl's word means for this exchange. */
static gboolean
judge(const Exchange *exchange, CURLcode code, const char *words, GError **error)
{
    if (exchange->answer->stopped)
        return TRUE;
    if (exchange->over_limit)
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH,
                    "the server's answer is larger than %" G_GSIZE_FORMAT " bytes",
                    exchange->request->answer_limit);
    else if (exchange->not_local)
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_URL,
                    "http:// is taken for this machine alone, and the name leads elsewhere");
    else if (code != CURLE_OK)
        client_error_take_curl(error, code, words);
    else
        return TRUE;
    return FALSE;
}

ClientAnswer *
client_request(Client *client, const ClientRequest *request, GCancellable *cancellable,
               GError **error)
{
    g_autoptr(ClientAnswer) answer = g_new0(ClientAnswer, 1);
    g_autofree char *url = g_strconcat(client->base_url, request->path, NULL);
    ClientTransfer *transfer = client_transfer_take(client);
    struct curl_slist *headers = make_headers(client, request);
    char words[CURL_ERROR_SIZE] = "";
    Exchange exchange = {.request = request, .answer = answer, .easy = transfer->easy};
    CURLcode code = CURLE_OK;
    gboolean ended;

    answer->body = g_byte_array_new();
    answer->headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    exchange.last_byte = g_get_monotonic_time();
    set_up(client, &exchange, url, headers, words);
    curl_multi_add_handle(transfer->multi, transfer->easy);
    ended = run(transfer, &exchange, cancellable, &code, error);
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &answer->status);
    curl_multi_remove_handle(transfer->multi, transfer->easy);
    client_transfer_give_back(client, transfer, ended && code == CURLE_OK);
    curl_slist_free_all(headers);
    if (!ended || !judge(&exchange, code, words, error))
        return NULL;
    return g_steal_pointer(&answer);
}

ClientAnswer *
client_request_expect(Client *client, const ClientRequest *request, long wanted,
                      GCancellable *cancellable, GError **error)
{
    g_autoptr(ClientAnswer) answer = client_request(client, request, cancellable, error);

    if (answer == NULL)
        return NULL;
    if (answer->status != wanted) {
        client_error_take_answer(error, answer);
        return NULL;
    }
    return g_steal_pointer(&answer);
}

static gboolean
parse_answer(ClientAnswer *answer, json_t **ret_json, GError **error)
{
    const char *type = client_answer_header(answer, "content-type");
    g_autoptr(GError) fault = NULL;

    if (type == NULL || !g_str_has_prefix(type, "application/json")) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH,
                    "the server answered with “%.60s”, not with JSON", type != NULL ? type : "");
        return FALSE;
    }
    if (!base_json_parse((const char *)answer->body->data, answer->body->len, API_MAX_JSON_ANSWER,
                         ret_json, &fault)) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH, "the server's answer: %s",
                    fault->message);
        return FALSE;
    }
    return TRUE;
}

gboolean
client_request_json(Client *client, const char *method, const char *path, json_t *body,
                    const char *const *headers, long wanted, json_t **ret_json,
                    GCancellable *cancellable, GError **error)
{
    g_autofree char *text = body != NULL ? base_json_to_string(body) : NULL;
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_autoptr(ClientAnswer) answer = NULL;
    ClientRequest request = {.method = method, .path = path, .answer_limit = API_MAX_JSON_ANSWER};

    for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
        g_ptr_array_add(all, (gpointer)(gsize)headers[i]);
    if (text != NULL) {
        g_ptr_array_add(all, (gpointer)(gsize) "Content-Type: application/json");
        request.body = text;
        request.body_size = strlen(text);
    }
    g_ptr_array_add(all, NULL);
    request.headers = (const char *const *)all->pdata;
    request.time_limit = client->limits.answer;
    answer = client_request_expect(client, &request, wanted, cancellable, error);
    if (answer == NULL)
        return FALSE;
    return ret_json == NULL || parse_answer(answer, ret_json, error);
}

gboolean
client_wait(guint milliseconds, GCancellable *cancellable, GError **error)
{
    GPollFD cancel;
    gint64 end = g_get_monotonic_time() + (gint64)milliseconds * 1000;

    if (!g_cancellable_make_pollfd(cancellable, &cancel)) {
        g_poll(NULL, 0, (gint)MIN(milliseconds, G_MAXINT));
        return TRUE;
    }
    while (!g_cancellable_is_cancelled(cancellable)) {
        gint64 left = (end - g_get_monotonic_time()) / 1000;

        if (left <= 0 || (g_poll(&cancel, 1, (int)left) < 0 && errno != EINTR))
            break;
    }
    g_cancellable_release_fd(cancellable);
    return !g_cancellable_set_error_if_cancelled(cancellable, error);
}
