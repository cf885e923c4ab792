#include "app-shrink.h"

#include <string.h>

#define WIDTH  60
#define HEIGHT 40

/* Columns and rows of black and white in turn, each `period` / 2 wide. */
static guint8 *
checked(guint period)
{
    guint8 *rgb = g_malloc(WIDTH * HEIGHT * 3);

    for (guint i = 0; i < WIDTH * HEIGHT; i++) {
        gboolean white = (i % WIDTH % period < period / 2) == (i / WIDTH % period < period / 2);

        memset(rgb + 3 * i, white ? 255 : 0, 3);
    }
    return rgb;
}

static void
test_mean_of_squares(void)
{
    g_autofree guint8 *rgb = checked(2);
    g_autofree guint8 *small = app_shrink(rgb, WIDTH, HEIGHT, 2, WIDTH / 2, HEIGHT / 2);

    for (guint i = 0; i < WIDTH / 2 * HEIGHT / 2 * 3; i++)
        g_assert_cmpuint(small[i], ==, 128);
}

static void
test_whole_squares_stay(void)
{
    g_autofree guint8 *rgb = checked(8);
    g_autofree guint8 *small = app_shrink(rgb, WIDTH, HEIGHT, 4, WIDTH / 4, HEIGHT / 4);

    for (guint i = 0; i < WIDTH / 4 * HEIGHT / 4; i++) {
        guint x = i % (WIDTH / 4), y = i / (WIDTH / 4);

        g_assert_cmpuint(small[3 * i], ==, x % 2 == y % 2 ? 255 : 0);
    }
}

/* A pixel that lies in two squares counts in each with its part. */
static void
test_parts_of_pixels(void)
{
    const guint8 rgb[] = {0, 0, 0, 90, 30, 60, 200, 200, 200};
    g_autofree guint8 *small = app_shrink(rgb, 3, 1, 1.5, 2, 1);

    g_assert_cmpmem(small, 3, ((const guint8[]){30, 10, 20}), 3);
    g_assert_cmpmem(small + 3, 3, ((const guint8[]){163, 143, 153}), 3);
}

/* One color stays what it is at every step, up to the last square, which is not whole. */
static void
test_colour_stays(void)
{
    g_autofree guint8 *rgb = g_malloc(WIDTH * HEIGHT * 3);

    for (guint i = 0; i < WIDTH * HEIGHT; i++)
        memcpy(rgb + 3 * i, ((const guint8[]){255, 7, 0}), 3);
    for (double step = 1.01; step < WIDTH * 1.5; step *= 1.07) {
        guint width = (guint)(WIDTH / step) + 1, height = (guint)(HEIGHT / step) + 1;
        g_autofree guint8 *small = app_shrink(rgb, WIDTH, HEIGHT, step, width, height);

        for (guint i = 0; i < width * height; i++)
            g_assert_cmpmem(small + 3 * i, 3, rgb, 3);
    }
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/app-shrink/mean-of-squares", test_mean_of_squares);
    g_test_add_func("/app-shrink/whole-squares-stay", test_whole_squares_stay);
    g_test_add_func("/app-shrink/parts-of-pixels", test_parts_of_pixels);
    g_test_add_func("/app-shrink/colour-stays", test_colour_stays);
    return g_test_run();
}
