#include "page-predict.h"

#include <string.h>

/* Out of one place into another, so that the compiler can make vectors of it. */
static void
predict8(const guint8 *restrict row, gsize samples, guint channels, guint8 *restrict to)
{
    memcpy(to, row, channels);
    for (gsize i = channels; i < samples; i++)
        to[i] = (guint8)(row[i] - row[i - channels]);
}

static gboolean
leads8(const guint8 *differences, gsize samples, guint channels, const guint8 *row)
{
    guint8 wrong = 0;

    for (gsize i = channels; i < samples; i++)
        wrong |= (guint8)(row[i - channels] + differences[i]) ^ row[i];
    return wrong == 0 && memcmp(differences, row, channels) == 0;
}

/* Sums in registers: through the row itself each would wait for the one before to be stored. */
static void
unpredict8(guint8 *row, gsize samples, guint channels)
{
    guint8 sums[3] = {0};

    if (channels == 1) {
        for (gsize i = 0; i < samples; i++)
            row[i] = sums[0] = (guint8)(sums[0] + row[i]);
        return;
    }
    for (gsize i = 0; i + 3 <= samples; i += 3) {
        row[i] = sums[0] = (guint8)(sums[0] + row[i]);
        row[i + 1] = sums[1] = (guint8)(sums[1] + row[i + 1]);
        row[i + 2] = sums[2] = (guint8)(sums[2] + row[i + 2]);
    }
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
predict16(const guint8 *restrict row, gsize samples, guint channels, guint8 *restrict to)
{
    for (gsize i = 0; i < samples; i++) {
        guint16 left = i >= channels ? load16(row + 2 * (i - channels)) : 0;

        store16(to + 2 * i, GUINT16_TO_LE((guint16)(load16(row + 2 * i) - left)));
    }
}

static gboolean
leads16(const guint8 *differences, gsize samples, guint channels, const guint8 *row)
{
    guint16 wrong = 0;

    for (gsize i = 0; i < samples; i++) {
        guint16 left = i >= channels ? load16(row + 2 * (i - channels)) : 0;
        guint16 difference = GUINT16_FROM_LE(load16(differences + 2 * i));

        wrong |= (guint16)(left + difference) ^ load16(row + 2 * i);
    }
    return wrong == 0;
}

static void
unpredict16(guint8 *row, gsize samples, guint channels)
{
    for (gsize i = 0; i < samples; i++) {
        guint16 left = i >= channels ? load16(row + 2 * (i - channels)) : 0;

        store16(row + 2 * i, (guint16)(GUINT16_FROM_LE(load16(row + 2 * i)) + left));
    }
}

static gsize
samples_of(const PageSpec *spec)
{
    return (gsize)spec->width * spec->channels;
}

void
page_predict(const guint8 *rows, guint n_rows, const PageSpec *spec, guint8 *ret_differences)
{
    gsize row_size = page_spec_row_size(spec);

    for (guint i = 0; i < n_rows; i++)
        (spec->depth == 16 ? predict16 : predict8)(rows + i * row_size, samples_of(spec),
                                                   spec->channels, ret_differences + i * row_size);
}

gboolean
page_predict_leads_to(const guint8 *differences, const guint8 *rows, guint n_rows,
                      const PageSpec *spec)
{
    gsize row_size = page_spec_row_size(spec);

    for (guint i = 0; i < n_rows; i++)
        if (!(spec->depth == 16 ? leads16 : leads8)(differences + i * row_size, samples_of(spec),
                                                    spec->channels, rows + i * row_size))
            return FALSE;
    return TRUE;
}

void
page_unpredict(guint8 *rows, guint n_rows, const PageSpec *spec)
{
    gsize row_size = page_spec_row_size(spec);

    for (guint i = 0; i < n_rows; i++)
        (spec->depth == 16 ? unpredict16 : unpredict8)(rows + i * row_size, samples_of(spec),
                                                       spec->channels);
}
