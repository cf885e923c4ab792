#include "page-edges.h"

#include <math.h>

#define MM_INCH 25.4
/* Slopes are taken over this length, so that the sensor's noise does not make them steeper. */
#define LAG_DPI 150.0
#define MAX_LAG 32
/* Levels that the way from a dark to a light place spans at least: a quarter of the range. */
#define MIN_CONTRAST 64
/* Levels back that end a way: far above noise, far below print. */
#define TURN 24
/* mm between two rows, and between two columns, that are followed. */
#define ROW_STEP    0.5
#define COLUMN_STEP 1.0
/* Widths are gathered in fields of about 35 mm, so that one picture on the page does not outweigh
 * the text around it. */
#define FIELD_MM    35.0
#define MAX_COLUMNS 16
#define MAX_ROWS    32
#define BINS        64 /* of an eighth of the lag */
#define BIN_PARTS   8
/* A field with fewer edges says nothing. */
#define MIN_EDGES 24
/* Of a field, the width that this part of its edges keeps below: photographs and tints on it have
 * soft edges on a sharp scan too. */
#define SHARP_PERCENT 30

/* Follows a line of levels from turn to turn. */
typedef struct {
    gboolean rising;
    guint8 from;         /* the level at the last turn */
    guint8 peak;         /* the farthest since */
    guint8 steep, other; /* steepest slope over the lag: on this way, and since its peak back */
} Way;

typedef guint32 Widths[BINS];

struct PageEdges {
    PageSpec spec;
    guint stride, offset; /* of the sample that is followed, in bytes */
    guint lag;
    guint row_step, column_step;
    guint n_columns; /* followed */
    guint row;
    Way *ways;       /* of the columns */
    guint8 *history; /* the last `lag` levels of each column */
    Widths (*across)[MAX_COLUMNS];
    Widths (*down)[MAX_COLUMNS];
};

static guint
step_of(double mm, double dpi)
{
    return (guint)MAX(lround(mm * dpi / MM_INCH), 1);
}

PageEdges *
page_edges_new(const PageSpec *spec)
{
    PageEdges *edges = g_new0(PageEdges, 1);
    guint bytes = MAX(spec->depth / 8, 1);
    edges->spec = *spec;
    edges->stride = spec->channels * bytes;
    /* Green is nearly what the eye calls brightness; of 16 bits the high ones. */
    edges->offset = (spec->channels == 3 ? bytes : 0) +
                    (bytes == 2 && G_BYTE_ORDER == G_LITTLE_ENDIAN ? 1 : 0);
    edges->lag = (guint)CLAMP(lround(spec->dpi_x / LAG_DPI), 2, MAX_LAG);
    edges->row_step = step_of(ROW_STEP, spec->dpi_y);
    edges->column_step = step_of(COLUMN_STEP, spec->dpi_x);
    edges->n_columns = spec->width / edges->column_step;
    edges->ways = g_new0(Way, MAX(edges->n_columns, 1));
    edges->history = g_malloc0((gsize)MAX(edges->n_columns, 1) * edges->lag);
    edges->across = g_malloc0(sizeof(*edges->across) * MAX_ROWS);
    edges->down = g_malloc0(sizeof(*edges->down) * MAX_ROWS);
    return edges;
}

void
page_edges_free(PageEdges *edges)
{
    if (edges == NULL)
        return;
    g_free(edges->ways);
    g_free(edges->history);
    g_free(edges->across);
    g_free(edges->down);
    g_free(edges);
}

static void
turn(Way *way, guint8 level, guint32 *widths)
{
    guint contrast = (guint)ABS((int)way->peak - (int)way->from);
    if (contrast >= MIN_CONTRAST && way->steep > 0)
        widths[MIN(contrast * BIN_PARTS / way->steep, BINS - 1)]++;
    way->from = way->peak;
    way->peak = level;
    way->rising = !way->rising;
    way->steep = way->other;
    way->other = 0;
}

