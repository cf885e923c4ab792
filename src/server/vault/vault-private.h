/* What the files of the vault share. Not for others. */
#pragma once

#include "vault.h"

G_BEGIN_DECLS

struct Vault {
    char *uploads;
    char *originals;
    GMutex mutex;        /* guards the two below */
    GHashTable *writing; /* UIDs that a request is writing to → the offset it began at */
    GHashTable *reading; /* UIDs that must keep their length → how many requests need that */
};

/* One request writes to an upload, or any number rely on its length: VAULT_ERROR_BUSY otherwise. */
gboolean vault_begin_writing(Vault *vault, const char *uid, guint64 offset, GError **error);
void vault_end_writing(Vault *vault, const char *uid);
gboolean vault_begin_reading(Vault *vault, const char *uid, GError **error);
void vault_end_reading(Vault *vault, const char *uid);
/* As vault_begin_reading, but on FALSE gives the offset at which the present writer began. */
gboolean vault_try_reading(Vault *vault, const char *uid, guint64 *ret_offset);

/* fsync. If that fails, the upload is removed: the kernel has forgotten which of its bytes are not
 * on the disk, so that a later fsync would lie. The sender begins a new one. */
gboolean vault_upload_sync(const char *path, int fd, GError **error);

/* The path of an upload; NULL and VAULT_ERROR_NOT_FOUND if the name cannot be one. g_free. */
char *vault_upload_path(Vault *vault, const char *uid, GError **error);
void vault_set_errno(GError **error, int errnum, const char *doing, const char *path);
/* Takes over an error of base. */
void vault_take_error(GError **error, GError *cause);

G_END_DECLS
