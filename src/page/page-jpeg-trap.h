/* libjpeg's errors, which it wants to end the process with, caught: they jump back to the caller's
 * setjmp, and nothing is printed. Internal to this folder. */
#pragma once

#include "page-document.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

G_BEGIN_DECLS

typedef struct {
    struct jpeg_error_mgr manager; /* first: libjpeg hands it back */
    jmp_buf escape;
    char text[JMSG_LENGTH_MAX];
    gboolean strict; /* a warning is an error too */
} PageJpegTrap;

struct jpeg_error_mgr *page_jpeg_trap_init(PageJpegTrap *trap);
void page_jpeg_trap_set_error(const PageJpegTrap *trap, GError **error);

G_END_DECLS
