#include "page-paper.h"

#include <math.h>
#include <string.h>

/* Half a millimetre a cell: noise is averaged away, a strip of lid 3 mm wide is still six cells. */
#define COARSE_DPI 50.0
/* Rings along the edges, in mm: the outermost millimetre shows the frame of the glass, and any one
 * ring may run along a sheet's outline and see a mixture. */
static const double ring_insets[] = {1, 2, 3};

/* A level of the ring is a lid's or a paper's if so much of the ring has it, about. */
#define MIN_SHARE 0.04
#define NEAR      8
/* Lid and paper differ by so many levels, or nobody can tell them apart. */
#define MIN_CONTRAST 12
/* A lid's light falls off towards its sides, but slowly. */
#define DRIFT    16
#define MAX_STEP 5
/* The shadow between lid and paper has both so near to it. */
#define SHADOW_CELLS 3
/* Less than that beside the paper may be the shadow along the glass's frame; a lid that is surely
 * another thing than paper needs less. */
#define MIN_STRIP_MM       3.0
#define MIN_CLEAR_STRIP_MM 0.5
#define CLEAR_CONTRAST     60
/* Hairs and dust on the lid are smaller than this. */
#define MIN_PAPER_MM 20.0
#define DUST_MM      4.0
/* Rings inside an outline, deeper than ornate borders are; so many are unlike the lid if it is a
 * sheet's. */
#define RING_STEP_MM 3.0
#define RINGS_MM     30.0
#define MIN_RINGS    0.7

/* Bits, so that a cell can have several of them around it. */
enum {
    UNREACHED = 0,
    LEVEL_A = 1,
    LEVEL_B = 2,
};

typedef struct {
    PageGray gray;
    guint8 *labels;
    GArray *queue; /* of guint */
} Coarse;

/* ---- the levels along the edges ---- */

typedef void (*RingVisit)(Coarse *coarse, guint cell, gpointer user_data);

static void
visit_ring(Coarse *coarse, double inset, RingVisit visit, gpointer user_data)
{
    const PageGray *gray = &coarse->gray;
    guint in_x = MIN(page_gray_x_cells(gray, inset), (gray->width - 1) / 2);
    guint in_y = MIN(page_gray_y_cells(gray, inset), (gray->height - 1) / 2);
    guint right = gray->width - 1 - in_x, bottom = gray->height - 1 - in_y;
    for (guint x = in_x; x <= right; x++) {
        visit(coarse, in_y * gray->width + x, user_data);
        visit(coarse, bottom * gray->width + x, user_data);
    }
    for (guint y = in_y; y <= bottom; y++) {
        visit(coarse, y * gray->width + in_x, user_data);
        visit(coarse, y * gray->width + right, user_data);
    }
}

static void
visit_rings(Coarse *coarse, RingVisit visit, gpointer user_data)
{
    for (guint i = 0; i < G_N_ELEMENTS(ring_insets); i++)
        visit_ring(coarse, ring_insets[i], visit, user_data);
}

static void
count_level(Coarse *coarse, guint cell, gpointer user_data)
{
    guint *histogram = user_data;
    histogram[coarse->gray.cells[cell]]++;
}

static guint
count_near(const guint *histogram, int level)
{
    guint count = 0;
    for (int i = MAX(level - NEAR, 0); i <= MIN(level + NEAR, 255); i++)
        count += histogram[i];
    return count;
}

/* The level that most of the ring has; what is near it is then taken out. -1: none has enough. */
static int
take_level(guint *histogram, guint least)
{
    int best = -1;
    guint most = 0;
    for (int level = 0; level < 256; level++) {
        guint count = count_near(histogram, level) + histogram[level];
        if (count > most) {
            most = count;
            best = level;
        }
    }
    if (best < 0 || count_near(histogram, best) < MAX(least, 1))
        return -1;
    for (int i = MAX(best - MIN_CONTRAST, 0); i <= MIN(best + MIN_CONTRAST, 255); i++)
        histogram[i] = 0;
    return best;
}

