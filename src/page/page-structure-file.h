/* Bounded reads of a file that a stranger sent. Internal to page-structure.
 *
 * Nothing outside [0, size) is ever read, and no read is longer than the caller's own buffer. All
 * functions fail with PAGE_STRUCTURE_ERROR: UNACCEPTABLE for a place outside, READ for the disk. */
#pragma once

#include "page-structure.h"

G_BEGIN_DECLS

typedef struct {
    int fd;
    guint64 size;
} PageStructureFile;

/* Exactly `size` bytes at `offset`. */
gboolean page_structure_file_read(const PageStructureFile *file, guint64 offset, void *bytes,
                                  gsize size, GError **error);
/* At most `room` bytes, fewer where the file ends. */
gboolean page_structure_file_peek(const PageStructureFile *file, guint64 offset, void *bytes,
                                  gsize room, gsize *ret_size, GError **error);
/* TRUE if [offset, offset + size) lies in the file and behind its first `header` bytes. */
gboolean page_structure_file_holds(const PageStructureFile *file, guint64 header, guint64 offset,
                                   guint64 size);

/* Sets UNACCEPTABLE; returns FALSE, so that a check can end in it. */
gboolean page_structure_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The two formats. */
gboolean page_structure_tiff_check(const PageStructureFile *file, PageStructure *ret_structure,
                                   GError **error);
gboolean page_structure_pdf_check(const PageStructureFile *file, PageStructure *ret_structure,
                                  GError **error);

G_END_DECLS
