/* The file under a document: appended to, patched, and read back, always at explicit offsets, so
 * that the descriptor's own position means nothing. EINTR and short writes are dealt with.
 * Internal to this folder. */
#pragma once

#include "page-document.h"

G_BEGIN_DECLS

typedef struct {
    int fd;         /* borrowed */
    guint64 end;    /* where the next append goes */
    guint64 stored; /* CRC-64 of what page_file_append_pixels appended */
    guint64 begun;  /* up to here the disk has been told to write */
} PageFile;

/* Every few megabytes the disk is told to begin with what was appended, so that little is left to
 * an fsync at the end. That makes nothing durable; what fails in it, the fsync tells.
 * PAGE_ERROR_NO_SPACE (ENOSPC, EDQUOT, EFBIG) or PAGE_ERROR_WRITE. */
gboolean page_file_append(PageFile *file, const void *bytes, gsize size, GError **error);
/* The same for the bytes of strips and image streams. */
gboolean page_file_append_pixels(PageFile *file, const void *bytes, gsize size, GError **error);
/* The same, taken from another file a piece at a time; PAGE_ERROR_DAMAGED if they are not there. */
gboolean page_file_append_copy(PageFile *file, int from, guint64 offset, guint64 size,
                               GError **error);
gboolean page_file_write_at(PageFile *file, guint64 offset, const void *bytes, gsize size,
                            GError **error);

/* Exactly `size` bytes; PAGE_ERROR_DAMAGED if the file ends before or cannot be read. Any thread.
 */
gboolean page_file_read_at(int fd, guint64 offset, void *bytes, gsize size, GError **error);
/* The file's present length. */
gboolean page_file_size(int fd, guint64 *ret_size, GError **error);

G_END_DECLS
