#include "app-shrink.h"

#define CHANNELS 3

/* Of pixel or row i, how much lies between two places. */
static float
share(guint i, double from, double to)
{
    return (float)(MIN(i + 1.0, to) - MAX(i, from));
}

/* The mean of the rows between two places, pixel by pixel. */
static void
mean_of_rows(const guint8 *rgb, gsize row_size, double from, double to, float *ret_mean)
{
    for (gsize x = 0; x < row_size; x++)
        ret_mean[x] = 0;
    for (guint row = (guint)from; row < to; row++) {
        const float part = share(row, from, to) / (float)(to - from);
        const guint8 *values = rgb + row * row_size;

        for (gsize x = 0; x < row_size; x++)
            ret_mean[x] += part * values[x];
    }
}

static void
mean_of_columns(const float *row, double from, double to, guint8 *ret_rgb)
{
    float sums[CHANNELS] = {0};

    for (guint column = (guint)from; column < to; column++) {
        const float part = share(column, from, to);

        for (guint c = 0; c < CHANNELS; c++)
            sums[c] += part * row[column * CHANNELS + c];
    }
    for (guint c = 0; c < CHANNELS; c++)
        ret_rgb[c] = (guint8)(sums[c] / (float)(to - from) + 0.5f);
}

guint8 *
app_shrink(const guint8 *rgb, guint width, guint height, double step, guint small_width,
           guint small_height)
{
    const gsize row_size = (gsize)width * CHANNELS;
    g_autofree float *mean = g_new(float, row_size);
    guint8 *small = g_malloc((gsize)small_width * small_height * CHANNELS), *at = small;

    for (guint y = 0; y < small_height; y++) {
        double top = MIN(y * step, height - 1.0);

        mean_of_rows(rgb, row_size, top, MIN(top + step, height), mean);
        for (guint x = 0; x < small_width; x++, at += CHANNELS) {
            double left = MIN(x * step, width - 1.0);

            mean_of_columns(mean, left, MIN(left + step, width), at);
        }
    }
    return small;
}