/* ---- what hangs together with them ---- */

typedef struct {
    int level;
    guint8 label;
} Seed;

static void
reach(Coarse *coarse, guint cell, const Seed *seed)
{
    if (coarse->labels[cell] != UNREACHED || ABS(coarse->gray.cells[cell] - seed->level) > DRIFT)
        return;
    coarse->labels[cell] = seed->label;
    g_array_append_val(coarse->queue, cell);
}

static void
reach_from(Coarse *coarse, guint from, guint cell, const Seed *seed)
{
    if (ABS(coarse->gray.cells[cell] - coarse->gray.cells[from]) <= MAX_STEP)
        reach(coarse, cell, seed);
}

static void
begin_flood(Coarse *coarse, guint cell, gpointer user_data)
{
    const Seed *seed = user_data;
    if (ABS(coarse->gray.cells[cell] - seed->level) <= NEAR)
        reach(coarse, cell, seed);
}

static void
flood(Coarse *coarse, int level, guint8 label)
{
    Seed seed = {level, label};
    guint width = coarse->gray.width, size = width * coarse->gray.height;
    g_array_set_size(coarse->queue, 0);
    visit_rings(coarse, begin_flood, &seed);
    while (coarse->queue->len > 0) {
        guint cell = g_array_index(coarse->queue, guint, coarse->queue->len - 1);
        g_array_set_size(coarse->queue, coarse->queue->len - 1);
        if (cell % width > 0)
            reach_from(coarse, cell, cell - 1, &seed);
        if (cell % width < width - 1)
            reach_from(coarse, cell, cell + 1, &seed);
        if (cell >= width)
            reach_from(coarse, cell, cell - width, &seed);
        if (cell + width < size)
            reach_from(coarse, cell, cell + width, &seed);
    }
}

/* ---- which of two levels is the lid ---- */

static void
add_labels(guint8 *to, const guint8 *labels, guint n)
{
    for (guint i = 0; i < n; i++)
        to[i] |= labels[i];
}

/* For each cell the labels that are at most so many cells away: along rows first, of what comes of
 * that along columns. */
static guint8 *
labels_near(const Coarse *coarse, guint reach_cells)
{
    guint width = coarse->gray.width, height = coarse->gray.height;
    gsize size = (gsize)width * height;
    g_autofree guint8 *across = g_memdup2(coarse->labels, size);
    for (guint y = 0; y < height; y++) {
        const guint8 *labels = coarse->labels + (gsize)y * width;
        guint8 *to = across + (gsize)y * width;
        for (guint step = 1; step <= MIN(reach_cells, width - 1); step++) {
            add_labels(to + step, labels, width - step);
            add_labels(to, labels + step, width - step);
        }
    }
    guint8 *near = g_memdup2(across, size);
    for (guint step = 1; step <= MIN(reach_cells, height - 1); step++) {
        gsize apart = (gsize)step * width;
        for (gsize row = 0; row < size - apart; row += width) {
            add_labels(near + row + apart, across + row, width);
            add_labels(near + row, across + row + apart, width);
        }
    }
    return near;
}

/* Paper has print on it and the lid has not: the lid is the one that borders on less of what is
 * neither, but for the shadow between the two. */
static guint8
choose_lid(const Coarse *coarse)
{
    gsize size = (gsize)coarse->gray.width * coarse->gray.height;
    g_autofree guint8 *near = labels_near(coarse, SHADOW_CELLS);
    guint beside_a = 0, beside_b = 0;
    for (gsize i = 0; i < size; i++) {
        beside_a += coarse->labels[i] == UNREACHED && near[i] == LEVEL_A;
        beside_b += coarse->labels[i] == UNREACHED && near[i] == LEVEL_B;
    }
    return beside_b < beside_a ? LEVEL_B : LEVEL_A;
}

/* ---- the rectangle ---- */

