#include "page-fingerprint.h"

#include <math.h>
#include <string.h>

#define SIDE  PAGE_FINGERPRINT_SIDE
#define PLANE (PAGE_FINGERPRINT_SIZE / 2)
/* The print's outline is where this part of its cells lies beyond: a speck does not move it, and a
 * frame's line has more. */
#define TRIM 0.005
/* Fields whose share of print differs by this much surely differ: more than what a page that is
 * laid down again, half a cell off, makes of the same print. */
#define SURE_SHARE 0.05
/* mm of print that are too few to know a page again. */
#define MIN_PRINT_MM2 50.0

/* Straightened coordinates of a page in mm: u along its lines, v down. */
typedef struct {
    const PageGray *gray;
    PageSkewBox box;
    guint8 dark;
    double cosine, sine;
    double x_mm, y_mm; /* of a cell */
    double u, v;       /* where the straightened print begins */
    double u_size, v_size;
} Grid;

static void
straighten(const Grid *grid, guint x, guint y, double *ret_u, double *ret_v)
{
    double x_mm = x * grid->x_mm, y_mm = y * grid->y_mm;
    *ret_u = x_mm * grid->cosine + y_mm * grid->sine;
    *ret_v = y_mm * grid->cosine - x_mm * grid->sine;
}

/* In bytes, of which a vector has many, as long as none can overflow. */
static guint
count_dark(const guint8 *cells, guint n, guint8 dark)
{
    guint all = 0;
    for (guint end; n > 0; cells += end, n -= end) {
        guint8 count = 0;
        end = MIN(n, G_MAXUINT8);
        for (guint i = 0; i < end; i++)
            count = (guint8)(count + (cells[i] < dark));
        all += count;
    }
    return all;
}

/* ---- where the print lies ---- */

#define SPAN_STEP 0.1 /* mm */
#define STRETCH   64  /* cells that are looked at one by one only where there is print among them */

typedef struct {
    double u_least, v_least;
    guint n;
    guint *u_counts, *v_counts;
    guint64 print;
} Spread;

static void
count_stretch(const Grid *grid, guint x, guint end, guint y, Spread *spread)
{
    const guint8 *cells = grid->gray->cells + (gsize)y * grid->gray->width;
    for (; x < end; x++) {
        double u, v;
        if (cells[x] >= grid->dark)
            continue;
        straighten(grid, x, y, &u, &v);
        guint u_step = (guint)MAX((u - spread->u_least) / SPAN_STEP, 0);
        guint v_step = (guint)MAX((v - spread->v_least) / SPAN_STEP, 0);
        spread->u_counts[MIN(u_step, spread->n - 1)]++;
        spread->v_counts[MIN(v_step, spread->n - 1)]++;
        spread->print++;
    }
}

static void
count_print(const Grid *grid, Spread *spread)
{
    for (guint y = grid->box.top; y < grid->box.bottom; y++) {
        const guint8 *cells = grid->gray->cells + (gsize)y * grid->gray->width;
        for (guint x = grid->box.left; x < grid->box.right; x += STRETCH) {
            guint end = MIN(x + STRETCH, grid->box.right);
            if (count_dark(cells + x, end - x, grid->dark) > 0)
                count_stretch(grid, x, end, y, spread);
        }
    }
}

static void
trim(const guint *counts, guint n, guint64 all, double least, double *ret_from, double *ret_size)
{
    guint64 beyond = (guint64)(TRIM * all), sum = 0;
    guint from = 0, end = n;
    while (from < n && (sum += counts[from]) <= beyond)
        from++;
    for (sum = 0; end > from + 1 && (sum += counts[end - 1]) <= beyond;)
        end--;
    *ret_from = least + from * SPAN_STEP;
    *ret_size = (end - from) * SPAN_STEP;
}

static gboolean
find_print(Grid *grid)
{
    double width = (grid->box.right - grid->box.left) * grid->x_mm;
    double height = (grid->box.bottom - grid->box.top) * grid->y_mm;
    double reach = hypot(width, height), u, v;
    straighten(grid, grid->box.left, grid->box.top, &u, &v);
    Spread spread = {.u_least = u - reach, .v_least = v - reach};
    spread.n = (guint)(2 * reach / SPAN_STEP) + 1;
    g_autofree guint *u_counts = spread.u_counts = g_new0(guint, spread.n);
    g_autofree guint *v_counts = spread.v_counts = g_new0(guint, spread.n);
    count_print(grid, &spread);
    if (spread.print * grid->x_mm * grid->y_mm < MIN_PRINT_MM2)
        return FALSE;
    trim(u_counts, spread.n, spread.print, spread.u_least, &grid->u, &grid->u_size);
    trim(v_counts, spread.n, spread.print, spread.v_least, &grid->v, &grid->v_size);
    return TRUE;
}

