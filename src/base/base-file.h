/* Durable files: what these functions have reported as done survives a power cut.
 *
 * The order that survives on ext4 is write, fsync, rename, fsync of the folder; a rename without
 * the last is lost. After a failed fsync the kernel marks the pages clean, so a second fsync of
 * the same file would lie: every function here fails for good then, and removes what it made.
 * All calls block; call them from a worker thread where a person waits. Any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Replaces or creates `path` with `size` bytes: temporary file beside it, fsync, rename, fsync of
 * the folder. `mode` is as for open(2), e.g. 0600, and not narrowed by the umask's absence. */
gboolean base_file_write(const char *path, const void *bytes, gsize size, guint mode,
                         GError **error);

/* Reads the whole of a regular file of at most `limit` bytes. The result has a NUL behind it that
 * *ret_size (may be NULL) does not count; g_free it. BASE_ERROR_TOO_LARGE, _NOT_FOUND, _IO. */
gboolean base_file_read(const char *path, gsize limit, char **ret_bytes, gsize *ret_size,
                        GError **error);

/* Reads the file behind `fd` from its beginning to its end with pread (the offset stays) and hands
 * its bytes over in order, a piece at a time; `take` says whether to go on. ret_size (or NULL):
 * what was handed over. BASE_ERROR_IO. */
typedef gboolean (*BaseFileTake)(const guint8 *bytes, gsize size, gpointer user_data);
gboolean base_file_read_pieces(int fd, BaseFileTake take, gpointer user_data, guint64 *ret_size,
                               GError **error);

/* write(2) until all is written; EINTR and short writes are dealt with. */
gboolean base_file_write_all(int fd, const void *bytes, gsize size, GError **error);

/* fsync(2) of an open file. `path` is for the error alone. */
gboolean base_file_sync(int fd, const char *path, GError **error);

/* Renames within one file system, then fsyncs the folder of `to` and, if another, that of `from`.
 * Fails with BASE_ERROR_EXISTS if `to` is there already: nothing is ever overwritten. */
gboolean base_file_rename(const char *from, const char *to, GError **error);

/* Removes a file and fsyncs its folder; a file that is not there is no error. */
gboolean base_file_remove(const char *path, GError **error);

/* Sees to it that `size` bytes can be written to `fd` from its beginning on without ENOSPC; the
 * file's visible length stays. On a file system that cannot reserve, free space is compared. */
gboolean base_file_reserve(int fd, guint64 size, GError **error);

/* Takes an exclusive lock of the file (made if need be, mode 0600) and returns its descriptor, to
 * be closed to let go; -1 and BASE_ERROR_LOCKED if another process has it. */
int base_file_lock(const char *path, GError **error);

G_END_DECLS
