/* CRC-64 (ECMA-182, bits reflected, as in xz), by ISA-L, ten times as fast as a digest: whether
 * bytes that one program of ours wrote are those that another reads. No proof against anybody who
 * wants another file of the same sum; what is kept and sent is known by its SHA-256. Any thread. */
#pragma once

#include "base-digest.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define PAGE_CRC64_HEX_SIZE 17 /* 16 lower-case hex digits and a NUL */

/* Of a text whose first part had `crc`; 0 to begin with. */
guint64 page_crc64(guint64 crc, const void *bytes, gsize size);

void page_crc64_to_hex(guint64 crc, char ret_hex[PAGE_CRC64_HEX_SIZE]);
/* TRUE if `hex` is exactly 16 lower-case hex digits. */
gboolean page_crc64_is_hex(const char *hex);

/* As base_digest_file, and the CRC-64 of the same bytes, as text. `cancellable` and `ret_digest`
 * may be NULL. BASE_ERROR_IO, G_IO_ERROR_CANCELLED. */
gboolean page_sum_file(int fd, GCancellable *cancellable, guint8 ret_digest[BASE_DIGEST_SIZE],
                       char ret_crc64[PAGE_CRC64_HEX_SIZE], guint64 *ret_size, GError **error);

G_END_DECLS
