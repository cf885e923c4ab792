/* SHA-256 (FIPS 180-4), by nettle, which uses the processor's own instructions. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BASE_DIGEST_SIZE     32
#define BASE_DIGEST_HEX_SIZE 65 /* 64 lower-case hex digits and a NUL */

/* A digest under way. One thread at a time. */
typedef struct BaseDigest BaseDigest;

BaseDigest *base_digest_new(void);
void base_digest_free(BaseDigest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BaseDigest, base_digest_free)

void base_digest_update(BaseDigest *digest, const void *bytes, gsize size);
/* Ends it; only base_digest_free may follow. */
void base_digest_finish(BaseDigest *digest, guint8 ret_sum[BASE_DIGEST_SIZE]);

/* All in one. */
void base_digest_bytes(const void *bytes, gsize size, guint8 ret_sum[BASE_DIGEST_SIZE]);

void base_digest_to_hex(const guint8 sum[BASE_DIGEST_SIZE], char ret_hex[BASE_DIGEST_HEX_SIZE]);
/* TRUE if `hex` is exactly 64 lower-case hex digits; ret_sum may be NULL. */
gboolean base_digest_from_hex(const char *hex, guint8 ret_sum[BASE_DIGEST_SIZE]);

/* Reads the file behind `fd` from its beginning to its end with pread (the offset stays) and gives
 * its digest and length. BASE_ERROR_IO on failure. */
gboolean base_digest_file(int fd, guint8 ret_sum[BASE_DIGEST_SIZE], guint64 *ret_size,
                          GError **error);

G_END_DECLS
