#include "page-gray.h"

#include <math.h>
#include <string.h>

#define MM_INCH 25.4
/* Cells an inch: text of 2 mm is still text, and an A4 page takes 2.2 MB. */
#define TARGET_DPI 150.0
/* Sums of so many 8-bit rows fit into 16 bits, even when it has doubled once. */
#define MAX_FACTOR 128

struct PageGrayMaker {
    PageSpec spec;
    gsize max_cells;
    guint factor_x, factor_y;
    guint filled;  /* rows in the sums */
    guint16 *sums; /* one for each sample of a row */
    GByteArray *cells;
    PageGray gray; /* height: finished rows */
};

double
page_gray_x_mm(const PageGray *gray, double cells)
{
    return cells * MM_INCH / gray->dpi_x;
}

double
page_gray_y_mm(const PageGray *gray, double cells)
{
    return cells * MM_INCH / gray->dpi_y;
}

guint
page_gray_x_cells(const PageGray *gray, double mm)
{
    return (guint)MAX(lround(mm * gray->dpi_x / MM_INCH), 1);
}

guint
page_gray_y_cells(const PageGray *gray, double mm)
{
    return (guint)MAX(lround(mm * gray->dpi_y / MM_INCH), 1);
}

guint
page_gray_percentile(const guint *histogram, guint percent)
{
    guint64 all = 0, sum = 0;
    for (guint level = 0; level < 256; level++)
        all += histogram[level];
    for (guint level = 0; level < 256; level++) {
        sum += histogram[level];
        if (sum > 0 && sum * 100 >= all * percent)
            return level;
    }
    return 0;
}

static guint8
block_mean(const PageGray *gray, guint x, guint y, guint factor_x, guint factor_y)
{
    guint end_x = MIN(x + factor_x, gray->width), end_y = MIN(y + factor_y, gray->height);
    guint32 sum = 0;
    for (guint row = y; row < end_y; row++)
        for (guint column = x; column < end_x; column++)
            sum += gray->cells[(gsize)row * gray->width + column];
    guint32 count = (end_x - x) * (end_y - y);
    return (guint8)((sum + count / 2) / count);
}

/* Into `to`, which may be where `gray` lies: it is written behind what is read. */
static PageGray
shrink_into(const PageGray *gray, guint factor_x, guint factor_y, guint8 *to)
{
    PageGray small = {
        .cells = to,
        .width = (gray->width + factor_x - 1) / factor_x,
        .height = (gray->height + factor_y - 1) / factor_y,
        .dpi_x = gray->dpi_x / factor_x,
        .dpi_y = gray->dpi_y / factor_y,
    };
    for (guint y = 0; y < small.height; y++)
        for (guint x = 0; x < small.width; x++)
            to[(gsize)y * small.width + x] = block_mean(gray, x * factor_x, y * factor_y, factor_x,
                                                        factor_y);
    return small;
}

PageGray
page_gray_shrink(const PageGray *gray, guint factor_x, guint factor_y)
{
    gsize width = (gray->width + factor_x - 1) / factor_x;
    gsize height = (gray->height + factor_y - 1) / factor_y;
    return shrink_into(gray, factor_x, factor_y, g_malloc(MAX(width * height, 1)));
}

/* ---- making ---- */

static guint
first_factor(double dpi)
{
    return (guint)CLAMP(lround(dpi / TARGET_DPI), 1, MAX_FACTOR);
}

static guint64
cells_of(const PageGrayMaker *maker)
{
    guint64 width = (maker->spec.width + maker->factor_x - 1) / maker->factor_x;
    return width * ((maker->spec.height + maker->factor_y - 1) / maker->factor_y);
}

PageGrayMaker *
page_gray_maker_new(const PageSpec *spec, gsize max_cells)
{
    PageGrayMaker *maker = g_new0(PageGrayMaker, 1);
    maker->spec = *spec;
    maker->max_cells = max_cells;
    maker->factor_x = first_factor(spec->dpi_x);
    maker->factor_y = first_factor(spec->dpi_y);
    while (cells_of(maker) > max_cells && MAX(maker->factor_x, maker->factor_y) < MAX_FACTOR) {
        maker->factor_x++;
        maker->factor_y++;
    }
    maker->sums = g_new0(guint16, (gsize)spec->width * spec->channels);
    maker->cells = g_byte_array_sized_new((guint)MIN(cells_of(maker), max_cells));
    maker->gray.width = (spec->width + maker->factor_x - 1) / maker->factor_x;
    maker->gray.dpi_x = spec->dpi_x / maker->factor_x;
    maker->gray.dpi_y = spec->dpi_y / maker->factor_y;
    return maker;
}

