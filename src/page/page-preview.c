#include "page-preview.h"

#include <string.h>

/* Sums of so many 8-bit rows fit into 16 bits. */
#define MAX_FACTOR 257

struct PagePreview {
    PageSpec spec;
    gsize row_size;
    guint factor; /* a square of so many pixels becomes one */
    guint width;
    PagePreviewRow row;
    gpointer user_data;
    guint n_rows;  /* finished preview rows */
    guint filled;  /* page rows in the sums */
    guint16 *sums; /* one for each sample of a page row: down first, across when a row is done */
    guint8 *rgb;
};

static guint
divide_up(guint number, guint by)
{
    return (number - 1) / by + 1;
}

PagePreview *
page_preview_new(const PageSpec *spec, guint max_side, PagePreviewRow row, gpointer user_data)
{
    PagePreview *preview = g_new0(PagePreview, 1);

    preview->spec = *spec;
    preview->row_size = page_spec_row_size(spec);
    preview->factor = MIN(divide_up(MAX(spec->width, MAX(spec->height, 1)), MAX(max_side, 1)),
                          MAX_FACTOR);
    preview->width = divide_up(spec->width, preview->factor);
    preview->row = row;
    preview->user_data = user_data;
    preview->sums = g_new0(guint16, (gsize)spec->width * spec->channels);
    preview->rgb = g_malloc((gsize)preview->width * 3);
    return preview;
}

void
page_preview_free(PagePreview *preview)
{
    if (preview == NULL)
        return;
    g_free(preview->sums);
    g_free(preview->rgb);
    g_free(preview);
}

void
page_preview_size(PagePreview *preview, guint *ret_width, guint *ret_height)
{
    guint height = preview->spec.height;

    *ret_width = preview->width;
    *ret_height = height > 0 ? divide_up(height, preview->factor) : 0;
}

/* Each as one plain loop over the row: the compiler makes vectors of them, and this runs while the
 * scanner does. */
static void
add_row(PagePreview *preview, const guint8 *row)
{
    gsize n = (gsize)preview->spec.width * preview->spec.channels;
    guint16 *sums = preview->sums;
    /* The high byte of 16 bits in the host's order. */
    const guint8 *high = row + (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 1 : 0);

    if (preview->spec.depth == 8)
        for (gsize i = 0; i < n; i++)
            sums[i] = (guint16)(sums[i] + row[i]);
    else if (preview->spec.depth == 16)
        for (gsize i = 0; i < n; i++)
            sums[i] = (guint16)(sums[i] + high[2 * i]);
    else
        for (gsize i = 0; i < n; i++)
            sums[i] = (guint16)(sums[i] + ((row[i / 8] >> (7 - i % 8) & 1) != 0 ? 0 : 255));
    preview->filled++;
}

/* The sums of `n` pixels, colour by colour. */
static void
add_up(const guint16 *sums, guint n, guint channels, guint32 ret_totals[3])
{
    guint32 red = 0, green = 0, blue = 0;

    if (channels == 1) {
        for (guint x = 0; x < n; x++)
            red += sums[x];
        ret_totals[0] = ret_totals[1] = ret_totals[2] = red;
        return;
    }
    for (guint x = 0; x < n; x++, sums += 3) {
        red += sums[0];
        green += sums[1];
        blue += sums[2];
    }
    ret_totals[0] = red;
    ret_totals[1] = green;
    ret_totals[2] = blue;
}

/* The half before the cut rounds, the other half makes up for what the reciprocal is short of. */
static void
average(const guint32 totals[3], guint32 pixels, double reciprocal, guint8 ret_rgb[3])
{
    for (guint i = 0; i < 3; i++)
        ret_rgb[i] = (guint8)((totals[i] + pixels / 2 + 0.5) * reciprocal);
}

static void
give_out(PagePreview *preview)
{
    guint channels = preview->spec.channels, factor = preview->factor;
    guint last = preview->width - 1, rest = preview->spec.width - last * factor;
    guint32 pixels = factor * preview->filled, totals[3];
    double reciprocal = 1.0 / pixels;
    const guint16 *sums = preview->sums;

    for (guint x = 0; x < last; x++, sums += factor * channels) {
        add_up(sums, factor, channels, totals);
        average(totals, pixels, reciprocal, preview->rgb + 3 * (gsize)x);
    }
    pixels = rest * preview->filled;
    add_up(sums, rest, channels, totals);
    average(totals, pixels, 1.0 / pixels, preview->rgb + 3 * (gsize)last);
    memset(preview->sums, 0, (gsize)preview->spec.width * channels * sizeof *preview->sums);
    preview->filled = 0;
    preview->row(preview->n_rows++, preview->rgb, preview->width, preview->user_data);
}

void
page_preview_add_rows(PagePreview *preview, const guint8 *rows, guint n_rows)
{
    for (guint i = 0; i < n_rows; i++) {
        add_row(preview, rows + i * preview->row_size);
        if (preview->filled == preview->factor)
            give_out(preview);
    }
}

void
page_preview_end(PagePreview *preview)
{
    if (preview->filled > 0)
        give_out(preview);
}
