#include "page-print.h"

#include <math.h>

/* Squares of about a letter of 5 mm. */
#define SQUARE_MM 5.0
/* Nothing is looked for this near to the paper's outline, or to the glass's frame. */
#define OUTLINE_MM 3.0
#define FRAME_MM   2.0
/* Print is so many levels from its surroundings, on so many square millimetres of a square: a hair
 * or a speck of dust has less of the one or of the other. */
#define PRINT_CONTRAST 40
#define PRINT_AREA     0.2
/* What crosses a square and is no broader is a ruled line or the shadow along a sheet, and no sign
 * that something lies on the glass. */
#define LINE_MM   1.2
#define LINE_PART 0.8
/* The paper's brightness is what so much of it does not exceed, so that half of it may be print. */
#define PAPER_PERCENT   90
#define LINEART_PERCENT 50
/* The darker prints are this part of all squares with print. */
#define INK_PERCENT 10

typedef struct {
    guint left, top, right, bottom;
} Box;

typedef struct {
    const PageGray *gray;
    Box area;          /* cells that are looked at */
    guint least;       /* cells of print in a square */
    guint all, print;  /* squares */
    guint levels[256]; /* of all cells */
    guint darkest[256];
    Box around; /* all print */
} Search;

static Box
area_of(const PageGray *gray, const PagePaper *paper)
{
    double left = paper->outlines & PAGE_SIDE_LEFT ? OUTLINE_MM : FRAME_MM;
    double top = paper->outlines & PAGE_SIDE_TOP ? OUTLINE_MM : FRAME_MM;
    double right = paper->outlines & PAGE_SIDE_RIGHT ? OUTLINE_MM : FRAME_MM;
    double bottom = paper->outlines & PAGE_SIDE_BOTTOM ? OUTLINE_MM : FRAME_MM;
    const PageRect *rect = &paper->rect;
    return (Box){
        MIN(page_gray_x_cells(gray, rect->x + left), gray->width),
        MIN(page_gray_y_cells(gray, rect->y + top), gray->height),
        MIN(page_gray_x_cells(gray, MAX(rect->x + rect->width - right, 0)), gray->width),
        MIN(page_gray_y_cells(gray, MAX(rect->y + rect->height - bottom, 0)), gray->height),
    };
}

/* By turns in two histograms: cells beside each other have the same level, and a count would wait
 * for the one before it. */
static void
count_box(const PageGray *gray, const Box *box, guint *ret_histogram)
{
    guint even[256] = {0}, odd[256] = {0};
    for (guint y = box->top; y < box->bottom; y++) {
        const guint8 *cells = gray->cells + (gsize)y * gray->width;
        guint x = box->left;
        for (; x + 1 < box->right; x += 2) {
            even[cells[x]]++;
            odd[cells[x + 1]]++;
        }
        if (x < box->right)
            even[cells[x]]++;
    }
    for (guint i = 0; i < 256; i++)
        ret_histogram[i] = even[i] + odd[i];
}

static guint
count_between(const guint *histogram, int from, int to)
{
    guint count = 0;
    for (int i = MAX(from, 0); i <= MIN(to, 255); i++)
        count += histogram[i];
    return count;
}

static void
grow(Box *box, const Box *by)
{
    box->left = MIN(box->left, by->left);
    box->top = MIN(box->top, by->top);
    box->right = MAX(box->right, by->right);
    box->bottom = MAX(box->bottom, by->bottom);
}

/* The box around what is as dark as `dark` or as light as `light`. */
static Box
box_of_print(const PageGray *gray, const Box *square, int dark, int light)
{
    Box box = {G_MAXUINT, G_MAXUINT, 0, 0};
    for (guint y = square->top; y < square->bottom; y++) {
        for (guint x = square->left; x < square->right; x++) {
            int level = gray->cells[(gsize)y * gray->width + x];
            if (level > dark && level < light)
                continue;
            grow(&box, &(Box){x, y, x + 1, y + 1});
        }
    }
    return box;
}

static gboolean
is_line(const PageGray *gray, const Box *box)
{
    double width = page_gray_x_mm(gray, box->right - box->left);
    double height = page_gray_y_mm(gray, box->bottom - box->top);
    return (width <= LINE_MM && height >= LINE_PART * SQUARE_MM) ||
           (height <= LINE_MM && width >= LINE_PART * SQUARE_MM);
}

/* Print is darker than the lighter part of its square, or lighter than the darker part. */
static void
look_at_square(Search *search, const Box *square)
{
    guint histogram[256];
    count_box(search->gray, square, histogram);
    for (guint i = 0; i < 256; i++)
        search->levels[i] += histogram[i];
    int dark = (int)page_gray_percentile(histogram, 75) - PRINT_CONTRAST;
    int light = (int)page_gray_percentile(histogram, 25) + PRINT_CONTRAST;
    gboolean has_dark = count_between(histogram, 0, dark) >= search->least;
    gboolean has_light = count_between(histogram, light, 255) >= search->least;
    search->all++;
    if (!has_dark && !has_light)
        return;
    Box box = box_of_print(search->gray, square, has_dark ? dark : -1, has_light ? light : 256);
    grow(&search->around, &box);
    if (is_line(search->gray, &box))
        return;
    search->print++;
    search->darkest[page_gray_percentile(histogram, 0)]++;
}

static void
look_at_squares(Search *search)
{
    guint step_x = page_gray_x_cells(search->gray, SQUARE_MM);
    guint step_y = page_gray_y_cells(search->gray, SQUARE_MM);
    const Box *area = &search->area;
    for (guint y = area->top; y < area->bottom; y += step_y) {
        for (guint x = area->left; x < area->right; x += step_x) {
            Box square = {x, y, MIN(x + step_x, area->right), MIN(y + step_y, area->bottom)};
            look_at_square(search, &square);
        }
    }
}

void
page_print_find(const PageGray *gray, const PagePaper *paper, gboolean lineart,
                PagePrint *ret_print)
{
    double cell = page_gray_x_mm(gray, 1) * page_gray_y_mm(gray, 1);
    Search search = {
        .gray = gray, .area = area_of(gray, paper), .around = {G_MAXUINT, G_MAXUINT, 0, 0}};
    search.least = (guint)MAX(lround(PRINT_AREA / cell), 2);
    look_at_squares(&search);
    ret_print->left = search.around.left;
    ret_print->top = search.around.top;
    ret_print->right = search.around.right;
    ret_print->bottom = search.around.bottom;
    ret_print->percent = search.all > 0 ? 100.0 * search.print / search.all : 0;
    ret_print->ink = page_gray_percentile(search.darkest, INK_PERCENT) / 2.55;
    ret_print->paper = page_gray_percentile(search.levels,
                                            lineart ? LINEART_PERCENT : PAPER_PERCENT) /
                       2.55;
}
