#include "vault-private.h"

#include "base-file.h"
#include "base-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha2.h>
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
    const struct nettle_hash *hash; /* or NULL without a checksum */
    gpointer digest;                /* its context */
    guint8 sum[SHA256_DIGEST_SIZE];
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

static void
begin_digest(VaultPatch *patch, const struct nettle_hash *hash, const guint8 *sum)
{
    patch->hash = hash;
    patch->digest = g_malloc(hash->context_size);
    hash->init(patch->digest);
    memcpy(patch->sum, sum, hash->digest_size);
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
    if (checksum != VAULT_CHECKSUM_NONE)
        begin_digest(patch, checksum == VAULT_CHECKSUM_SHA1 ? &nettle_sha1 : &nettle_sha256, sum);
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
    if (patch->hash != NULL)
        patch->hash->update(patch->digest, size, bytes);
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
    const struct nettle_hash *hash = patch->hash;
    guint8 sum[SHA256_DIGEST_SIZE];

    if (hash == NULL)
        return TRUE;
    hash->digest(patch->digest, hash->digest_size, sum);
    return memcmp(sum, patch->sum, hash->digest_size) == 0;
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
    if (patch->failed || (!keep && patch->hash != NULL))
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
        *ret_offset = patch->failed || (!keep && patch->hash != NULL) ? patch->before
                                                                      : patch->offset;
    close(patch->fd);
    vault_end_writing(patch->vault, patch->uid);
    g_free(patch->digest);
    g_free(patch->uid);
    g_free(patch->path);
    g_free(patch->gathered);
    g_free(patch);
    return done;
}
