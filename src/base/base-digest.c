#include "base-digest.h"

#include "base-file.h"

#include <nettle/sha2.h>
#include <string.h>

struct BaseDigest {
    struct sha256_ctx context;
};

BaseDigest *
base_digest_new(void)
{
    BaseDigest *digest = g_new0(BaseDigest, 1);

    sha256_init(&digest->context);
    return digest;
}

void
base_digest_free(BaseDigest *digest)
{
    g_free(digest);
}

void
base_digest_update(BaseDigest *digest, const void *bytes, gsize size)
{
    sha256_update(&digest->context, size, bytes);
}

void
base_digest_finish(BaseDigest *digest, guint8 ret_sum[BASE_DIGEST_SIZE])
{
    sha256_digest(&digest->context, BASE_DIGEST_SIZE, ret_sum);
}

void
base_digest_bytes(const void *bytes, gsize size, guint8 ret_sum[BASE_DIGEST_SIZE])
{
    g_autoptr(BaseDigest) digest = base_digest_new();

    base_digest_update(digest, bytes, size);
    base_digest_finish(digest, ret_sum);
}

void
base_digest_to_hex(const guint8 sum[BASE_DIGEST_SIZE], char ret_hex[BASE_DIGEST_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (gsize i = 0; i < BASE_DIGEST_SIZE; i++) {
        ret_hex[2 * i] = digits[sum[i] >> 4];
        ret_hex[2 * i + 1] = digits[sum[i] & 15];
    }
    ret_hex[BASE_DIGEST_HEX_SIZE - 1] = '\0';
}

static int
digit_value(char digit)
{
    return g_ascii_isupper(digit) ? -1 : g_ascii_xdigit_value(digit);
}

gboolean
base_digest_from_hex(const char *hex, guint8 ret_sum[BASE_DIGEST_SIZE])
{
    guint8 sum[BASE_DIGEST_SIZE];

    if (strnlen(hex, BASE_DIGEST_HEX_SIZE) != BASE_DIGEST_HEX_SIZE - 1)
        return FALSE;
    for (gsize i = 0; i < BASE_DIGEST_SIZE; i++) {
        int high = digit_value(hex[2 * i]), low = digit_value(hex[2 * i + 1]);

        if (high < 0 || low < 0)
            return FALSE;
        sum[i] = (guint8)(high << 4 | low);
    }
    if (ret_sum != NULL)
        memcpy(ret_sum, sum, sizeof sum);
    return TRUE;
}

static gboolean
take(const guint8 *bytes, gsize size, gpointer digest)
{
    base_digest_update(digest, bytes, size);
    return TRUE;
}

gboolean
base_digest_file(int fd, guint8 ret_sum[BASE_DIGEST_SIZE], guint64 *ret_size, GError **error)
{
    g_autoptr(BaseDigest) digest = base_digest_new();

    if (!base_file_read_pieces(fd, take, digest, ret_size, error))
        return FALSE;
    base_digest_finish(digest, ret_sum);
    return TRUE;
}