static inline void
follow(Way *way, guint8 level, guint8 before, guint32 *widths)
{
    int ahead = way->rising ? level - way->peak : way->peak - level;
    int slope = way->rising ? level - before : before - level;
    if (slope > way->steep)
        way->steep = (guint8)slope;
    if (ahead >= 0) {
        way->peak = level;
        way->other = 0;
    } else {
        if (-slope > way->other)
            way->other = (guint8)-slope;
        if (-ahead > TURN)
            turn(way, level, widths);
    }
}

static guint
field_of(double at, double dpi, guint limit)
{
    return MIN((guint)(at * MM_INCH / dpi / FIELD_MM), limit - 1);
}

static void
follow_row(PageEdges *edges, const guint8 *samples, guint field_y)
{
    guint stride = edges->stride, lag = edges->lag;
    guint per_field = step_of(FIELD_MM, edges->spec.dpi_x);
    if (edges->spec.width <= lag)
        return;
    Way way = {.from = samples[0], .peak = samples[0]};
    for (guint x = lag; x < edges->spec.width; x++) {
        guint32 *widths = edges->across[field_y][MIN(x / per_field, MAX_COLUMNS - 1)];
        follow(&way, samples[(gsize)x * stride], samples[(gsize)(x - lag) * stride], widths);
    }
}

static void
follow_columns(PageEdges *edges, const guint8 *samples, guint field_y)
{
    guint slot = edges->row % edges->lag;
    for (guint i = 0; i < edges->n_columns; i++) {
        guint x = i * edges->column_step;
        guint8 level = samples[(gsize)x * edges->stride];
        guint8 *before = edges->history + (gsize)i * edges->lag + slot;
        if (edges->row == 0)
            edges->ways[i] = (Way){.from = level, .peak = level};
        else if (edges->row >= edges->lag)
            follow(&edges->ways[i], level, *before,
                   edges->down[field_y][field_of(x, edges->spec.dpi_x, MAX_COLUMNS)]);
        *before = level;
    }
}

void
page_edges_add_row(PageEdges *edges, const guint8 *row)
{
    /* Every edge of lineart is one pixel wide. */
    if (edges->spec.depth == 1)
        return;
    guint field_y = field_of(edges->row, edges->spec.dpi_y, MAX_ROWS);
    if (edges->row % edges->row_step == 0)
        follow_row(edges, row + edges->offset, field_y);
    follow_columns(edges, row + edges->offset, field_y);
    edges->row++;
}

/* ---- what came of it ---- */

static gboolean
field_width(const guint32 *widths, guint *ret_bin)
{
    guint64 all = 0, sum = 0;
    for (guint i = 0; i < BINS; i++)
        all += widths[i];
    if (all < MIN_EDGES)
        return FALSE;
    for (guint i = 0; i < BINS; i++) {
        sum += widths[i];
        if (sum * 100 >= all * SHARP_PERCENT) {
            *ret_bin = i;
            break;
        }
    }
    return TRUE;
}

/* The middle one of the fields' widths, in lags. */
static gboolean
middle_width(Widths (*fields)[MAX_COLUMNS], double *ret_lags)
{
    guint counts[BINS] = {0}, n = 0, sum = 0;
    for (guint y = 0; y < MAX_ROWS; y++) {
        for (guint x = 0; x < MAX_COLUMNS; x++) {
            guint bin = 0;
            if (field_width(fields[y][x], &bin)) {
                counts[bin]++;
                n++;
            }
        }
    }
    for (guint i = 0; i < BINS && n > 0; i++) {
        sum += counts[i];
        if (2 * sum >= n) {
            *ret_lags = (i + 0.5) / BIN_PARTS;
            return TRUE;
        }
    }
    return FALSE;
}

double
page_edges_finest(const PageEdges *edges)
{
    return edges->lag * MM_INCH / MIN(edges->spec.dpi_x, edges->spec.dpi_y);
}

gboolean
page_edges_width(const PageEdges *edges, double *ret_mm)
{
    double across = 0, down = 0;
    gboolean has_across = middle_width(edges->across, &across);
    gboolean has_down = middle_width(edges->down, &down);
    if (!has_across && !has_down)
        return FALSE;
    across *= edges->lag * MM_INCH / edges->spec.dpi_x;
    down *= edges->lag * MM_INCH / edges->spec.dpi_y;
    *ret_mm = MAX(across, down);
    return TRUE;
}
