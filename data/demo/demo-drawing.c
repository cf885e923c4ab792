#include "demo-certificate.h"

#include <math.h>
#include <pango/pangocairo.h>

#define CENTRE (DEMO_PAGE_WIDTH / 2)
#define SERIF  "Noto Serif CJK TC, Noto Sans CJK TC, serif"
#define SANS   "Noto Sans CJK TC, sans-serif"

#define LAYOUT_SCALE 10.0 /* layout units a millimetre */

typedef struct {
    double red, green, blue;
} Ink;

static const Ink INK = {0.10, 0.10, 0.13};
static const Ink GRAY = {0.34, 0.34, 0.36};
static const Ink WINE = {0.47, 0.06, 0.10};
static const Ink GOLD = {0.62, 0.46, 0.14};
static const Ink PALE_GOLD = {0.86, 0.79, 0.60};
static const Ink SEAL = {0.78, 0.11, 0.10};

static void
use(cairo_t *cr, const Ink *ink)
{
    cairo_set_source_rgb(cr, ink->red, ink->green, ink->blue);
}

static PangoLayout *
make_layout(cairo_t *cr, const char *family, double size, double spacing, const char *text)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_from_string(family);
    PangoAttrList *attributes = pango_attr_list_new();
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(pango_layout_get_context(layout), options);
    pango_context_set_round_glyph_positions(pango_layout_get_context(layout), FALSE);
    pango_font_description_set_absolute_size(font, size * LAYOUT_SCALE * PANGO_SCALE);
    pango_attr_list_insert(
        attributes, pango_attr_letter_spacing_new((int)(spacing * LAYOUT_SCALE * PANGO_SCALE)));
    pango_layout_set_font_description(layout, font);
    pango_layout_set_attributes(layout, attributes);
    pango_layout_set_text(layout, text, -1);
    cairo_font_options_destroy(options);
    pango_attr_list_unref(attributes);
    pango_font_description_free(font);
    return layout;
}

/* One line of text, `size` mm high, its middle at `x` and its top at `y`; wider than `limit` mm it
 * is drawn smaller. `spacing` is between letters, mm. The outlines are taken at one size whatever
 * the resolution: a font cannot be made at any size, but its outline can be scaled. */
static void
write_line(cairo_t *cr, const char *family, double size, double x, double y, double limit,
           double spacing, const char *text)
{
    PangoRectangle box;

    cairo_save(cr);
    cairo_identity_matrix(cr);
    PangoLayout *layout = make_layout(cr, family, size, spacing, text);
    pango_layout_get_pixel_extents(layout, NULL, &box);
    pango_cairo_layout_path(cr, layout);
    cairo_path_t *outline = cairo_copy_path(cr);
    cairo_new_path(cr);
    cairo_restore(cr);
    /* The space behind the last letter is not part of what is seen. */
    int width = box.width - (int)(spacing * LAYOUT_SCALE);
    double scale = MIN(1 / LAYOUT_SCALE, limit / MAX(width, 1));
    cairo_save(cr);
    cairo_translate(cr, x - width * scale / 2, y);
    cairo_scale(cr, scale, scale);
    cairo_append_path(cr, outline);
    cairo_fill(cr);
    cairo_restore(cr);
    cairo_path_destroy(outline);
    g_object_unref(layout);
}

static void
frame_line(cairo_t *cr, double inset, double width)
{
    cairo_set_line_width(cr, width);
    cairo_rectangle(cr, inset, inset, DEMO_PAGE_WIDTH - 2 * inset, DEMO_PAGE_HEIGHT - 2 * inset);
    cairo_stroke(cr);
}

/* The band between the frame's lines: interlaced waves, as securities have them. */
static void
draw_waves(cairo_t *cr, double length, double height)
{
    double turns = round(length / 6) * 2 * G_PI;

    cairo_set_line_width(cr, 0.12);
    for (int strand = 0; strand < 6; strand++) {
        for (double at = 0; at <= length; at += 0.25) {
            double y = height / 2 * (1 + sin(turns * at / length + strand * G_PI / 3));

            cairo_line_to(cr, at, y);
        }
        cairo_stroke(cr);
    }
}