void
page_gray_maker_free(PageGrayMaker *maker)
{
    if (maker == NULL)
        return;
    g_byte_array_unref(maker->cells);
    g_free(maker->sums);
    g_free(maker);
}

/* A page whose height nobody knew has become large: half as fine from here on. */
static void
halve(PageGrayMaker *maker)
{
    maker->gray.cells = maker->cells->data;
    maker->gray = shrink_into(&maker->gray, 2, 2, maker->cells->data);
    g_byte_array_set_size(maker->cells, maker->gray.width * maker->gray.height);
    maker->factor_x *= 2;
    maker->factor_y *= 2;
}

/* The brightness of a cell's samples, which are the sums of its rows. 255 in each of 256 × 256
 * pixels, weighed by 256, just fits into 32 bits. */
static inline guint32
brightness(const guint16 *sums, guint n, guint channels)
{
    guint32 red = 0, green = 0, blue = 0;
    if (channels == 1) {
        for (guint i = 0; i < n; i++)
            green += sums[i];
        return green;
    }
    for (guint i = 0; i < n; i++, sums += 3) {
        red += sums[0];
        green += sums[1];
        blue += sums[2];
    }
    return (77 * red + 150 * green + 29 * blue) / 256;
}

/* Half of a step is added before it is cut off; another half of the smallest that a sum can miss by
 * makes up for what a reciprocal is short of. */
static inline guint8
mean(guint32 sum, guint32 count, double reciprocal)
{
    return (guint8)((sum + count / 2 + 0.5) * reciprocal);
}

/* Inlined, so that a factor that is a number becomes no loop. */
static G_ALWAYS_INLINE inline void
end_cells(const PageGrayMaker *maker, guint n, guint factor, guint channels, guint8 *ret_cells)
{
    const guint16 *sums = maker->sums;
    guint32 count = factor * maker->filled;
    double reciprocal = 1.0 / count;
    for (guint x = 0; x < n; x++, sums += factor * channels)
        ret_cells[x] = mean(brightness(sums, factor, channels), count, reciprocal);
}

static void
end_cell_row(PageGrayMaker *maker)
{
    guint width = maker->gray.width;
    g_byte_array_set_size(maker->cells, maker->cells->len + width);
    guint8 *to = maker->cells->data + (gsize)maker->gray.height * width;
    guint channels = maker->spec.channels, factor = maker->factor_x;
    if (channels == 3 && factor == 2) /* 300 dpi */
        end_cells(maker, width - 1, 2, 3, to);
    else if (channels == 3 && factor == 4) /* 600 dpi */
        end_cells(maker, width - 1, 4, 3, to);
    else
        end_cells(maker, width - 1, factor, channels, to);
    const guint16 *sums = maker->sums + (gsize)(width - 1) * factor * channels;
    guint rest = maker->spec.width - (width - 1) * factor;
    guint32 count = rest * maker->filled;
    to[width - 1] = mean(brightness(sums, rest, channels), count, 1.0 / count);
    memset(maker->sums, 0, (gsize)maker->spec.width * channels * sizeof *maker->sums);
    maker->filled = 0;
    maker->gray.height++;
    if (maker->gray.height % 2 == 0 && maker->cells->len + 2 * (gsize)width > maker->max_cells)
        halve(maker);
}

/* Plain loops over the row, of which the compiler makes vectors: this runs while the scanner
 * does. */
void
page_gray_maker_add_row(PageGrayMaker *maker, const guint8 *row)
{
    gsize n = (gsize)maker->spec.width * maker->spec.channels;
    const guint8 *high = row + (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 1 : 0);
    guint16 *sums = maker->sums;
    if (maker->spec.depth == 8)
        for (gsize i = 0; i < n; i++)
            sums[i] = (guint16)(sums[i] + row[i]);
    else if (maker->spec.depth == 16)
        for (gsize i = 0; i < n; i++)
            sums[i] = (guint16)(sums[i] + high[2 * i]);
    else
        for (gsize i = 0; i < n; i++)
            sums[i] = (guint16)(sums[i] + ((row[i / 8] >> (7 - i % 8) & 1) != 0 ? 0 : 255));
    maker->filled++;
    if (maker->filled == maker->factor_y)
        end_cell_row(maker);
}

const PageGray *
page_gray_maker_end(PageGrayMaker *maker)
{
    if (maker->filled > 0)
        end_cell_row(maker);
    maker->gray.cells = maker->cells->data;
    return &maker->gray;
}
