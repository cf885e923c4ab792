#include "vault-private.h"

#include "base-error.h"
#include "base-file.h"
#include "base-folder.h"
#include "base-id.h"

#include <errno.h>
#include <sys/stat.h>

G_DEFINE_QUARK(vault - error - quark, vault_error)

void
vault_take_error(GError **error, GError *cause)
{
    VaultError code = VAULT_ERROR_IO;

    if (g_error_matches(cause, BASE_ERROR, BASE_ERROR_NO_SPACE))
        code = VAULT_ERROR_FULL;
    else if (g_error_matches(cause, BASE_ERROR, BASE_ERROR_NOT_FOUND))
        code = VAULT_ERROR_NOT_FOUND;
    g_set_error_literal(error, VAULT_ERROR, (int)code, cause->message);
    g_error_free(cause);
}

void
vault_set_errno(GError **error, int errnum, const char *doing, const char *path)
{
    GError *cause = NULL;

    base_error_set_errno(&cause, errnum, doing, path);
    vault_take_error(error, cause);
}

char *
vault_upload_path(Vault *vault, const char *uid, GError **error)
{
    if (base_id_is_safe(uid))
        return g_build_filename(vault->uploads, uid, NULL);
    g_set_error(error, VAULT_ERROR, VAULT_ERROR_NOT_FOUND, "“%.64s” is not an upload's name", uid);
    return NULL;
}

/* All folders that an original can come to lie in, so that no commit has to wait for one more name
 * to be on the disk. */
static gboolean
make_folders(Vault *vault, GError **error)
{
    for (guint first = 0; first < 256; first++) {
        g_autofree char *path = g_strdup_printf("%s/%02x", vault->originals, first);

        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            base_error_set_errno(error, errno, "make the folder", path);
            return FALSE;
        }
    }
    return base_folder_sync(vault->originals, error);
}

Vault *
vault_open(const char *data_dir, GError **error)
{
    g_autoptr(Vault) vault = g_new0(Vault, 1);
    GError *cause = NULL;

    g_mutex_init(&vault->mutex);
    vault->writing = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    vault->reading = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vault->uploads = g_build_filename(data_dir, "uploads", NULL);
    vault->originals = g_build_filename(data_dir, "originals", NULL);
    if (!base_folder_make(vault->uploads, 0700, &cause) ||
        !base_folder_make(vault->originals, 0700, &cause) || !make_folders(vault, &cause)) {
        vault_take_error(error, cause);
        return NULL;
    }
    return g_steal_pointer(&vault);
}

void
vault_close(Vault *vault)
{
    if (vault == NULL)
        return;
    g_hash_table_unref(vault->writing);
    g_hash_table_unref(vault->reading);
    g_mutex_clear(&vault->mutex);
    g_free(vault->uploads);
    g_free(vault->originals);
    g_free(vault);
}

gboolean
vault_check(Vault *vault, GError **error)
{
    g_autofree char *probe = g_build_filename(vault->uploads, ".probe", NULL);
    GError *cause = NULL;

    if (base_file_write(probe, "?", 1, 0600, &cause) && base_file_remove(probe, &cause))
        return TRUE;
    vault_take_error(error, cause);
    return FALSE;
}
