/* What all our uses of libtiff share: nothing is printed, and what it complains of becomes the text
 * of a GError. Internal to this folder. */
#pragma once

#include "page-document.h"

#include <tiffio.h>

G_BEGIN_DECLS

/* The first error of one TIFF handle. */
typedef struct {
    char text[200]; /* "" = none */
} PageLibtiffLog;

/* Opens through the given functions; NULL and PAGE_ERROR_DAMAGED on failure. `log` must outlive the
 * handle. */
TIFF *page_libtiff_open(const char *mode, gpointer client, TIFFReadWriteProc read_proc,
                        TIFFReadWriteProc write_proc, TIFFSeekProc seek_proc,
                        TIFFSizeProc size_proc, PageLibtiffLog *log, GError **error);

/* The one complaint of `log`, or `otherwise`. */
void page_libtiff_set_error(GError **error, const PageLibtiffLog *log, const char *otherwise);

G_END_DECLS
