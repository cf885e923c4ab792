/* What is printed on the page: which squares of it have print, how dark the print and how bright
 * the paper is, and whether print runs into the scan area's edge. Internal to this folder. */
#pragma once

#include "page-paper.h"

G_BEGIN_DECLS

typedef struct {
    double percent; /* squares with print, of those of the paper */
    /* Cells around all print, right and bottom behind it; meaningful if there is any. */
    guint left, top, right, bottom;
    double ink;   /* percent of white, of the darker prints */
    double paper; /* percent of white */
} PagePrint;

/* `lineart`: the paper's brightness is then the middle of black and white pixels. */
void page_print_find(const PageGray *gray, const PagePaper *paper, gboolean lineart,
                     PagePrint *ret_print);

/* mm of print that run into the edges of the scan area, all together; if they are at least `least`,
 * the sides are added to *ret_sides. */
double page_print_cut(const PageGray *gray, const PagePaper *paper, double least, guint *ret_sides);

G_END_DECLS