static gboolean
find_span(const guint *counts, guint n, guint least, guint *ret_from, guint *ret_end)
{
    guint from = n, end = 0;
    for (guint i = 0; i < n; i++) {
        if (counts[i] >= least) {
            from = MIN(from, i);
            end = i + 1;
        }
    }
    if (from >= end)
        return FALSE;
    *ret_from = from;
    *ret_end = end;
    return TRUE;
}

typedef struct {
    guint left, top, right, bottom; /* cells; right and bottom are behind it */
} Box;

static gboolean
find_box(const Coarse *coarse, guint8 lid, Box *ret_box)
{
    const PageGray *gray = &coarse->gray;
    g_autofree guint *columns = g_new0(guint, gray->width);
    g_autofree guint *rows = g_new0(guint, gray->height);
    for (guint y = 0; y < gray->height; y++) {
        for (guint x = 0; x < gray->width; x++) {
            guint counts = coarse->labels[(gsize)y * gray->width + x] != lid;
            columns[x] += counts;
            rows[y] += counts;
        }
    }
    return find_span(columns, gray->width, page_gray_y_cells(gray, DUST_MM), &ret_box->left,
                     &ret_box->right) &&
           find_span(rows, gray->height, page_gray_x_cells(gray, DUST_MM), &ret_box->top,
                     &ret_box->bottom);
}

/* FALSE if the box is too small for a ring so far inside it. */
static gboolean
ring_median(const PageGray *gray, const Box *box, double inset_mm, guint *ret_level)
{
    guint histogram[256] = {0};
    guint in_x = page_gray_x_cells(gray, inset_mm), in_y = page_gray_y_cells(gray, inset_mm);
    if (2 * in_x >= box->right - box->left || 2 * in_y >= box->bottom - box->top)
        return FALSE;
    for (guint x = box->left + in_x; x + in_x < box->right; x++) {
        histogram[gray->cells[(gsize)(box->top + in_y) * gray->width + x]]++;
        histogram[gray->cells[(gsize)(box->bottom - 1 - in_y) * gray->width + x]]++;
    }
    for (guint y = box->top + in_y; y + in_y < box->bottom; y++) {
        histogram[gray->cells[(gsize)y * gray->width + box->left + in_x]]++;
        histogram[gray->cells[(gsize)y * gray->width + box->right - 1 - in_x]]++;
    }
    *ret_level = page_gray_percentile(histogram, 50);
    return TRUE;
}

/* A printed frame on white paper has the lid's level again behind its lines; a sheet has it at most
 * where one of its own lines happens to be as bright as the lid. */
static gboolean
is_sheet(const Coarse *coarse, const Box *box, int lid_level, guint *ret_contrast)
{
    const PageGray *gray = &coarse->gray;
    guint unlike = 0, rings = 0, most = 0, level;
    double shorter = MIN(page_gray_x_mm(gray, box->right - box->left),
                         page_gray_y_mm(gray, box->bottom - box->top));
    if (shorter < MIN_PAPER_MM)
        return FALSE;
    for (double inset = RING_STEP_MM; inset <= RINGS_MM; inset += RING_STEP_MM) {
        if (!ring_median(gray, box, inset, &level))
            break;
        guint contrast = (guint)ABS((int)level - lid_level);
        rings++;
        unlike += contrast >= MIN_CONTRAST;
        most = MAX(most, contrast);
    }
    *ret_contrast = most;
    return rings > 0 && unlike >= MIN_RINGS * rings;
}

static guint
outlines_of(const PageGray *gray, const Box *box, double strip)
{
    guint sides = 0;
    if (page_gray_x_mm(gray, box->left) >= strip)
        sides |= PAGE_SIDE_LEFT;
    if (page_gray_y_mm(gray, box->top) >= strip)
        sides |= PAGE_SIDE_TOP;
    if (page_gray_x_mm(gray, gray->width - box->right) >= strip)
        sides |= PAGE_SIDE_RIGHT;
    if (page_gray_y_mm(gray, gray->height - box->bottom) >= strip)
        sides |= PAGE_SIDE_BOTTOM;
    return sides;
}

