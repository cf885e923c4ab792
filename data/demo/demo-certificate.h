/* What the parts of demo-certificate share: which certificate, and how the scanner sees it. */
#pragma once

#include <cairo.h>
#include <glib.h>
#include <stdio.h>

/* A4, in millimetres. All of the drawing is in millimetres too. */
#define DEMO_PAGE_WIDTH  210.0
#define DEMO_PAGE_HEIGHT 297.0

typedef enum {
    DEMO_MODE_COLOR,
    DEMO_MODE_GRAY,
    DEMO_MODE_LINEART,
} DemoMode;

/* The words on the paper. */
typedef struct {
    const char *name;
    const char *certificate;
    const char *issuer;
    const char *date; /* as printed */
    const char *number;
} DemoWords;

/* How it lies on the glass and what the sensor makes of it. */
typedef struct {
    DemoMode mode;
    int depth; /* bits a sample: 8 or 16; lineart has 1 */
    double dpi;
    double skew;   /* degrees, clockwise */
    guint32 grain; /* seed of paper grain and sensor noise; 0 for neither */
} DemoScan;

/* Draws the whole certificate; the context's unit is a millimetre of paper, its origin the upper
 * left corner of the page. */
void demo_drawing_draw(cairo_t *cr, const DemoWords *words);

/* Writes the page as the sensor gives it, as a binary PNM file. Memory is a band of rows, at any
 * resolution. The same values give the same bytes. FALSE if writing failed (errno).
 *
 * Grain and noise are such that zlib, as others use it, leaves about 55 % of the pixels' bytes at
 * 300 and at 600 dpi, as it does with paper on a good flatbed: a clean drawing would flatter
 * whatever is measured with it. */
gboolean demo_sensor_write(FILE *file, const DemoScan *scan, const DemoWords *words);
