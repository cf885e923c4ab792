/* What the files of the vault share. Not for others. */
#pragma once

#include "vault.h"

G_BEGIN_DECLS

struct Vault {
    char *uploads;
    char *originals;
    GMutex mutex;
    GHashTable *writing; /* set of UIDs that a request is writing to */
};

/* The path of an upload; NULL and VAULT_ERROR_NOT_FOUND if the name cannot be one. g_free. */
char *vault_upload_path(Vault *vault, const char *uid, GError **error);
void vault_set_errno(GError **error, int errnum, const char *doing, const char *path);
/* Takes over an error of base. */
void vault_take_error(GError **error, GError *cause);

G_END_DECLS
