#include "base-digest.h"

#include "base-file.h"

#include <openssl/evp.h>
#include <string.h>

struct BaseDigest {
    EVP_MD_CTX *context;
};

/* Without memory or without SHA-256 nothing in this program may go on. */
static void
require(int done)
{
    if (done != 1)
        g_error("libcrypto cannot do SHA-256");
}

BaseDigest *
base_digest_new(void)
{
    BaseDigest *digest = g_new0(BaseDigest, 1);

    digest->context = EVP_MD_CTX_new();
    require(digest->context != NULL);
    require(EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL));
    return digest;
}

void
base_digest_free(BaseDigest *digest)
{
    if (digest == NULL)
        return;
    EVP_MD_CTX_free(digest->context);
    g_free(digest);
}

void
base_digest_update(BaseDigest *digest, const void *bytes, gsize size)
{
    require(EVP_DigestUpdate(digest->context, bytes, size));
}

void
base_digest_finish(BaseDigest *digest, guint8 ret_sum[BASE_DIGEST_SIZE])
{
    unsigned int size = 0;

    require(EVP_DigestFinal_ex(digest->context, ret_sum, &size));
    require(size == BASE_DIGEST_SIZE);
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
