#include "page-print.h"

/* Print is cut if it is dark all the way through this strip, which begins where the shadow of the
 * glass's frame ends. */
#define STRIP_FROM 0.3
#define STRIP_TO   1.0
/* Levels darker than the middle of the strip. The shadow along a sheet is fainter or narrower. */
#define CUT_CONTRAST 50
/* Beside the lid, levels belong to the outline. */
#define LID_MM 1.0

/* One side of the picture, walked along its edge: cell (along, in) is at `along` from the side's
 * beginning and `in` from the edge. */
typedef struct {
    const PageGray *gray;
    const PagePaper *paper;
    PageSides side;
    guint length;
    guint from, to; /* cells in */
    double mm;      /* of a cell along */
} Side;

static Side
side_of(const PageGray *gray, const PagePaper *paper, PageSides which)
{
    gboolean upright = which == PAGE_SIDE_LEFT || which == PAGE_SIDE_RIGHT;
    guint depth = upright ? gray->width : gray->height;
    guint from = upright ? page_gray_x_cells(gray, STRIP_FROM)
                         : page_gray_y_cells(gray, STRIP_FROM);
    guint to = upright ? page_gray_x_cells(gray, STRIP_TO) : page_gray_y_cells(gray, STRIP_TO);
    return (Side){
        .gray = gray,
        .paper = paper,
        .side = which,
        .length = upright ? gray->height : gray->width,
        .from = MIN(from, depth - 1),
        .to = MIN(MAX(to, from + 1), depth),
        .mm = upright ? page_gray_y_mm(gray, 1) : page_gray_x_mm(gray, 1),
    };
}

static void
place_of(const Side *side, guint along, guint in, guint *ret_x, guint *ret_y)
{
    gboolean upright = side->side == PAGE_SIDE_LEFT || side->side == PAGE_SIDE_RIGHT;
    guint x = upright ? in : along, y = upright ? along : in;
    *ret_x = side->side == PAGE_SIDE_RIGHT ? side->gray->width - 1 - x : x;
    *ret_y = side->side == PAGE_SIDE_BOTTOM ? side->gray->height - 1 - y : y;
}

/* The brightest cell of the strip at this place. */
static guint8
brightest_at(const Side *side, guint along)
{
    guint8 brightest = 0;
    for (guint in = side->from; in < side->to; in++) {
        guint x, y;
        place_of(side, along, in, &x, &y);
        brightest = MAX(brightest, side->gray->cells[(gsize)y * side->gray->width + x]);
    }
    return brightest;
}

static gboolean
is_beside_lid(const Side *side, guint along)
{
    static const double around[] = {-LID_MM, 0, LID_MM};
    guint x, y;
    place_of(side, along, side->to - 1, &x, &y);
    double x_mm = page_gray_x_mm(side->gray, x), y_mm = page_gray_y_mm(side->gray, y);
    for (guint i = 0; i < 3; i++)
        for (guint j = 0; j < 3; j++)
            if (page_paper_is_lid(side->paper, x_mm + around[i], y_mm + around[j]))
                return TRUE;
    return FALSE;
}

static double
cut_at(const Side *side)
{
    g_autofree guint8 *levels = g_malloc(MAX(side->length, 1));
    g_autofree gboolean *lid = g_new(gboolean, MAX(side->length, 1));
    guint histogram[256] = {0}, cut = 0;
    for (guint along = 0; along < side->length; along++) {
        levels[along] = brightest_at(side, along);
        lid[along] = is_beside_lid(side, along);
        if (!lid[along])
            histogram[levels[along]]++;
    }
    int middle = (int)page_gray_percentile(histogram, 50);
    /* The corners belong to the other sides' frames. */
    for (guint along = side->from; along + side->from < side->length; along++)
        cut += !lid[along] && levels[along] <= middle - CUT_CONTRAST;
    return cut * side->mm;
}

double
page_print_cut(const PageGray *gray, const PagePaper *paper, double least, guint *ret_sides)
{
    double all = 0;
    guint sides = 0;
    if (gray->width == 0 || gray->height == 0)
        return 0;
    for (guint which = PAGE_SIDE_LEFT; which <= PAGE_SIDE_BOTTOM; which <<= 1) {
        Side side = side_of(gray, paper, (PageSides)which);
        double cut = paper->outlines & which ? 0 : cut_at(&side);
        if (cut > 0)
            sides |= which;
        all += cut;
    }
    if (all >= least)
        *ret_sides |= sides;
    return all;
}
