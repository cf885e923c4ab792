#include "base-file.h"

#include "base-error.h"
#include "base-folder.h"
#include "base-id.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PIECE_SIZE ((gsize)128 * 1024) /* stays in the processor's second cache */

gboolean
base_file_read_pieces(int fd, BaseFileTake take, gpointer user_data, guint64 *ret_size,
                      GError **error)
{
    g_autofree guint8 *piece = g_malloc(PIECE_SIZE);
    guint64 offset = 0;
    gboolean more = TRUE;

    while (more) {
        ssize_t n = pread(fd, piece, PIECE_SIZE, (off_t)offset);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            base_error_set_errno(error, errno, "read", "the file to its end");
            return FALSE;
        }
        if (n == 0)
            break;
        more = take(piece, (gsize)n, user_data);
        offset += (guint64)n;
    }
    if (ret_size != NULL)
        *ret_size = offset;
    return TRUE;
}

gboolean
base_file_write_all(int fd, const void *bytes, gsize size, GError **error)
{
    const guint8 *at = bytes;

    while (size > 0) {
        ssize_t n = write(fd, at, size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            base_error_set_errno(error, n < 0 ? errno : EIO, "write", "an open file");
            return FALSE;
        }
        at += n;
        size -= (gsize)n;
    }
    return TRUE;
}

gboolean
base_file_sync(int fd, const char *path, GError **error)
{
    if (fsync(fd) != 0) {
        base_error_set_errno(error, errno, "sync", path);
        return FALSE;
    }
    return TRUE;
}

static gboolean
sync_folder_of(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);

    return base_folder_sync(folder, error);
}

/* Writes, syncs and closes the new file `path`; it may be left behind half written on failure. */
static gboolean
write_new(const char *path, const void *bytes, gsize size, guint mode, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    gboolean done;

    if (fd < 0) {
        base_error_set_errno(error, errno, "create", path);
        return FALSE;
    }
    done = base_file_write_all(fd, bytes, size, error) && base_file_sync(fd, path, error);
    if (close(fd) != 0 && done) {
        base_error_set_errno(error, errno, "close", path);
        done = FALSE;
    }
    return done;
}

gboolean
base_file_write(const char *path, const void *bytes, gsize size, guint mode, GError **error)
{
    char uuid[BASE_UUID_SIZE];
    g_autofree char *temporary = NULL;

    base_id_new_uuid(uuid);
    temporary = g_strdup_printf("%s.%.8s.tmp", path, uuid);
    if (!write_new(temporary, bytes, size, mode, error)) {
        unlink(temporary);
        return FALSE;
    }
    if (rename(temporary, path) != 0) {
        base_error_set_errno(error, errno, "replace", path);
        unlink(temporary);
        return FALSE;
    }
    return sync_folder_of(path, error);
}

/* Reads to the end of `fd`, at most `limit` bytes, into a growing buffer with a NUL behind. */
static gboolean
read_open(int fd, const char *path, gsize limit, char **ret_bytes, gsize *ret_size, GError **error)
{
    struct stat status;
    g_autofree char *bytes = NULL;
    gsize size = 0, room;

    if (fstat(fd, &status) != 0) {
        base_error_set_errno(error, errno, "look at", path);
        return FALSE;
    }
    if (!S_ISREG(status.st_mode)) {
        g_set_error(error, BASE_ERROR, BASE_ERROR_IO, "“%s” is not a regular file", path);
        return FALSE;
    }
    if ((guint64)status.st_size > limit) {
        g_set_error(error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                    "“%s” is larger than %" G_GSIZE_FORMAT " bytes", path, limit);
        return FALSE;
    }
    room = (gsize)status.st_size;
    bytes = g_malloc(room + 1);
    while (size < room) {
        ssize_t n = read(fd, bytes + size, room - size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            base_error_set_errno(error, errno, "read", path);
            return FALSE;
        }
        if (n == 0)
            break;
        size += (gsize)n;
    }
    bytes[size] = '\0';
    *ret_bytes = g_steal_pointer(&bytes);
    if (ret_size != NULL)
        *ret_size = size;
    return TRUE;
}

gboolean
base_file_read(const char *path, gsize limit, char **ret_bytes, gsize *ret_size, GError **error)
{
    /* O_NONBLOCK: a FIFO in a file's place must not make us wait. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    gboolean done;

    if (fd < 0) {
        base_error_set_errno(error, errno, "open", path);
        return FALSE;
    }
    done = read_open(fd, path, limit, ret_bytes, ret_size, error);
    close(fd);
    return done;
}

gboolean
base_file_rename(const char *from, const char *to, GError **error)
{
    g_autofree char *from_folder = g_path_get_dirname(from);
    g_autofree char *to_folder = g_path_get_dirname(to);

    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) != 0) {
        base_error_set_errno(error, errno, "rename to", to);
        return FALSE;
    }
    if (!base_folder_sync(to_folder, error))
        return FALSE;
    return strcmp(from_folder, to_folder) == 0 || base_folder_sync(from_folder, error);
}

gboolean
base_file_remove(const char *path, GError **error)
{
    if (unlink(path) != 0 && errno != ENOENT) {
        base_error_set_errno(error, errno, "remove", path);
        return FALSE;
    }
    return sync_folder_of(path, error);
}

gboolean
base_file_reserve(int fd, guint64 size, GError **error)
{
    struct statvfs file_system;

    if (size == 0)
        return TRUE;
    if (fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)size) == 0)
        return TRUE;
    if (errno != EOPNOTSUPP && errno != ENOSYS) {
        base_error_set_errno(error, errno, "reserve room in", "the new file");
        return FALSE;
    }
    if (fstatvfs(fd, &file_system) != 0) {
        base_error_set_errno(error, errno, "ask for free space of", "the new file");
        return FALSE;
    }
    if ((guint64)file_system.f_bavail * file_system.f_frsize < size) {
        base_error_set_errno(error, ENOSPC, "reserve room in", "the new file");
        return FALSE;
    }
    return TRUE;
}

int
base_file_lock(const char *path, GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0) {
        base_error_set_errno(error, errno, "open", path);
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            g_set_error(error, BASE_ERROR, BASE_ERROR_LOCKED, "another process holds “%s”", path);
        else
            base_error_set_errno(error, errno, "lock", path);
        close(fd);
        return -1;
    }
    return fd;
}
