#include "vault-private.h"

#include "base-digest.h"
#include "base-file.h"
#include "base-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
open_read(const char *path, guint64 *ret_size, GError **error)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0) {
        vault_set_errno(error, errno, "open", path);
        return -1;
    }
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        vault_set_errno(error, EIO, "look at", path);
        close(fd);
        return -1;
    }
    *ret_size = (guint64)status.st_size;
    return fd;
}

int
vault_upload_open(Vault *vault, const char *uid, guint64 *ret_size, GError **error)
{
    g_autofree char *path = vault_upload_path(vault, uid, error);

    return path != NULL ? open_read(path, ret_size, error) : -1;
}

/* originals/ab/abcd… */
static char *
original_path(Vault *vault, const char *sha256, char **ret_folder)
{
    g_autofree char *first = g_strndup(sha256, 2);
    g_autofree char *folder = g_build_filename(vault->originals, first, NULL);
    char *path = g_build_filename(folder, sha256, NULL);

    if (ret_folder != NULL)
        *ret_folder = g_steal_pointer(&folder);
    return path;
}

int
vault_original_open(Vault *vault, const char *sha256, guint64 *ret_size, GError **error)
{
    g_autofree char *path = NULL;

    if (!base_digest_from_hex(sha256, NULL)) {
        g_set_error(error, VAULT_ERROR, VAULT_ERROR_NOT_FOUND, "this is not a digest");
        return -1;
    }
    path = original_path(vault, sha256, NULL);
    return open_read(path, ret_size, error);
}

static gboolean
digest_fits(int fd, const char *sha256, guint64 bytes, GError **error)
{
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];
    guint64 size = 0;
    GError *cause = NULL;

    if (!base_digest_file(fd, sum, &size, &cause)) {
        vault_take_error(error, cause);
        return FALSE;
    }
    base_digest_to_hex(sum, hex);
    if (size == bytes && strcmp(hex, sha256) == 0)
        return TRUE;
    g_set_error(error, VAULT_ERROR, VAULT_ERROR_DIGEST,
                "%" G_GUINT64_FORMAT " bytes with digest %s were received, %" G_GUINT64_FORMAT
                " bytes with digest %s announced",
                size, hex, bytes, sha256);
    return FALSE;
}

/* An original of this digest that lies there already, from an earlier try or another report, must
 * be that original still. If not, the fault is ours and not the sender's. */
static gboolean
existing_fits(const char *path, const char *sha256, guint64 bytes, GError **error)
{
    guint64 size = 0;
    int fd = open_read(path, &size, error);
    gboolean fits;

    if (fd < 0)
        return FALSE;
    fits = digest_fits(fd, sha256, bytes, NULL);
    close(fd);
    if (!fits)
        g_set_error(error, VAULT_ERROR, VAULT_ERROR_IO, "the stored original %s is damaged",
                    sha256);
    return fits;
}

static gboolean
link_original(Vault *vault, const char *upload, const char *sha256, guint64 bytes, GError **error)
{
    g_autofree char *folder = NULL;
    g_autofree char *path = original_path(vault, sha256, &folder);
    GError *cause = NULL;

    if (link(upload, path) != 0) {
        if (errno == EEXIST)
            return existing_fits(path, sha256, bytes, error) &&
                   (base_folder_sync(folder, &cause) || (vault_take_error(error, cause), FALSE));
        vault_set_errno(error, errno, "link to", path);
        return FALSE;
    }
    if (!base_folder_sync(folder, &cause)) {
        vault_take_error(error, cause);
        return FALSE;
    }
    return TRUE;
}

/* Read-only before it has its second name, so that no original is ever writable. The sync is that
 * of the bytes too: those that had the digest are those that it has put on the disk. */
static gboolean
seal(const char *path, int fd, GError **error)
{
    if (fchmod(fd, 0400) == 0)
        return vault_upload_sync(path, fd, error);
    vault_set_errno(error, errno, "seal", path);
    return FALSE;
}

static gboolean
adopt(Vault *vault, const char *path, const char *sha256, guint64 bytes, GError **error)
{
    guint64 size = 0;
    int fd = open_read(path, &size, error);
    gboolean done;

    if (fd < 0)
        return FALSE;
    done = digest_fits(fd, sha256, bytes, error) && seal(path, fd, error) &&
           link_original(vault, path, sha256, bytes, error);
    close(fd);
    return done;
}

gboolean
vault_adopt(Vault *vault, const char *uid, const char *sha256, guint64 bytes, GError **error)
{
    g_autofree char *path = vault_upload_path(vault, uid, error);
    gboolean done;

    if (path == NULL)
        return FALSE;
    if (!base_digest_from_hex(sha256, NULL)) {
        g_set_error(error, VAULT_ERROR, VAULT_ERROR_DIGEST, "this is not a digest");
        return FALSE;
    }
    if (!vault_begin_reading(vault, uid, error))
        return FALSE;
    done = adopt(vault, path, sha256, bytes, error);
    vault_end_reading(vault, uid);
    return done;
}
