/* The files of the central server: uploads under way and originals for ever.
 *
 *   DATA/uploads/UID          grows by append; its length is the upload's offset
 *   DATA/originals/ab/SHA256  never changed, mode 0400, named by its digest
 *
 * A power cut loses nothing that a function here has reported as done. Any thread; one upload is
 * written by one request at a time (vault_upload_open locks it). All calls block on the disk. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VAULT_ERROR (vault_error_quark())

typedef enum {
    VAULT_ERROR_IO,
    VAULT_ERROR_FULL,
    VAULT_ERROR_NOT_FOUND,
    VAULT_ERROR_BUSY,     /* another request is writing to this upload, or adopting it */
    VAULT_ERROR_OFFSET,   /* the upload goes on from another offset */
    VAULT_ERROR_CHECKSUM, /* the chunk's checksum differs; the upload is as before */
    VAULT_ERROR_TOO_LONG, /* the chunk goes past the upload's length */
    VAULT_ERROR_DIGEST,   /* the whole upload's digest or length is not as announced */
} VaultError;

GQuark vault_error_quark(void);

typedef struct Vault Vault;

Vault *vault_open(const char *data_dir, GError **error);
void vault_close(Vault *vault);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Vault, vault_close)
gboolean vault_check(Vault *vault, GError **error); /* writable? for /readyz */

gboolean vault_upload_create(Vault *vault, const char *uid, GError **error);
/* The offset, after an fsync: told once, it never goes back. While a request writes: where that
 * one began. VAULT_ERROR_IO or _FULL after a failed fsync, here or in a patch or adoption: the
 * upload is removed, since nobody can say any more which of its bytes are on the disk. */
gboolean vault_upload_offset(Vault *vault, const char *uid, guint64 *ret_offset, GError **error);
/* The same without the fsync: to decide by, but not to be told. */
gboolean vault_upload_size(Vault *vault, const char *uid, guint64 *ret_size, GError **error);
gboolean vault_upload_remove(Vault *vault, const char *uid, GError **error);
/* The same, but it may come back when the power goes: for one that has its second name. */
gboolean vault_upload_forget(Vault *vault, const char *uid, GError **error);

typedef enum {
    VAULT_CHECKSUM_NONE,
    VAULT_CHECKSUM_SHA1,
    VAULT_CHECKSUM_SHA256,
} VaultChecksum;

/* One PATCH. open: locks, checks the offset. append: as bytes arrive; they may be written later, so
 * that close tells of a disk that is full. close: with `keep`, checks the checksum (`sum`, its
 * binary value), fsyncs and gives the new offset; the caller answers only after that. Without
 * `keep` (the request was cut) what came is kept if there was no checksum to hold it against, else
 * dropped. On VAULT_ERROR_CHECKSUM the file is cut back to the old offset. */
typedef struct VaultPatch VaultPatch;

VaultPatch *vault_patch_open(Vault *vault, const char *uid, guint64 offset, guint64 length,
                             VaultChecksum checksum, const guint8 *sum, GError **error);
gboolean vault_patch_append(VaultPatch *patch, const void *bytes, gsize size, GError **error);
/* Frees the patch in any case. */
gboolean vault_patch_close(VaultPatch *patch, gboolean keep, guint64 *ret_offset, GError **error);

/* Opens a whole upload for reading, for the digest and the structure check; -1 on failure. */
int vault_upload_open(Vault *vault, const char *uid, guint64 *ret_size, GError **error);
/* Gives a whole upload, whose digest over the bytes on disk is `sha256`, its second name in
 * originals: fsync, link, fsync of the folder. VAULT_ERROR_DIGEST if it differs. The upload's own
 * name stays until vault_upload_forget, so that a refused commit leaves the upload as it was. If
 * an equal original is there already, that one stays. */
gboolean vault_adopt(Vault *vault, const char *uid, const char *sha256, guint64 bytes,
                     GError **error);
/* A stored original, read only; -1 on failure. */
int vault_original_open(Vault *vault, const char *sha256, guint64 *ret_size, GError **error);

G_END_DECLS