static void
draw_frame(cairo_t *cr)
{
    const double inset = 11, band = 4.2;
    const double across = DEMO_PAGE_WIDTH - 2 * inset, down = DEMO_PAGE_HEIGHT - 2 * inset;

    use(cr, &GOLD);
    frame_line(cr, inset - 0.9, 0.9);
    frame_line(cr, inset + band + 0.5, 0.35);
    for (int side = 0; side < 4; side++) {
        cairo_save(cr);
        cairo_translate(cr, DEMO_PAGE_WIDTH / 2, DEMO_PAGE_HEIGHT / 2);
        cairo_rotate(cr, side * G_PI / 2);
        cairo_translate(cr, -(side % 2 ? down : across) / 2, -(side % 2 ? across : down) / 2);
        draw_waves(cr, side % 2 ? down : across, band);
        cairo_restore(cr);
    }
}

/* A rosette of fine lines behind the text; it shows what a poor scan loses. */
static void
draw_rosette(cairo_t *cr)
{
    use(cr, &PALE_GOLD);
    cairo_set_line_width(cr, 0.1);
    for (int ring = 0; ring < 12; ring++) {
        for (int step = 0; step <= 720; step++) {
            double angle = step * G_PI / 360;
            double radius = 34 + 13 * sin(12 * angle + ring * G_PI / 6) + 5 * sin(5 * angle);

            cairo_line_to(cr, CENTRE + radius * cos(angle), 150 + radius * sin(angle));
        }
        cairo_stroke(cr);
    }
}

static void
draw_seal(cairo_t *cr)
{
    const double x = 152, y = 236, radius = 17;

    use(cr, &SEAL);
    cairo_set_line_width(cr, 1.1);
    cairo_arc(cr, x, y, radius, 0, 2 * G_PI);
    cairo_stroke(cr);
    cairo_set_line_width(cr, 0.3);
    cairo_arc(cr, x, y, radius - 1.6, 0, 2 * G_PI);
    cairo_stroke(cr);
    write_line(cr, SERIF " Bold", 8, x, y - 12.2, 26, 1.2, "合格");
    write_line(cr, SERIF " Bold", 8, x, y - 0.4, 28, 0.4, "專用章");
}

static void
draw_rule(cairo_t *cr, double y, double half)
{
    use(cr, &GOLD);
    cairo_set_line_width(cr, 0.3);
    cairo_move_to(cr, CENTRE - half, y);
    cairo_line_to(cr, CENTRE + half, y);
    cairo_stroke(cr);
}

static void
draw_words(cairo_t *cr, const DemoWords *words)
{
    use(cr, &WINE);
    write_line(cr, SERIF " Bold", 19, CENTRE, 38, 150, 6, "專業證書");
    use(cr, &GRAY);
    write_line(cr, SERIF, 6.2, CENTRE, 67, 150, 1.6, "CERTIFICATE OF PROFICIENCY");
    draw_rule(cr, 82, 48);
    use(cr, &INK);
    write_line(cr, SERIF, 5.2, CENTRE, 93, 150, 0.6, "茲　證　明");
    write_line(cr, SERIF " Bold", 12.5, CENTRE, 105, 150, 3, words->name);
    write_line(cr, SERIF, 5.6, CENTRE, 131, 150, 0.5, "參加本會電腦技能測驗，成績合格");
    write_line(cr, SERIF " Bold", 10, CENTRE, 146, 150, 0.4, words->certificate);
    write_line(cr, SERIF, 5.6, CENTRE, 167, 150, 0.5, "特頒此證，以資證明");
    draw_rule(cr, 182, 48);
    use(cr, &INK);
    write_line(cr, SERIF, 5.2, CENTRE, 188, 150, 0.5, words->issuer);
    write_line(cr, SERIF, 5.2, CENTRE, 199, 150, 0.5, words->date);
    use(cr, &GRAY);
    write_line(cr, SANS, 3.6, CENTRE, 261, 150, 0.3, words->number);
}

/* Print small enough that 300 dpi just keeps it. */
static void
draw_fine_print(cairo_t *cr)
{
    const char *const lines[] = {
        "本證書為掃描示範之用，所載姓名、字號及內容均屬虛構。",
        "The holder named above has met every requirement of the examination.",
        "Performance was assessed in practice, on a computer, under supervision.",
        "The result may be confirmed with the issuer by the number given below.",
        "Alterations, erasures or additions of any kind make this paper void.",
        "The name, the number and the examination on this page are invented.",
        "This page was drawn by a program so that a scanner has something to see.",
    };

    use(cr, &GRAY);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        write_line(cr, SANS, 2.1, 74, 221 + i * 4.2, 92, 0.05, lines[i]);
}

void
demo_drawing_draw(cairo_t *cr, const DemoWords *words)
{
    draw_rosette(cr);
    draw_frame(cr);
    draw_words(cr, words);
    draw_fine_print(cr);
    draw_seal(cr);
}
