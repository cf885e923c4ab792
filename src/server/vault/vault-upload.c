#include "vault-private.h"

#include "base-file.h"
#include "base-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A socket gives its bytes in pieces as small as libmicrohttpd's buffer. */
#define GATHERED (128 * 1024)

struct VaultPatch {
    Vault *vault;
    char *uid;
    char *path;
    int fd;
    guint64 before; /* the offset that was acknowledged last */
    guint64 offset; /* with what is gathered */
    guint64 length;
    guint8 *gathered;
    gsize n_gathered;
    EVP_MD_CTX *digest; /* or NULL without a checksum */
    guint8 sum[32];
    gboolean failed;
};

gboolean
vault_upload_create(Vault *vault, const char *uid, GError **error)
{
    g_autofree char *path = vault_upload_path(vault, uid, error);
    GError *cause = NULL;
    int fd;

    if (path == NULL)
        return FALSE;
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        vault_set_errno(error, errno, "create", path);
        return FALSE;
    }
    close(fd);
    if (!base_folder_sync(vault->uploads, &cause)) {
        vault_take_error(error, cause);
        return FALSE;
    }
    return TRUE;
}

gboolean
vault_upload_sync(const char *path, int fd, GError **error)
{
    GError *cause = NULL;

    if (base_file_sync(fd, path, &cause))
        return TRUE;
    base_file_remove(path, NULL);
    vault_take_error(error, cause);
    return FALSE;
}

/* A killed server may have left bytes that no fsync has seen; once told, they must stay. */
static gboolean
settled_offset(Vault *vault, const char *uid, guint64 *ret_offset, GError **error)
{
    g_autofree char *path = vault_upload_path(vault, uid, error);
    guint64 size = 0;
    gboolean done;
    int fd = path != NULL ? vault_upload_open(vault, uid, &size, error) : -1;

    if (fd < 0)
        return FALSE;
    done = vault_upload_sync(path, fd, error);
    close(fd);
    if (done)
        *ret_offset = size;
    return done;
}

/* What is on the disk, however far it is known to be there. */
static gboolean
present_size(Vault *vault, const char *uid, guint64 *ret_size, GError **error)
{
    int fd = vault_upload_open(vault, uid, ret_size, error);

    if (fd < 0)
        return FALSE;
    close(fd); /* it was only read */
    return TRUE;
}

/* Whoever writes has said how far it is; otherwise it is read. */
static gboolean
ask_or_read(Vault *vault, const char *uid,
            gboolean (*read)(Vault *vault, const char *uid, guint64 *ret_size, GError **error),
            guint64 *ret_size, GError **error)
{
    gboolean done;

    if (!vault_try_reading(vault, uid, ret_size))
        return TRUE;
    done = read(vault, uid, ret_size, error);
    vault_end_reading(vault, uid);
    return done;
}

gboolean
vault_upload_offset(Vault *vault, const char *uid, guint64 *ret_offset, GError **error)
{
    return ask_or_read(vault, uid, settled_offset, ret_offset, error);
}

gboolean
vault_upload_size(Vault *vault, const char *uid, guint64 *ret_size, GError **error)
{
    return ask_or_read(vault, uid, present_size, ret_size, error);
}

gboolean
vault_upload_forget(Vault *vault, const char *uid, GError **error)
{
    g_autofree char *path = vault_upload_path(vault, uid, error);

    if (path == NULL)
        return FALSE;
    if (unlink(path) == 0 || errno == ENOENT)
        return TRUE;
    vault_set_errno(error, errno, "remove", path);
    return FALSE;
}

gboolean
vault_upload_remove(Vault *vault, const char *uid, GError **error)
{
    g_autofree char *path = vault_upload_path(vault, uid, error);
    GError *cause = NULL;

    if (path == NULL)
        return FALSE;
    if (!base_file_remove(path, &cause)) {
        vault_take_error(error, cause);
        return FALSE;
    }
    return TRUE;
}

/* Opens the file at its end if that is where the sender believes it to be. */
static int
open_at(const char *path, guint64 offset, GError **error)
{
    struct stat status;
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0) {
        vault_set_errno(error, errno, "open", path);
        return -1;
    }
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && (guint64)status.st_size == offset &&
        lseek(fd, 0, SEEK_END) == (off_t)offset)
        return fd;
    g_set_error(error, VAULT_ERROR, VAULT_ERROR_OFFSET, "the upload goes on from another offset");
    close(fd);
    return -1;
}

static EVP_MD_CTX *
new_digest(VaultChecksum checksum)
{
    EVP_MD_CTX *digest;

    if (checksum == VAULT_CHECKSUM_NONE)
        return NULL;
    digest = EVP_MD_CTX_new();
    if (digest == NULL ||
        EVP_DigestInit_ex(digest, checksum == VAULT_CHECKSUM_SHA1 ? EVP_sha1() : EVP_sha256(),
                          NULL) != 1)
        g_error("libcrypto cannot make a digest");
    return digest;
}

