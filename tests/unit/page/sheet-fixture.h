/* Sheets on a flatbed for tests, drawn from a few numbers, so that an image can be made on either
 * side of any threshold. The same numbers give the same pixels. */
#pragma once

#include "page-document.h"

/* All in mm, degrees and levels of 0 to 255, so that a table can change any of them. */
typedef struct {
    double dpi;
    double glass_width, glass_height;
    double lid;                 /* its level */
    double x, y, width, height; /* the sheet before it is turned; it may reach beyond the glass */
    double paper, ink;          /* levels */
    double turn;                /* clockwise, around the glass's middle */
    double margin;              /* of the text inside the sheet */
    double text_width;          /* of every line; more than there is room: the whole line */
    double lines;               /* of text at most */
    double frame, frame_width;  /* a ruled frame's distance from the sheet's edge and its line */
    double blur;                /* standard deviation, in pixels */
    double noise;               /* levels either way */
    double seed;                /* of all the text */
    double name;                /* of its third line alone */
} Sheet;

/* An A6 sheet with text and a frame on a white lid at 300 dpi, laid straight. */
extern const Sheet sheet_plain;

/* Rows of 8-bit gray; g_free them. */
guint8 *sheet_draw(const Sheet *sheet, PageSpec *ret_spec);
/* The same picture in other channels and another depth, and its spec. */
guint8 *sheet_convert(const guint8 *gray, PageSpec *spec, guint channels, guint depth);
