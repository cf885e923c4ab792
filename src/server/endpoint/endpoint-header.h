/* The headers whose values mean more than text: pure functions. */
#pragma once

#include "vault.h"

G_BEGIN_DECLS

/* Digits alone: Upload-Length and Upload-Offset (tus 1.0.0), Last-Event-ID. FALSE for anything
 * else, NULL, or more than a gint64 holds. */
gboolean endpoint_header_number(const char *text, guint64 *ret_number);

/* Upload-Checksum (tus 1.0.0, checksum extension): "sha256 BASE64" or "sha1 BASE64"; sum: 32 bytes,
 * of which sha1 takes 20. NULL is VAULT_CHECKSUM_NONE; FALSE if it is neither absent nor right. */
gboolean endpoint_header_checksum(const char *text, VaultChecksum *ret_checksum,
                                  guint8 ret_sum[32]);

G_END_DECLS