/* ---- the fields ---- */

typedef struct {
    guint cells[SIDE * SIDE];
    guint print[SIDE * SIDE];
} Fields;

/* Where a row of cells begins in fields, and how far each cell goes on. */
typedef struct {
    double column, row;
    double column_step, row_step;
} Track;

static Track
track_of(const Grid *grid, guint y)
{
    double columns = SIDE / grid->u_size, rows = SIDE / grid->v_size, u, v;
    straighten(grid, 0, y, &u, &v);
    return (Track){(u - grid->u) * columns, (v - grid->v) * rows,
                   grid->x_mm * grid->cosine * columns, -grid->x_mm * grid->sine * rows};
}

#define NO_FIELD (SIDE * SIDE)

/* The field in which a row's cell `x` lies. */
static guint
field_at(const Track *track, guint x)
{
    double column = track->column + x * track->column_step;
    double row = track->row + x * track->row_step;
    if (!(column >= 0 && row >= 0 && column < SIDE && row < SIDE))
        return NO_FIELD;
    return (guint)row * SIDE + (guint)column;
}

/* So many steps, about, from `at` to where another whole number begins. */
static double
steps_left(double at, double step)
{
    return step == 0 ? INFINITY : (floor(at) + (step > 0) - at) / step;
}

/* Behind the last cell of those from `x` on that lie in its field. */
static guint
end_of_field(const Track *track, guint x, guint right)
{
    guint field = field_at(track, x), end = x + 1;
    double left = MIN(steps_left(track->column + x * track->column_step, track->column_step),
                      steps_left(track->row + x * track->row_step, track->row_step));
    if (field != NO_FIELD && left > 1)
        end = left < right - x ? x + (guint)left : right;
    while (end > x + 1 && field_at(track, end - 1) != field)
        end--;
    while (end < right && field_at(track, end) == field)
        end++;
    return end;
}

static void
fill_fields(const Grid *grid, Fields *fields)
{
    for (guint y = grid->box.top; y < grid->box.bottom; y++) {
        const guint8 *cells = grid->gray->cells + (gsize)y * grid->gray->width;
        const Track track = track_of(grid, y);
        for (guint x = grid->box.left, end; x < grid->box.right; x = end) {
            guint field = field_at(&track, x);
            end = end_of_field(&track, x, grid->box.right);
            if (field == NO_FIELD)
                continue;
            fields->cells[field] += end - x;
            fields->print[field] += count_dark(cells + x, end - x, grid->dark);
        }
    }
}

static double
share_of(const Fields *fields, guint field)
{
    return fields->cells[field] > 0 ? (double)fields->print[field] / fields->cells[field] : 0;
}

static void
set_bit(guint8 *plane, guint index)
{
    plane[index / 8] |= (guint8)(1 << index % 8);
}

static void
compare_fields(const Fields *fields, guint8 *ret_fingerprint)
{
    memset(ret_fingerprint, 0, PAGE_FINGERPRINT_SIZE);
    for (guint i = 0; i < SIDE * SIDE; i++) {
        if (i % SIDE == SIDE - 1)
            continue;
        double step = share_of(fields, i) - share_of(fields, i + 1);
        if (step > 0)
            set_bit(ret_fingerprint, i);
        if (fabs(step) >= SURE_SHARE)
            set_bit(ret_fingerprint + PLANE, i);
    }
}

gboolean
page_fingerprint_make(const PageGray *gray, const PageSkewBox *box, guint8 dark, double skew,
                      guint8 *ret_fingerprint)
{
    Grid grid = {
        .gray = gray,
        .box = *box,
        .dark = dark,
        .cosine = cos(skew * G_PI / 180),
        .sine = sin(skew * G_PI / 180),
        .x_mm = page_gray_x_mm(gray, 1),
        .y_mm = page_gray_y_mm(gray, 1),
    };
    if (!find_print(&grid))
        return FALSE;
    g_autofree Fields *fields = g_new0(Fields, 1);
    fill_fields(&grid, fields);
    compare_fields(fields, ret_fingerprint);
    return TRUE;
}
