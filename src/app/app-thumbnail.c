#include "app-thumbnail.h"

#define SAMPLES 4 /* of a thumbnail's pixel, across and down */
#define DIM     3 /* outside of the crop: so many times darker */

typedef struct {
    StationPage *page;
    guint width, height; /* of the page's small picture */
    guint step;          /* picture pixels a thumbnail pixel */
    guint rotation;
    gboolean has_crop;
    StationCrop crop; /* picture pixels */
} Work;

static Work
work_for(StationPage *page)
{
    Work work = {.page = page,
                 .width = station_page_get_picture_width(page),
                 .height = station_page_get_picture_rows(page),
                 .rotation = station_page_get_rotation(page)};
    guint64 page_width = MAX(1, station_page_get_width(page)), x, y;

    work.step = MAX(1,
                    (MAX(work.width, work.height) + APP_THUMBNAIL_SIDE - 1) / APP_THUMBNAIL_SIDE);
    work.has_crop = station_page_get_crop(page, &work.crop);
    x = work.crop.x * (guint64)work.width / page_width;
    y = work.crop.y * (guint64)work.width / page_width;
    work.crop.width = (guint)(work.crop.width * (guint64)work.width / page_width);
    work.crop.height = (guint)(work.crop.height * (guint64)work.width / page_width);
    work.crop.x = (guint)x;
    work.crop.y = (guint)y;
    return work;
}

/* From the turned picture to the one that was scanned. */
static void
turn_back(const Work *work, guint x, guint y, guint *ret_x, guint *ret_y)
{
    switch (work->rotation) {
    case 90:
        *ret_x = y;
        *ret_y = work->height - 1 - x;
        break;
    case 180:
        *ret_x = work->width - 1 - x;
        *ret_y = work->height - 1 - y;
        break;
    case 270:
        *ret_x = work->width - 1 - y;
        *ret_y = x;
        break;
    default:
        *ret_x = x;
        *ret_y = y;
        break;
    }
}

static gboolean
is_outside(const Work *work, guint x, guint y)
{
    return work->has_crop && (x < work->crop.x || x - work->crop.x >= work->crop.width ||
                              y < work->crop.y || y - work->crop.y >= work->crop.height);
}

static void
sample(const Work *work, guint column, guint row, guint8 *rgb)
{
    const guint8 *picture = station_page_get_picture(work->page);
    guint sums[3] = {0}, x = 0, y = 0;

    for (guint i = 0; i < SAMPLES * SAMPLES; i++) {
        const guint8 *from;

        turn_back(work, column * work->step + i % SAMPLES * work->step / SAMPLES,
                  row * work->step + i / SAMPLES * work->step / SAMPLES, &x, &y);
        from = picture + ((gsize)y * work->width + x) * 3;
        for (guint channel = 0; channel < 3; channel++)
            sums[channel] += from[channel];
    }
    for (guint channel = 0; channel < 3; channel++)
        rgb[channel] = (guint8)(sums[channel] / (SAMPLES * SAMPLES) /
                                (is_outside(work, x, y) ? DIM : 1));
}

GdkTexture *
app_thumbnail_new(StationPage *page)
{
    Work work = work_for(page);
    gboolean across = work.rotation % 180 == 90;
    guint columns = (across ? work.height : work.width) / work.step;
    guint rows = (across ? work.width : work.height) / work.step;
    g_autofree guint8 *pixels = NULL;
    g_autoptr(GBytes) bytes = NULL;

    if (columns == 0 || rows == 0)
        return NULL;
    pixels = g_malloc((gsize)columns * rows * 3);
    for (guint y = 0; y < rows; y++)
        for (guint x = 0; x < columns; x++)
            sample(&work, x, y, pixels + ((gsize)y * columns + x) * 3);
    bytes = g_bytes_new_take(g_steal_pointer(&pixels), (gsize)columns * rows * 3);
    return gdk_memory_texture_new((int)columns, (int)rows, GDK_MEMORY_R8G8B8, bytes,
                                  (gsize)columns * 3);
}
