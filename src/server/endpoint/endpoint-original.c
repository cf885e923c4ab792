#include "endpoint-private.h"

#include <string.h>
#include <unistd.h>

#define MAX_NUMBER 1000

/* One range of RFC 9110, section 14.1.2: "bytes=a-b", "bytes=a-" or "bytes=-n". Anything else,
 * several ranges among it, is answered whole. FALSE if the range lies outside. */
static gboolean
read_range(const char *header, guint64 size, guint64 *ret_offset, guint64 *ret_length,
           gboolean *ret_partial)
{
    g_autofree char *first = NULL;
    const char *dash;
    guint64 from = 0, to = size - 1;

    if (!g_str_has_prefix(header, "bytes=") || strchr(header, ',') != NULL)
        return TRUE;
    header += strlen("bytes=");
    dash = strchr(header, '-');
    if (dash == NULL)
        return TRUE;
    first = g_strndup(header, (gsize)(dash - header));
    if (*first == '\0') {
        if (!g_ascii_string_to_unsigned(dash + 1, 10, 0, G_MAXUINT64, &to, NULL))
            return TRUE;
        if (to == 0)
            return FALSE;
        from = size - MIN(to, size);
        to = size - 1;
    } else if (!g_ascii_string_to_unsigned(first, 10, 0, G_MAXUINT64, &from, NULL) ||
               (dash[1] != '\0' &&
                !g_ascii_string_to_unsigned(dash + 1, 10, from, G_MAXUINT64, &to, NULL))) {
        return TRUE;
    }
    if (from >= size)
        return FALSE;
    *ret_offset = from;
    *ret_length = MIN(to, size - 1) - from + 1;
    *ret_partial = TRUE;
    return TRUE;
}

static void
answer_original(HttpExchange *exchange, const StoreOriginal *original, int fd, guint64 size)
{
    const char *range = http_exchange_header(exchange, "Range");
    guint64 offset = 0, length = size;
    gboolean partial = FALSE;
    g_autofree char *content_range = NULL;

    http_exchange_add_header(exchange, "Accept-Ranges", "bytes");
    if (range != NULL && !read_range(range, size, &offset, &length, &partial)) {
        content_range = g_strdup_printf("bytes */%" G_GUINT64_FORMAT, size);
        http_exchange_add_header(exchange, "Content-Range", content_range);
        http_exchange_answer_problem(exchange, API_PROBLEM_RANGE_NOT_SATISFIABLE, NULL, NULL);
        close(fd);
        return;
    }
    if (partial) {
        content_range = g_strdup_printf("bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT
                                        "/%" G_GUINT64_FORMAT,
                                        offset, offset + length - 1, size);
        http_exchange_add_header(exchange, "Content-Range", content_range);
    }
    http_exchange_answer_file(exchange, partial ? 206 : 200, api_media_type(original->media), fd,
                              offset, length);
}

void
endpoint_original_get(HttpExchange *exchange, gpointer context)
{
    Endpoint *endpoint = context;
    const char *known = http_exchange_header(exchange, "If-None-Match");
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreOriginal) original = NULL;
    g_autofree char *etag = NULL;
    guint64 n = 0, size = 0;
    int fd;

    if (g_ascii_string_to_unsigned(http_exchange_param(exchange, 1), 10, 1, MAX_NUMBER, &n, NULL))
        original = store_original(endpoint->store, http_exchange_param(exchange, 0), (guint)n,
                                  &error);
    if (original == NULL) {
        if (error != NULL)
            endpoint_fail(exchange, error, API_PROBLEM_NOT_FOUND);
        else
            http_exchange_answer_problem(exchange, API_PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    etag = g_strdup_printf("\"%s\"", original->sha256);
    http_exchange_add_header(exchange, "ETag", etag);
    if (known != NULL && strcmp(known, etag) == 0) {
        http_exchange_answer(exchange, 304);
        return;
    }
    fd = vault_original_open(endpoint->vault, original->vault_name, &size, &error);
    if (fd >= 0 && size == original->bytes) {
        answer_original(exchange, original, fd, size);
        return;
    }
    if (fd >= 0)
        close(fd);
    g_warning("request %s: the original %s is not as it was stored", http_exchange_id(exchange),
              original->sha256);
    http_exchange_answer_problem(exchange, API_PROBLEM_INTERNAL, NULL, NULL);
}
