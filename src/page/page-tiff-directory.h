/* TIFF image file directories (TIFF 6.0 section 2, and BigTIFF), little-endian, laid out behind the
 * strips. Internal to this folder.
 *
 *   base ▶ blob … | directory 1: long values, entries, link ─▶ directory 2 … link = 0
 *
 * Everything is built in memory and written at once, since only then is it known whether the
 * file needs BigTIFF. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct PageTiffTail PageTiffTail;

/* `base`: the tail's own place in the file, even. */
PageTiffTail *page_tiff_tail_new(guint64 base, gboolean big);
void page_tiff_tail_free(PageTiffTail *tail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageTiffTail, page_tiff_tail_free)

/* Puts bytes that several directories will share, and returns their place in the file. */
guint64 page_tiff_tail_blob(PageTiffTail *tail, const void *bytes, gsize size);

/* Directories are built between begin and end; fields in the order of their tags. */
void page_tiff_tail_begin(PageTiffTail *tail);
void page_tiff_tail_short(PageTiffTail *tail, guint16 tag, guint16 value);
void page_tiff_tail_shorts(PageTiffTail *tail, guint16 tag, const guint16 *values, guint n);
void page_tiff_tail_long(PageTiffTail *tail, guint16 tag, guint32 value);
/* LONG, or LONG8 in BigTIFF. */
void page_tiff_tail_offsets(PageTiffTail *tail, guint16 tag, const guint64 *values, guint n);
void page_tiff_tail_rational(PageTiffTail *tail, guint16 tag, double value);
/* Not 7-bit ASCII = '?'. NULL: no such field. */
void page_tiff_tail_ascii(PageTiffTail *tail, guint16 tag, const char *text);
/* `size` bytes that stand at `place`. */
void page_tiff_tail_stored(PageTiffTail *tail, guint16 tag, gboolean undefined, guint64 place,
                           gsize size);
void page_tiff_tail_end(PageTiffTail *tail);

/* The tail's bytes, and where the first directory is. */
GByteArray *page_tiff_tail_bytes(PageTiffTail *tail, guint64 *ret_first);

G_END_DECLS
