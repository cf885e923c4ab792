#include "page-file.h"

#include "page-sum.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_SIZE   ((gsize)256 * 1024)
#define BEGIN_EVERY ((guint64)4 << 20)

static void
set_write_error(GError **error, int errnum)
{
    gboolean full = errnum == ENOSPC || errnum == EDQUOT || errnum == EFBIG;

    g_set_error(error, PAGE_ERROR, full ? PAGE_ERROR_NO_SPACE : PAGE_ERROR_WRITE,
                "cannot write the document: %s", g_strerror(errnum));
}

gboolean
page_file_write_at(PageFile *file, guint64 offset, const void *bytes, gsize size, GError **error)
{
    const guint8 *from = bytes;

    while (size > 0) {
        ssize_t n = pwrite(file->fd, from, size, (off_t)offset);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            set_write_error(error, n < 0 ? errno : EIO);
            return FALSE;
        }
        from += n;
        offset += (guint64)n;
        size -= (gsize)n;
    }
    return TRUE;
}

gboolean
page_file_append(PageFile *file, const void *bytes, gsize size, GError **error)
{
    if (!page_file_write_at(file, file->end, bytes, size, error))
        return FALSE;
    file->end += size;
    if (file->end - file->begun >= BEGIN_EVERY) {
        sync_file_range(file->fd, (off_t)file->begun, (off_t)(file->end - file->begun),
                        SYNC_FILE_RANGE_WRITE);
        file->begun = file->end;
    }
    return TRUE;
}

gboolean
page_file_append_pixels(PageFile *file, const void *bytes, gsize size, GError **error)
{
    file->stored = page_crc64(file->stored, bytes, size);
    return page_file_append(file, bytes, size, error);
}

gboolean
page_file_append_copy(PageFile *file, int from, guint64 offset, guint64 size, GError **error)
{
    g_autofree guint8 *buffer = g_malloc(COPY_SIZE);

    while (size > 0) {
        gsize n = (gsize)MIN(COPY_SIZE, size);

        if (!page_file_read_at(from, offset, buffer, n, error) ||
            !page_file_append_pixels(file, buffer, n, error))
            return FALSE;
        offset += n;
        size -= n;
    }
    return TRUE;
}

gboolean
page_file_read_at(int fd, guint64 offset, void *bytes, gsize size, GError **error)
{
    guint8 *to = bytes;

    while (size > 0) {
        ssize_t n = pread(fd, to, size, (off_t)offset);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "cannot read the document: %s",
                        n < 0 ? g_strerror(errno) : "it ends too early");
            return FALSE;
        }
        to += n;
        offset += (guint64)n;
        size -= (gsize)n;
    }
    return TRUE;
}

gboolean
page_file_size(int fd, guint64 *ret_size, GError **error)
{
    struct stat status;

    if (fstat(fd, &status) != 0 || status.st_size < 0) {
        g_set_error(error, PAGE_ERROR, PAGE_ERROR_DAMAGED, "cannot look at the document: %s",
                    g_strerror(errno));
        return FALSE;
    }
    *ret_size = (guint64)status.st_size;
    return TRUE;
}
