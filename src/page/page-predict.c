#include "page-predict.h"

#include <string.h>

/* Backwards, so that each left neighbour is still whole; the compiler makes vectors of it. */
static void
predict8(guint8 *row, gsize samples, guint channels)
{
    for (gsize i = samples; i-- > channels;)
        row[i] = (guint8)(row[i] - row[i - channels]);
}

static void
unpredict8(guint8 *row, gsize samples, guint channels)
{
    for (gsize i = channels; i < samples; i++)
        row[i] = (guint8)(row[i] + row[i - channels]);
}

static guint16
load16(const guint8 *from)
{
    guint16 value;

    memcpy(&value, from, sizeof value);
    return value;
}

static void
store16(guint8 *to, guint16 value)
{
    memcpy(to, &value, sizeof value);
}

static void
predict16(guint8 *row, gsize samples, guint channels)
{
    for (gsize i = samples; i-- > 0;) {
        guint16 left = i >= channels ? load16(row + 2 * (i - channels)) : 0;

        store16(row + 2 * i, GUINT16_TO_LE((guint16)(load16(row + 2 * i) - left)));
    }
}

static void
unpredict16(guint8 *row, gsize samples, guint channels)
{
    for (gsize i = 0; i < samples; i++) {
        guint16 left = i >= channels ? load16(row + 2 * (i - channels)) : 0;

        store16(row + 2 * i, (guint16)(GUINT16_FROM_LE(load16(row + 2 * i)) + left));
    }
}

static void
each_row(guint8 *rows, guint n_rows, const PageSpec *spec,
         void (*work)(guint8 *row, gsize samples, guint channels))
{
    gsize row_size = page_spec_row_size(spec);
    gsize samples = (gsize)spec->width * spec->channels;

    for (guint i = 0; i < n_rows; i++)
        work(rows + i * row_size, samples, spec->channels);
}

void
page_predict(guint8 *rows, guint n_rows, const PageSpec *spec)
{
    each_row(rows, n_rows, spec, spec->depth == 16 ? predict16 : predict8);
}

void
page_unpredict(guint8 *rows, guint n_rows, const PageSpec *spec)
{
    each_row(rows, n_rows, spec, spec->depth == 16 ? unpredict16 : unpredict8);
}
