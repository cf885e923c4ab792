#include "demo-certificate.h"

#include <math.h>
#include <string.h>

#define BAND_ROWS      64
#define MM_AN_INCH     25.4
#define PAPER_RED      0.976
#define PAPER_GREEN    0.964
#define PAPER_BLUE     0.925
#define MARGIN_SHADOW  2.2  /* mm of shade where the paper's left edge leaves the glass */
#define GRAIN_MM       0.35 /* the size of a fibre */
#define GRAIN_STRENGTH 2.6  /* levels of 255, either way */
#define NOISE_STRENGTH 1.45 /* standard deviation of the sensor at 300 dpi, levels of 255 */
#define NOISE_GROWTH   0.39 /* cells half as wide catch less light: a third more of it */
#define INK_LIMIT      0.62 /* lineart: darker is black */

/* One band of the page at a time, drawn by cairo and then seen by the sensor. */
typedef struct {
    const DemoScan *scan;
    int width;
    int height;
    double noise; /* standard deviation, levels of 255 */
    cairo_surface_t *band;
    guint8 *line; /* one row as the file has it */
} Sensor;

/* A hash of position and seed: noise that needs no memory and does not depend on the order. */
static guint32
scatter(guint32 seed, guint32 x, guint32 y)
{
    guint32 value = seed * 0x9e3779b1u ^ x * 0x85ebca6bu ^ y * 0xc2b2ae35u;

    value ^= value >> 15;
    value *= 0x2c1b3c6du;
    value ^= value >> 12;
    value *= 0x297a2d39u;
    return value ^ value >> 15;
}

/* -1 to 1, even. */
static double
even(guint32 seed, guint32 x, guint32 y)
{
    return scatter(seed, x, y) / 2147483648.0 - 1.0;
}

/* About normal with deviation 1: the sum of the four bytes of one hash. */
static double
normal(guint32 seed, guint32 x, guint32 y)
{
    guint32 value = scatter(seed, x, y);
    int sum = (int)(value & 255) + (int)(value >> 8 & 255) + (int)(value >> 16 & 255) +
              (int)(value >> 24);

    return (sum - 510) / 147.8;
}

/* Fibres of the paper: even noise on a grid, blended between its points. */
static double
grain_at(const Sensor *sensor, int x, int y)
{
    double step = GRAIN_MM * sensor->scan->dpi / MM_AN_INCH;
    double gx = x / step, gy = y / step;
    guint32 ix = (guint32)gx, iy = (guint32)gy, seed = sensor->scan->grain;
    double fx = gx - ix, fy = gy - iy;
    double upper = even(seed, ix, iy) * (1 - fx) + even(seed, ix + 1, iy) * fx;
    double lower = even(seed, ix, iy + 1) * (1 - fx) + even(seed, ix + 1, iy + 1) * fx;

    return GRAIN_STRENGTH * (upper * (1 - fy) + lower * fy);
}

/* The lid's shade along the left edge, as scanners show it: 0.9 to 1. */
static double
shade_at(const Sensor *sensor, int x)
{
    double mm = x * MM_AN_INCH / sensor->scan->dpi;

    return mm >= MARGIN_SHADOW ? 1.0 : 0.90 + 0.10 * mm / MARGIN_SHADOW;
}

static cairo_t *
start_drawing(const Sensor *sensor, int top)
{
    double scale = sensor->scan->dpi / MM_AN_INCH;
    cairo_t *cr = cairo_create(sensor->band);

    cairo_set_source_rgb(cr, PAPER_RED, PAPER_GREEN, PAPER_BLUE);
    cairo_paint(cr);
    cairo_translate(cr, 0, -top);
    cairo_scale(cr, scale, scale);
    cairo_translate(cr, DEMO_PAGE_WIDTH / 2, DEMO_PAGE_HEIGHT / 2);
    cairo_rotate(cr, sensor->scan->skew * G_PI / 180);
    cairo_translate(cr, -DEMO_PAGE_WIDTH / 2, -DEMO_PAGE_HEIGHT / 2);
    return cr;
}