static void
take_sheet(Coarse *coarse, guint8 lid, Box box, guint contrast, PagePaper *paper)
{
    const PageGray *gray = &coarse->gray;
    double strip = contrast >= CLEAR_CONTRAST ? MIN_CLEAR_STRIP_MM : MIN_STRIP_MM;
    paper->outlines = outlines_of(gray, &box, strip);
    if (paper->outlines == 0)
        return;
    if (!(paper->outlines & PAGE_SIDE_LEFT))
        box.left = 0;
    if (!(paper->outlines & PAGE_SIDE_TOP))
        box.top = 0;
    if (!(paper->outlines & PAGE_SIDE_RIGHT))
        box.right = gray->width;
    if (!(paper->outlines & PAGE_SIDE_BOTTOM))
        box.bottom = gray->height;
    paper->found = TRUE;
    paper->rect = (PageRect){
        page_gray_x_mm(gray, box.left),
        page_gray_y_mm(gray, box.top),
        page_gray_x_mm(gray, box.right - box.left),
        page_gray_y_mm(gray, box.bottom - box.top),
    };
    paper->lid = *gray;
    for (gsize i = 0; i < (gsize)gray->width * gray->height; i++)
        coarse->labels[i] = coarse->labels[i] == lid;
    paper->lid.cells = g_steal_pointer(&coarse->labels);
}

static void
look_for_sheet(Coarse *coarse, PagePaper *paper)
{
    guint histogram[256] = {0}, ring = 0, contrast = 0;
    Box box;
    visit_rings(coarse, count_level, histogram);
    for (guint i = 0; i < 256; i++)
        ring += histogram[i];
    guint least = (guint)(ring * MIN_SHARE);
    int level_a = take_level(histogram, least), level_b = take_level(histogram, least);
    if (level_a < 0)
        return;
    flood(coarse, level_a, LEVEL_A);
    if (level_b >= 0)
        flood(coarse, level_b, LEVEL_B);
    guint8 lid = level_b >= 0 ? choose_lid(coarse) : LEVEL_A;
    if (find_box(coarse, lid, &box) &&
        is_sheet(coarse, &box, lid == LEVEL_A ? level_a : level_b, &contrast))
        take_sheet(coarse, lid, box, contrast, paper);
}

void
page_paper_find(const PageGray *gray, PagePaper *ret_paper)
{
    guint factor_x = (guint)MAX(lround(gray->dpi_x / COARSE_DPI), 1);
    guint factor_y = (guint)MAX(lround(gray->dpi_y / COARSE_DPI), 1);
    *ret_paper = (PagePaper){
        .rect = {0, 0, page_gray_x_mm(gray, gray->width), page_gray_y_mm(gray, gray->height)}};
    if (gray->width == 0 || gray->height == 0)
        return;
    Coarse coarse = {.gray = page_gray_shrink(gray, factor_x, factor_y)};
    coarse.labels = g_malloc0((gsize)coarse.gray.width * coarse.gray.height);
    coarse.queue = g_array_new(FALSE, FALSE, sizeof(guint));
    look_for_sheet(&coarse, ret_paper);
    g_array_unref(coarse.queue);
    g_free(coarse.labels);
    g_free(coarse.gray.cells);
}

void
page_paper_clear(PagePaper *paper)
{
    g_clear_pointer(&paper->lid.cells, g_free);
}

gboolean
page_paper_is_lid(const PagePaper *paper, double x, double y)
{
    const PageGray *lid = &paper->lid;
    if (lid->cells == NULL)
        return FALSE;
    double column = x / page_gray_x_mm(lid, 1), row = y / page_gray_y_mm(lid, 1);
    if (!(column >= 0 && row >= 0 && column < lid->width && row < lid->height))
        return FALSE;
    return lid->cells[(gsize)row * lid->width + (gsize)column] != 0;
}
