/* The small gray picture of a page that the checks look at. Internal to this folder. */
#pragma once

#include "page-document.h"

G_BEGIN_DECLS

/* 8 bit, 0 = black, without padding between rows. */
typedef struct {
    guint8 *cells;
    guint width;
    guint height;
    double dpi_x; /* of the cells */
    double dpi_y;
} PageGray;

/* Cells to the millimetre and back. */
double page_gray_x_mm(const PageGray *gray, double cells);
double page_gray_y_mm(const PageGray *gray, double cells);
/* Cells that `mm` take up, rounded, at least 1. */
guint page_gray_x_cells(const PageGray *gray, double mm);
guint page_gray_y_cells(const PageGray *gray, double mm);

/* Averages blocks of cells; free the result's cells with g_free. */
PageGray page_gray_shrink(const PageGray *gray, guint factor_x, guint factor_y);

/* The lowest level that at least `percent` of what the histogram counts do not exceed; 0 where it
 * counts nothing. */
guint page_gray_percentile(const guint *histogram, guint percent);

/* Makes the picture of full rows while they pass. */
typedef struct PageGrayMaker PageGrayMaker;

PageGrayMaker *page_gray_maker_new(const PageSpec *spec, gsize max_cells);
void page_gray_maker_free(PageGrayMaker *maker);
void page_gray_maker_add_row(PageGrayMaker *maker, const guint8 *row);
/* After the last row; the picture is the maker's. */
const PageGray *page_gray_maker_end(PageGrayMaker *maker);

G_END_DECLS