/* What the sensor reads for one pixel: levels of 0 to 255 with fractions. */
static void
read_pixel(const Sensor *sensor, guint32 argb, int x, int y, double level[3])
{
    guint32 seed = sensor->scan->grain;
    double shade = shade_at(sensor, x);
    double grain = seed != 0 ? grain_at(sensor, x, y) : 0;

    for (guint c = 0; c < 3; c++) {
        level[c] = (argb >> (16 - 8 * c) & 255) * shade;
        if (seed != 0)
            level[c] += grain + sensor->noise * normal(seed + 1 + c, (guint32)x, (guint32)y);
        level[c] = CLAMP(level[c], 0, 255);
    }
}

static guint8 *
put_sample(guint8 *to, int depth, double level)
{
    if (depth == 16) {
        guint value = (guint)lround(level * 257);
        *to++ = (guint8)(value >> 8);
        *to++ = (guint8)value;
    } else {
        *to++ = (guint8)lround(level);
    }
    return to;
}

static gsize
read_row(Sensor *sensor, const guint32 *pixels, int y)
{
    const DemoScan *scan = sensor->scan;
    guint8 *to = sensor->line;

    if (scan->mode == DEMO_MODE_LINEART)
        memset(sensor->line, 0, ((gsize)sensor->width + 7) / 8);
    for (int x = 0; x < sensor->width; x++) {
        double level[3];

        read_pixel(sensor, pixels[x], x, y, level);
        double gray = 0.299 * level[0] + 0.587 * level[1] + 0.114 * level[2];
        if (scan->mode == DEMO_MODE_LINEART) {
            if (gray < INK_LIMIT * 255)
                sensor->line[x / 8] |= (guint8)(0x80 >> x % 8);
        } else if (scan->mode == DEMO_MODE_GRAY) {
            to = put_sample(to, scan->depth, gray);
        } else {
            for (guint c = 0; c < 3; c++)
                to = put_sample(to, scan->depth, level[c]);
        }
    }
    return scan->mode == DEMO_MODE_LINEART ? ((gsize)sensor->width + 7) / 8
                                           : (gsize)(to - sensor->line);
}

static gboolean
write_band(Sensor *sensor, FILE *file, const DemoWords *words, int top)
{
    cairo_t *cr = start_drawing(sensor, top);

    demo_drawing_draw(cr, words);
    cairo_destroy(cr);
    cairo_surface_flush(sensor->band);
    const guint8 *data = cairo_image_surface_get_data(sensor->band);
    int stride = cairo_image_surface_get_stride(sensor->band);
    for (int row = 0; row < BAND_ROWS && top + row < sensor->height; row++) {
        const guint32 *pixels = (const guint32 *)(const void *)(data + (gsize)row * (gsize)stride);
        gsize size = read_row(sensor, pixels, top + row);

        if (fwrite(sensor->line, 1, size, file) != size)
            return FALSE;
    }
    return TRUE;
}

static void
write_header(const Sensor *sensor, FILE *file)
{
    const int kinds[] = {6, 5, 4};

    fprintf(file, "P%d\n%d %d\n", kinds[sensor->scan->mode], sensor->width, sensor->height);
    if (sensor->scan->mode != DEMO_MODE_LINEART)
        fprintf(file, "%d\n", sensor->scan->depth == 16 ? 65535 : 255);
}

gboolean
demo_sensor_write(FILE *file, const DemoScan *scan, const DemoWords *words)
{
    Sensor sensor = {.scan = scan,
                     .width = (int)lround(DEMO_PAGE_WIDTH * scan->dpi / MM_AN_INCH),
                     .height = (int)lround(DEMO_PAGE_HEIGHT * scan->dpi / MM_AN_INCH),
                     .noise = NOISE_STRENGTH * pow(scan->dpi / 300, NOISE_GROWTH)};
    gboolean written = TRUE;

    sensor.band = cairo_image_surface_create(CAIRO_FORMAT_RGB24, sensor.width, BAND_ROWS);
    g_autofree guint8 *line = g_malloc((gsize)sensor.width * 6);
    sensor.line = line;
    write_header(&sensor, file);
    for (int top = 0; written && top < sensor.height; top += BAND_ROWS)
        written = write_band(&sensor, file, words, top);
    cairo_surface_destroy(sensor.band);
    return written && fflush(file) == 0;
}
