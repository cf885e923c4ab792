#include "page-sum.h"

#include "base-file.h"

#include <isa-l/crc64.h>
#include <string.h>

guint64
page_crc64(guint64 crc, const void *bytes, gsize size)
{
    return crc64_ecma_refl(crc, bytes, size);
}

void
page_crc64_to_hex(guint64 crc, char ret_hex[PAGE_CRC64_HEX_SIZE])
{
    g_snprintf(ret_hex, PAGE_CRC64_HEX_SIZE, "%016" G_GINT64_MODIFIER "x", crc);
}

gboolean
page_crc64_is_hex(const char *hex)
{
    return strnlen(hex, PAGE_CRC64_HEX_SIZE) == PAGE_CRC64_HEX_SIZE - 1 &&
           strspn(hex, "0123456789abcdef") == PAGE_CRC64_HEX_SIZE - 1;
}

typedef struct {
    GCancellable *cancellable;
    BaseDigest *digest; /* or NULL */
    guint64 crc64;
} Sums;

static gboolean
take(const guint8 *bytes, gsize size, gpointer user_data)
{
    Sums *sums = user_data;

    if (sums->digest != NULL)
        base_digest_update(sums->digest, bytes, size);
    sums->crc64 = page_crc64(sums->crc64, bytes, size);
    return !g_cancellable_is_cancelled(sums->cancellable);
}

gboolean
page_sum_file(int fd, GCancellable *cancellable, guint8 ret_digest[BASE_DIGEST_SIZE],
              char ret_crc64[PAGE_CRC64_HEX_SIZE], guint64 *ret_size, GError **error)
{
    g_autoptr(BaseDigest) digest = ret_digest != NULL ? base_digest_new() : NULL;
    Sums sums = {.cancellable = cancellable, .digest = digest};

    if (!base_file_read_pieces(fd, take, &sums, ret_size, error) ||
        g_cancellable_set_error_if_cancelled(cancellable, error))
        return FALSE;
    if (digest != NULL)
        base_digest_finish(digest, ret_digest);
    page_crc64_to_hex(sums.crc64, ret_crc64);
    return TRUE;
}
