#include "page-paper.h"

#include <math.h>

/* A sheet's breadth is known to about this, in mm; a sheet turned by half a degree and more seems
 * broader, and then nothing is said. */
#define BREADTH_OFF 2.0
#define LENGTH_OFF  3.0

/* Sheets that certificates come on: ISO A3 to A6, JIS B4 and B5, Letter. */
static const struct {
    double breadth, length;
} sheets[] = {{297, 420}, {210, 297}, {148, 210},    {105, 148},
              {257, 364}, {182, 257}, {215.9, 279.4}};

/* What is missing of the shortest sheet of this breadth that is longer than what is seen; 0 if a
 * sheet is as long as that, or none has the breadth. */
static double
missing_length(double breadth, double seen)
{
    double missing = 0;
    for (guint i = 0; i < 2 * G_N_ELEMENTS(sheets); i++) {
        gboolean upright = i % 2 == 0;
        double sheet_breadth = upright ? sheets[i / 2].breadth : sheets[i / 2].length;
        double sheet_length = upright ? sheets[i / 2].length : sheets[i / 2].breadth;
        if (fabs(breadth - sheet_breadth) > BREADTH_OFF)
            continue;
        if (fabs(seen - sheet_length) <= LENGTH_OFF)
            return 0;
        if (seen < sheet_length && (missing == 0 || sheet_length - seen < missing))
            missing = sheet_length - seen;
    }
    return missing;
}

static gboolean
has_both(guint outlines, guint sides)
{
    return (outlines & sides) == sides;
}

double
page_paper_outside(const PagePaper *paper, guint *ret_sides)
{
    guint across = PAGE_SIDE_LEFT | PAGE_SIDE_RIGHT, down = PAGE_SIDE_TOP | PAGE_SIDE_BOTTOM;
    const PageRect *rect = &paper->rect;
    guint touched = PAGE_ALL_SIDES & ~paper->outlines;
    double missing = 0;
    if (!paper->found)
        return 0;
    if (has_both(paper->outlines, across) && touched != 0)
        missing = missing_length(rect->width, rect->height);
    else if (has_both(paper->outlines, down) && touched != 0)
        missing = missing_length(rect->height, rect->width);
    if (missing > 0)
        *ret_sides |= touched;
    return missing;
}
