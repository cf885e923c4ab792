#include "app-thumbnail.h"

#include <string.h>

#define WIDTH  192 /* of the small picture: two of its pixels are one of the thumbnail */
#define HEIGHT 96

/* Dark left, bright right, red in the bottom right corner. */
static StationPage *
page_new(void)
{
    StationPage *page = station_page_new("a-part", 0, 2 * WIDTH, 2 * HEIGHT, WIDTH, HEIGHT);
    guint8 *rows = g_malloc0(WIDTH * HEIGHT * 3);
    for (guint i = 0; i < WIDTH * HEIGHT; i++) {
        gboolean right = i % WIDTH >= WIDTH / 2, corner = right && i / WIDTH >= HEIGHT / 2;
        memset(rows + 3 * i, corner ? 0 : right ? 240 : 30, 3);
        if (corner)
            rows[3 * i] = 240;
    }
    g_autoptr(GBytes) bytes = g_bytes_new_take(rows, WIDTH * HEIGHT * 3);
    station_page_add_rows(page, 0, bytes);
    station_page_finish(page, 2 * WIDTH, 2 * HEIGHT, 300);
    return page;
}

static guint32
pixel_of(GdkTexture *texture, guint x, guint y)
{
    guint width = (guint)gdk_texture_get_width(texture);
    guint height = (guint)gdk_texture_get_height(texture);
    g_autofree guint32 *pixels = g_new(guint32, width * height);
    gdk_texture_download(texture, (guchar *)pixels, width * 4);
    return pixels[y * width + x] & 0xffffff;
}

static void
test_turned(void)
{
    static const struct {
        guint rotation, red_x, red_y; /* of the red corner */
    } turns[] = {{0, 90, 40}, {90, 5, 90}, {180, 5, 5}, {270, 40, 5}};
    g_autoptr(StationPage) page = page_new();
    for (gsize i = 0; i < G_N_ELEMENTS(turns); i++) {
        station_page_set_rotation(page, turns[i].rotation);
        g_autoptr(GdkTexture) texture = app_thumbnail_new(page);
        gboolean across = turns[i].rotation % 180 == 90;
        g_assert_cmpint(gdk_texture_get_width(texture), ==, across ? 48 : 96);
        g_assert_cmpint(gdk_texture_get_height(texture), ==, across ? 96 : 48);
        g_assert_cmphex(pixel_of(texture, turns[i].red_x, turns[i].red_y), ==, 0xf00000);
    }
}

static void
test_cut(void)
{
    g_autoptr(StationPage) page = page_new();
    station_page_set_crop(page, &(StationCrop){WIDTH, 0, WIDTH / 2, HEIGHT});
    g_autoptr(GdkTexture) texture = app_thumbnail_new(page);
    g_assert_cmphex(pixel_of(texture, 60, 5), ==, 0xf0f0f0);  /* in it */
    g_assert_cmphex(pixel_of(texture, 90, 5), ==, 0x505050);  /* right of it */
    g_assert_cmphex(pixel_of(texture, 60, 40), ==, 0x500000); /* below it */
    g_assert_cmphex(pixel_of(texture, 5, 5), ==, 0x0a0a0a);   /* left of it */
}

static void
test_nothing(void)
{
    g_autoptr(StationPage) page = station_page_new("a-part", 0, 100, 0, 50, 0);
    g_assert_null(app_thumbnail_new(page));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/app-thumbnail/turned", test_turned);
    g_test_add_func("/app-thumbnail/cut", test_cut);
    g_test_add_func("/app-thumbnail/nothing", test_nothing);
    return g_test_run();
}
