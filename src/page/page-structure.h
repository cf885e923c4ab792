/* Is this file what its media type says? A small bounded reader for the server's process: it looks
 * at structure alone and decodes no pixel.
 *
 * It reads with pread, allocates nothing by a size that stands in the file, follows no offset
 * outside it, and gives up past fixed counts, so a hostile file costs a refusal. TIFF: header,
 * chain of directories (no loops), known tags and types, strips inside the file. PDF: header,
 * cross-reference table, trailer, one page tree, image objects, PDF/A identification.
 * A library of its own (page-structure), so that the server links no image library. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PAGE_STRUCTURE_ERROR (page_structure_error_quark())

typedef enum {
    PAGE_STRUCTURE_ERROR_READ,         /* the file could not be read: not the sender's fault */
    PAGE_STRUCTURE_ERROR_UNACCEPTABLE, /* not such a file, damaged, cut, or beyond the limits */
} PageStructureError;

GQuark page_structure_error_quark(void);

typedef enum {
    PAGE_STRUCTURE_TIFF,
    PAGE_STRUCTURE_PDF,
} PageStructureFormat;

typedef struct {
    guint pages;
    guint dpi; /* of the first page, rounded; 0 if the file does not say */
} PageStructure;

/* `fd` is borrowed; `size` is the file's length. Any thread. */
gboolean page_structure_check(int fd, guint64 size, PageStructureFormat format,
                              PageStructure *ret_structure, GError **error);

G_END_DECLS
