#include "app-glass.h"

#include "station-language.h"

#define MARGIN 28.0f /* between the glass and the widget's edge */
#define SHAPE  1.41f /* height to width, of a bed for A4 */

static void
draw_words(GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *glass)
{
    g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout(
        widget, _("Lay the original face down,\nits top edge at the arrow"));
    int width, height;

    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    pango_layout_set_width(layout, (int)(glass->size.width - 40) * PANGO_SCALE);
    pango_layout_get_pixel_size(layout, &width, &height);
    gtk_snapshot_save(snapshot);
    gtk_snapshot_translate(
        snapshot, &GRAPHENE_POINT_INIT(glass->origin.x + 20,
                                       glass->origin.y + (glass->size.height - (float)height) / 2));
    gtk_snapshot_append_layout(snapshot, layout, &(GdkRGBA){1, 1, 1, 0.78f});
    gtk_snapshot_restore(snapshot);
}

/* The corner that the paper belongs to. */
static void
draw_arrow(GtkSnapshot *snapshot, const graphene_rect_t *glass)
{
    cairo_t *cr = gtk_snapshot_append_cairo(snapshot, glass);

    cairo_set_source_rgba(cr, 1, 1, 1, 0.6);
    cairo_translate(cr, (double)(glass->origin.x + glass->size.width - 18),
                    (double)(glass->origin.y + 18));
    cairo_move_to(cr, 0, 0);
    cairo_line_to(cr, -34, 0);
    cairo_line_to(cr, 0, 34);
    cairo_close_path(cr);
    cairo_fill(cr);
    cairo_destroy(cr);
}

void
app_glass_draw(GtkWidget *widget, GtkSnapshot *snapshot)
{
    float canvas_width = (float)gtk_widget_get_width(widget);
    float canvas_height = (float)gtk_widget_get_height(widget);
    float height = MIN(canvas_height - 2 * MARGIN, (canvas_width - 2 * MARGIN) * SHAPE);
    float width = height / SHAPE;
    graphene_rect_t glass = GRAPHENE_RECT_INIT((canvas_width - width) / 2,
                                               (canvas_height - height) / 2, width, height);
    GdkRGBA line = {1, 1, 1, 0.22f};
    GskRoundedRect outline;

    if (width < 60)
        return;
    gsk_rounded_rect_init_from_rect(&outline, &glass, 14);
    gtk_snapshot_push_rounded_clip(snapshot, &outline);
    gtk_snapshot_append_color(snapshot, &(GdkRGBA){1, 1, 1, 0.05f}, &glass);
    gtk_snapshot_pop(snapshot);
    gtk_snapshot_append_border(snapshot, &outline, (float[4]){2, 2, 2, 2},
                               (GdkRGBA[4]){line, line, line, line});
    draw_arrow(snapshot, &glass);
    draw_words(widget, snapshot, &glass);
}