VaultPatch *
vault_patch_open(Vault *vault, const char *uid, guint64 offset, guint64 length,
                 VaultChecksum checksum, const guint8 *sum, GError **error)
{
    g_autofree char *path = vault_upload_path(vault, uid, error);
    VaultPatch *patch;
    int fd;

    if (path == NULL || !vault_begin_writing(vault, uid, offset, error))
        return NULL;
    fd = open_at(path, offset, error);
    if (fd < 0) {
        vault_end_writing(vault, uid);
        return NULL;
    }
    patch = g_new0(VaultPatch, 1);
    patch->vault = vault;
    patch->uid = g_strdup(uid);
    patch->path = g_steal_pointer(&path);
    patch->fd = fd;
    patch->before = patch->offset = offset;
    patch->length = length;
    patch->gathered = g_malloc(GATHERED);
    patch->digest = new_digest(checksum);
    if (checksum != VAULT_CHECKSUM_NONE)
        memcpy(patch->sum, sum, checksum == VAULT_CHECKSUM_SHA1 ? 20 : 32);
    return patch;
}

static gboolean
write_gathered(VaultPatch *patch, GError **error)
{
    GError *cause = NULL;

    patch->failed = !base_file_write_all(patch->fd, patch->gathered, patch->n_gathered, &cause);
    patch->n_gathered = 0;
    if (patch->failed)
        vault_take_error(error, cause);
    return !patch->failed;
}

gboolean
vault_patch_append(VaultPatch *patch, const void *bytes, gsize size, GError **error)
{
    if (size > patch->length - patch->offset) {
        patch->failed = TRUE;
        g_set_error(error, VAULT_ERROR, VAULT_ERROR_TOO_LONG,
                    "the chunk goes past the upload's length of %" G_GUINT64_FORMAT " bytes",
                    patch->length);
        return FALSE;
    }
    if (patch->digest != NULL && EVP_DigestUpdate(patch->digest, bytes, size) != 1)
        g_error("libcrypto cannot make a digest");
    patch->offset += size;
    while (size > 0) {
        gsize taken = MIN(size, GATHERED - patch->n_gathered);

        memcpy(patch->gathered + patch->n_gathered, bytes, taken);
        patch->n_gathered += taken;
        bytes = (const guint8 *)bytes + taken;
        size -= taken;
        if (patch->n_gathered == GATHERED && !write_gathered(patch, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
checksum_fits(VaultPatch *patch)
{
    guint8 sum[EVP_MAX_MD_SIZE];
    unsigned int size = 0;

    if (patch->digest == NULL)
        return TRUE;
    if (EVP_DigestFinal_ex(patch->digest, sum, &size) != 1)
        g_error("libcrypto cannot make a digest");
    return memcmp(sum, patch->sum, size) == 0;
}

/* Back to the offset that was acknowledged last: what came since is as if it had never come. */
static gboolean
cut_back(VaultPatch *patch, GError **error)
{
    if (ftruncate(patch->fd, (off_t)patch->before) == 0)
        return TRUE;
    vault_set_errno(error, errno, "cut back", patch->path);
    return FALSE;
}

/* Of a request that was cut nobody is told: what is kept of it is synced before its length is
 * (settled_offset), and not here, where a socket thread would wait for the disk. */
static gboolean
settle(VaultPatch *patch, gboolean keep, GError **error)
{
    if (patch->failed || (!keep && patch->digest != NULL))
        return cut_back(patch, error);
    if (!write_gathered(patch, error)) {
        cut_back(patch, NULL);
        return FALSE;
    }
    if (!keep)
        return TRUE;
    if (!checksum_fits(patch)) {
        if (cut_back(patch, error))
            g_set_error(error, VAULT_ERROR, VAULT_ERROR_CHECKSUM,
                        "the chunk at offset %" G_GUINT64_FORMAT " has another checksum",
                        patch->before);
        return FALSE;
    }
    return vault_upload_sync(patch->path, patch->fd, error);
}

gboolean
vault_patch_close(VaultPatch *patch, gboolean keep, guint64 *ret_offset, GError **error)
{
    gboolean done = settle(patch, keep, error);

    if (done && ret_offset != NULL)
        *ret_offset = patch->failed || (!keep && patch->digest != NULL) ? patch->before
                                                                        : patch->offset;
    close(patch->fd);
    vault_end_writing(patch->vault, patch->uid);
    EVP_MD_CTX_free(patch->digest);
    g_free(patch->uid);
    g_free(patch->path);
    g_free(patch->gathered);
    g_free(patch);
    return done;
}
