/* The SHA-256 of a document that its helper is still looking through.
 *
 * From the moment when a helper has written its document, the station reads it in a thread of its
 * own, so that nobody waits for the digest afterwards. The helper could still write. So the digest
 * counts only for who has since found that the file has the CRC-64 of the very bytes that were read
 * here. Any thread. */
#pragma once

#include "base-digest.h"

G_BEGIN_DECLS

typedef struct ScanDigest ScanDigest;

/* Begins to read `fd`, which is duplicated. NULL where no descriptor or no thread is to be had:
 * then whoever needs the digest takes it later. */
ScanDigest *scan_digest_start(int fd);
ScanDigest *scan_digest_ref(ScanDigest *digest);
/* The last one ends the reading, wherever it is. NULL is fine. */
void scan_digest_unref(ScanDigest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanDigest, scan_digest_unref)

/* Waits until all is read. FALSE, and "" in ret_sha256, if that were not `bytes` bytes of this
 * CRC-64 (hex), or were not to be read; also for NULL. */
gboolean scan_digest_wait(ScanDigest *digest, guint64 bytes, const char *crc64,
                          char ret_sha256[BASE_DIGEST_HEX_SIZE]);

G_END_DECLS
