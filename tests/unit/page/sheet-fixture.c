#include "sheet-fixture.h"

#include <math.h>
#include <string.h>

#define MM_INCH 25.4
/* A letter is a square of 5 by 5 marks, some black: the density of Chinese print. */
#define MARK_MM   0.6
#define MARKS     5
#define LETTER_MM 4.0
#define LINE_MM   8.0

const Sheet sheet_plain = {
    .dpi = 300,
    .glass_width = 116,
    .glass_height = 160,
    .lid = 248,
    .x = 5,
    .y = 6,
    .width = 105,
    .height = 148,
    .paper = 246,
    .ink = 30,
    .margin = 15,
    .text_width = 1000,
    .lines = 1000,
    .frame = 6,
    .frame_width = 0.5,
    .noise = 2,
    .seed = 1,
    .name = 1,
};

static guint32
scatter(guint32 a, guint32 b, guint32 c)
{
    guint32 value = a * 0x9e3779b1u ^ b * 0x85ebca6bu ^ c * 0xc2b2ae35u;
    value ^= value >> 15;
    value *= 0x2c1b3c6du;
    value ^= value >> 13;
    return value;
}

static gboolean
is_letter_ink(const Sheet *sheet, guint line, double x, double y)
{
    guint letter = (guint)(x / LETTER_MM);
    guint column = (guint)(fmod(x, LETTER_MM) / MARK_MM), row = (guint)(y / MARK_MM);
    guint32 seed = (guint32)(line == 2 ? sheet->name * 1000 : 0) + (guint32)sheet->seed;
    if (column >= MARKS || row >= MARKS)
        return FALSE;
    return scatter(seed, line * 1000 + letter, row * MARKS + column) % 5 < 2;
}

/* x, y: from the sheet's top left corner. */
static gboolean
is_ink(const Sheet *sheet, double x, double y)
{
    double right = sheet->width - x, bottom = sheet->height - y;
    double inside = MIN(MIN(x, y), MIN(right, bottom)) - sheet->frame;
    if (inside >= 0 && inside < sheet->frame_width)
        return TRUE;
    if (MIN(x, right) < sheet->margin || MIN(y, bottom) < sheet->margin)
        return FALSE;
    double along = x - sheet->margin, down = y - sheet->margin;
    guint line = (guint)(down / LINE_MM);
    return line < sheet->lines && along < sheet->text_width &&
           is_letter_ink(sheet, line, along, fmod(down, LINE_MM));
}

/* x_mm, y_mm: on the glass. */
static double
level_at(const Sheet *sheet, double x_mm, double y_mm, double cosine, double sine)
{
    double u = x_mm - sheet->glass_width / 2, v = y_mm - sheet->glass_height / 2;
    double x = u * cosine + v * sine + sheet->glass_width / 2 - sheet->x;
    double y = v * cosine - u * sine + sheet->glass_height / 2 - sheet->y;
    if (x < 0 || y < 0 || x >= sheet->width || y >= sheet->height)
        return sheet->lid;
    return is_ink(sheet, x, y) ? sheet->ink : sheet->paper;
}

static void
blur_line(guint8 *samples, guint n, gsize stride, const double *weights, int reach)
{
    g_autofree guint8 *line = g_malloc(n);
    for (guint i = 0; i < n; i++)
        line[i] = samples[i * stride];
    for (int i = 0; i < (int)n; i++) {
        double sum = 0.5;
        for (int k = -reach; k <= reach; k++)
            sum += weights[ABS(k)] * line[CLAMP(i + k, 0, (int)n - 1)];
        samples[(gsize)i * stride] = (guint8)sum;
    }
}

static void
blur(guint8 *gray, const PageSpec *spec, double deviation)
{
    double weights[32] = {0}, all = 0;
    int reach = MIN((int)ceil(3 * deviation), 31);
    for (int k = -reach; k <= reach; k++)
        all += weights[ABS(k)] = exp(-k * k / (2 * deviation * deviation));
    for (int k = 0; k <= reach; k++)
        weights[k] /= all;
    for (guint y = 0; y < spec->height; y++)
        blur_line(gray + (gsize)y * spec->width, spec->width, 1, weights, reach);
    for (guint x = 0; x < spec->width; x++)
        blur_line(gray + x, spec->height, spec->width, weights, reach);
}

static void
add_noise(guint8 *gray, const PageSpec *spec, const Sheet *sheet)
{
    for (guint y = 0; y < spec->height; y++) {
        for (guint x = 0; x < spec->width; x++) {
            guint8 *cell = gray + (gsize)y * spec->width + x;
            double even = scatter(77, x, y) / 2147483648.0 - 1;
            *cell = (guint8)CLAMP(lround(*cell + even * sheet->noise), 0, 255);
        }
    }
}

guint8 *
sheet_draw(const Sheet *sheet, PageSpec *ret_spec)
{
    PageSpec spec = {
        .width = (guint)lround(sheet->glass_width * sheet->dpi / MM_INCH),
        .height = (guint)lround(sheet->glass_height * sheet->dpi / MM_INCH),
        .channels = 1,
        .depth = 8,
        .dpi_x = sheet->dpi,
        .dpi_y = sheet->dpi,
    };
    double cosine = cos(sheet->turn * G_PI / 180), sine = sin(sheet->turn * G_PI / 180);
    double mm = MM_INCH / sheet->dpi;
    guint8 *gray = g_malloc((gsize)spec.width * spec.height);
    for (guint y = 0; y < spec.height; y++)
        for (guint x = 0; x < spec.width; x++)
            gray[(gsize)y * spec.width + x] = (guint8)level_at(sheet, (x + 0.5) * mm,
                                                               (y + 0.5) * mm, cosine, sine);
    if (sheet->blur > 0)
        blur(gray, &spec, sheet->blur);
    add_noise(gray, &spec, sheet);
    *ret_spec = spec;
    return gray;
}

guint8 *
sheet_convert(const guint8 *gray, PageSpec *spec, guint channels, guint depth)
{
    spec->channels = channels;
    spec->depth = depth;
    gsize row_size = page_spec_row_size(spec);
    guint8 *rows = g_malloc0(row_size * spec->height);
    for (guint y = 0; y < spec->height; y++) {
        guint8 *row = rows + y * row_size;
        for (guint i = 0; i < spec->width * channels; i++) {
            guint8 level = gray[(gsize)y * spec->width + i / channels];
            guint16 wide = (guint16)(level * 257);
            if (depth == 8)
                row[i] = level;
            else if (depth == 16)
                memcpy(row + 2 * (gsize)i, &wide, 2);
            else if (level < 128)
                row[i / 8] |= (guint8)(0x80 >> i % 8);
        }
    }
    return rows;
}
