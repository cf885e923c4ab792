#include "page-skew.h"

#include <leptonica/allheaders.h>
#include <math.h>

/* How much steeper the rows' sums are at the best angle than at the worst: Leptonica's own advice,
 * below which its angle is not to be believed. */
#define MIN_CONFIDENCE 3.0
/* Degrees either way, beyond which nothing is looked for, and the steps in which it is, first at
 * half the size. */
#define SWEEP_RANGE     20.0
#define SWEEP_STEP      1.0
#define SWEEP_REDUCTION 2
/* Degrees to which the angle is then found, at full size. */
#define PRECISION 0.01
/* Sides in cells: less has no line that could lean, more is not needed to see one. */
#define MIN_SIDE 64
#define MAX_SIDE 4096

static PIX *
print_of(const PageGray *gray, const PageSkewBox *box, guint dark)
{
    guint width = box->right - box->left, height = box->bottom - box->top;
    PIX *pix = pixCreate((l_int32)width, (l_int32)height, 1);
    if (pix == NULL)
        return NULL;
    l_uint32 *line = pixGetData(pix);
    for (guint y = 0; y < height; y++, line += pixGetWpl(pix)) {
        const guint8 *cells = gray->cells + (gsize)(box->top + y) * gray->width + box->left;
        for (guint x = 0; x < width; x++)
            if (cells[x] < dark)
                line[x / 32] |= 0x80000000u >> x % 32;
    }
    return pix;
}

gboolean
page_skew_find(const PageGray *gray, const PageSkewBox *box, guint dark, double *ret_degrees)
{
    l_float32 angle = 0, confidence = 0;
    PageSkewBox part = *box;
    part.right = MIN(part.right, part.left + MAX_SIDE);
    part.bottom = MIN(part.bottom, part.top + MAX_SIDE);
    if (part.right < part.left + MIN_SIDE || part.bottom < part.top + MIN_SIDE)
        return FALSE;
    /* Whatever it has to say about a page goes nowhere: a library does not print. */
    setMsgSeverity(L_SEVERITY_NONE);
    PIX *pix = print_of(gray, &part, dark);
    if (pix == NULL)
        return FALSE;
    gboolean found = pixFindSkewSweepAndSearch(pix, &angle, &confidence, SWEEP_REDUCTION, 1,
                                               SWEEP_RANGE, SWEEP_STEP, PRECISION) == 0 &&
                     confidence >= MIN_CONFIDENCE;
    pixDestroy(&pix);
    if (!found || !isfinite(angle))
        return FALSE;
    /* Its angle is the turn that makes the page straight. Cells need not be square. */
    *ret_degrees = atan(tan(-angle * G_PI / 180) * gray->dpi_x / gray->dpi_y) * 180 / G_PI;
    return TRUE;
}
