#include "app-canvas.h"

#include "station-language.h"

#include <math.h>

#define MARGIN       28.0 /* between the page and the canvas' edge when it fits */
#define MAX_ZOOM     4.0  /* screen pixels a page pixel */
#define ZOOM_STEP    1.15 /* a notch of the wheel */
#define BAND_ROWS    64   /* picture rows a texture, while the picture grows */
#define LOUPE_RADIUS 130.0
#define LOUPE_TIMES  2.5 /* larger than the page is shown, and at least actual size */

struct _AppCanvas {
    GtkWidget parent_instance;

    StationPage *page;
    GPtrArray *bands;    /* of GdkTexture, whole bands from the top */
    GdkTexture *last;    /* the rows below them */
    guint last_rows;     /* picture rows when it was made */
    GdkTexture *picture; /* all of a finished page, else NULL */
    double zoom;         /* screen pixels a page pixel; 0 = fit */
    double at_x, at_y;   /* the page's point in the middle of the canvas, 0 to 1, as turned */
    double drag_x, drag_y;
    double hand_x, hand_y;
    gboolean loupe;
    double loupe_x, loupe_y;
    double pinch;
};

enum {
    PROP_PAGE = 1,
    N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE(AppCanvas, app_canvas, GTK_TYPE_WIDGET)

/* ---- geometry ---- */

/* The page's size in its own pixels, as it lies turned; at least 1. */
static void
turned_size(AppCanvas *self, double *ret_width, double *ret_height)
{
    double width = station_page_get_width(self->page);
    double shown = station_page_get_picture_height(self->page);
    double height = station_page_get_height(self->page);

    if (height < 1) /* not known yet: as far as it has come */
        height = shown * width / MAX(1, station_page_get_picture_width(self->page));
    if (station_page_get_rotation(self->page) % 180 == 90) {
        *ret_width = MAX(1, height);
        *ret_height = MAX(1, width);
    } else {
        *ret_width = MAX(1, width);
        *ret_height = MAX(1, height);
    }
}

static double
fit_scale(AppCanvas *self)
{
    double width, height;

    turned_size(self, &width, &height);
    return MAX(0.001, MIN((gtk_widget_get_width(GTK_WIDGET(self)) - 2 * MARGIN) / width,
                          (gtk_widget_get_height(GTK_WIDGET(self)) - 2 * MARGIN) / height));
}

static double
scale_of(AppCanvas *self)
{
    return self->zoom > 0 ? self->zoom : fit_scale(self);
}

/* Where the page lies on the canvas; the point at_x, at_y is kept where the page fills it. */
static graphene_rect_t
page_area(AppCanvas *self)
{
    double width, height, scale = scale_of(self);
    double canvas_width = gtk_widget_get_width(GTK_WIDGET(self));
    double canvas_height = gtk_widget_get_height(GTK_WIDGET(self));
    double half_x, half_y;

    turned_size(self, &width, &height);
    width *= scale;
    height *= scale;
    half_x = width > canvas_width ? (canvas_width / 2 - MARGIN) / width : 0.5;
    half_y = height > canvas_height ? (canvas_height / 2 - MARGIN) / height : 0.5;
    self->at_x = CLAMP(self->at_x, MIN(half_x, 0.5), MAX(1 - half_x, 0.5));
    self->at_y = CLAMP(self->at_y, MIN(half_y, 0.5), MAX(1 - half_y, 0.5));
    return GRAPHENE_RECT_INIT((float)floor(canvas_width / 2 - self->at_x * width),
                              (float)floor(canvas_height / 2 - self->at_y * height), (float)width,
                              (float)height);
}

/* ---- the picture ---- */

static void
forget_picture(AppCanvas *self)
{
    g_ptr_array_set_size(self->bands, 0);
    g_clear_object(&self->last);
    g_clear_object(&self->picture);
    self->last_rows = 0;
}

static GdkTexture *
texture_of_rows(StationPage *page, guint first, guint count)
{
    guint width = station_page_get_picture_width(page);
    gsize stride = (gsize)width * 3;
    g_autoptr(GBytes)
        bytes = g_bytes_new(station_page_get_picture(page) + first * stride, count * stride);

    return gdk_memory_texture_new((int)width, (int)count, GDK_MEMORY_R8G8B8, bytes, stride);
}

/* A growing picture is kept in bands, so that each row is made into a texture once or twice and
 * not with every frame. */
static void
follow_rows(AppCanvas *self)
{
    guint rows = station_page_get_picture_rows(self->page);

    if (station_page_is_finished(self->page)) {
        if (self->picture == NULL && rows > 0) {
            forget_picture(self);
            self->picture = texture_of_rows(self->page, 0, rows);
        }
        return;
    }
    while ((self->bands->len + 1) * BAND_ROWS <= rows)
        g_ptr_array_add(self->bands,
                        texture_of_rows(self->page, self->bands->len * BAND_ROWS, BAND_ROWS));
    if (self->last_rows != rows) {
        guint first = self->bands->len * BAND_ROWS;

        g_clear_object(&self->last);
        if (rows > first)
            self->last = texture_of_rows(self->page, first, rows - first);
        self->last_rows = rows;
    }
}

/* Draws the unturned picture into a width × height box at the origin. */
static void
draw_picture(AppCanvas *self, GtkSnapshot *snapshot, float width, float height)
{
    guint rows = station_page_get_picture_rows(self->page);
    float row = height / (float)MAX(1, station_page_get_picture_height(self->page));

    if (self->picture != NULL) {
        gtk_snapshot_append_texture(snapshot, self->picture,
                                    &GRAPHENE_RECT_INIT(0, 0, width, height));
        return;
    }
    for (guint i = 0; i < self->bands->len; i++)
        gtk_snapshot_append_texture(
            snapshot, g_ptr_array_index(self->bands, i),
            &GRAPHENE_RECT_INIT(0, (float)(i * BAND_ROWS) * row, width, BAND_ROWS * row + 0.5f));
    if (self->last != NULL) {
        float first = (float)(self->bands->len * BAND_ROWS);

        gtk_snapshot_append_texture(
            snapshot, self->last,
            &GRAPHENE_RECT_INIT(0, first * row, width, ((float)rows - first) * row));
    }
}

/* Turns the coordinates so that the unturned page fills `area`; its size comes back. */
static void
turn_into(AppCanvas *self, GtkSnapshot *snapshot, const graphene_rect_t *area, float *ret_width,
          float *ret_height)
{
    guint rotation = station_page_get_rotation(self->page);
    gboolean across = rotation % 180 == 90;

    *ret_width = across ? area->size.height : area->size.width;
    *ret_height = across ? area->size.width : area->size.height;
    gtk_snapshot_translate(snapshot, &GRAPHENE_POINT_INIT(area->origin.x + area->size.width / 2,
                                                          area->origin.y + area->size.height / 2));
    gtk_snapshot_rotate(snapshot, (float)rotation);
    gtk_snapshot_translate(snapshot, &GRAPHENE_POINT_INIT(-*ret_width / 2, -*ret_height / 2));
}

static void
draw_scan_line(AppCanvas *self, GtkSnapshot *snapshot, float width, float height)
{
    float rows = (float)station_page_get_picture_rows(self->page);
    float y = height * rows / (float)MAX(1, station_page_get_picture_height(self->page));
    static const GskColorStop stops[] = {{0, {0.35f, 0.65f, 1, 0}}, {1, {0.35f, 0.65f, 1, 0.5f}}};

    gtk_snapshot_append_linear_gradient(snapshot, &GRAPHENE_RECT_INIT(0, MAX(0, y - 48), width, 48),
                                        &GRAPHENE_POINT_INIT(0, MAX(0, y - 48)),
                                        &GRAPHENE_POINT_INIT(0, y), stops, G_N_ELEMENTS(stops));
    gtk_snapshot_append_color(snapshot, &(GdkRGBA){0.35f, 0.65f, 1, 0.95f},
                              &GRAPHENE_RECT_INIT(0, y - 1, width, 2));
}

static void
draw_page(AppCanvas *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
    float width, height;
    GskRoundedRect outline;

    gsk_rounded_rect_init_from_rect(&outline, area, 0);
    gtk_snapshot_append_outset_shadow(snapshot, &outline, &(GdkRGBA){0, 0, 0, 0.45f}, 0, 3, 0, 18);
    gtk_snapshot_append_color(snapshot, &(GdkRGBA){0.86f, 0.86f, 0.88f, 1}, area);
    gtk_snapshot_push_clip(snapshot, area);
    gtk_snapshot_save(snapshot);
    turn_into(self, snapshot, area, &width, &height);
    draw_picture(self, snapshot, width, height);
    if (!station_page_is_finished(self->page))
        draw_scan_line(self, snapshot, width, height);
    gtk_snapshot_restore(snapshot);
    gtk_snapshot_pop(snapshot);
}

static void
draw_loupe(AppCanvas *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
    float times = (float)MAX(LOUPE_TIMES, 1 / scale_of(self));
    float x = (float)self->loupe_x, y = (float)self->loupe_y;
    graphene_rect_t lens = GRAPHENE_RECT_INIT(x - LOUPE_RADIUS, y - LOUPE_RADIUS, 2 * LOUPE_RADIUS,
                                              2 * LOUPE_RADIUS);
    graphene_rect_t large = GRAPHENE_RECT_INIT(x + (area->origin.x - x) * times,
                                               y + (area->origin.y - y) * times,
                                               area->size.width * times, area->size.height * times);
    GskRoundedRect round;
    float width, height;

    gsk_rounded_rect_init_from_rect(&round, &lens, LOUPE_RADIUS);
    gtk_snapshot_append_outset_shadow(snapshot, &round, &(GdkRGBA){0, 0, 0, 0.6f}, 0, 4, 0, 24);
    gtk_snapshot_push_rounded_clip(snapshot, &round);
    gtk_snapshot_append_color(snapshot, &(GdkRGBA){0.2f, 0.2f, 0.22f, 1}, &lens);
    gtk_snapshot_save(snapshot);
    turn_into(self, snapshot, &large, &width, &height);
    draw_picture(self, snapshot, width, height);
    gtk_snapshot_restore(snapshot);
    gtk_snapshot_pop(snapshot);
    gtk_snapshot_append_border(
        snapshot, &round, (float[4]){3, 3, 3, 3},
        (GdkRGBA[4]){{1, 1, 1, 0.9f}, {1, 1, 1, 0.9f}, {1, 1, 1, 0.9f}, {1, 1, 1, 0.9f}});
}

/* ---- the empty glass ---- */

static void
draw_words(AppCanvas *self, GtkSnapshot *snapshot, const graphene_rect_t *glass)
{
    g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout(
        GTK_WIDGET(self), _("Lay the original face down,\nits top edge at the arrow"));
    int width, height;

    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    pango_layout_set_width(layout, (int)(glass->size.width - 40) * PANGO_SCALE);
    pango_layout_get_pixel_size(layout, &width, &height);
    gtk_snapshot_save(snapshot);
    gtk_snapshot_translate(
        snapshot, &GRAPHENE_POINT_INIT(glass->origin.x + 20,
                                       glass->origin.y + (glass->size.height - height) / 2));
    gtk_snapshot_append_layout(snapshot, layout, &(GdkRGBA){1, 1, 1, 0.78f});
    gtk_snapshot_restore(snapshot);
}

/* The bed from above, with the corner that the paper belongs to. */
static void
draw_glass(AppCanvas *self, GtkSnapshot *snapshot)
{
    float canvas_width = (float)gtk_widget_get_width(GTK_WIDGET(self));
    float canvas_height = (float)gtk_widget_get_height(GTK_WIDGET(self));
    float height = MIN(canvas_height - 2 * (float)MARGIN,
                       (canvas_width - 2 * (float)MARGIN) * 1.41f);
    float width = height / 1.41f;
    graphene_rect_t glass = GRAPHENE_RECT_INIT((canvas_width - width) / 2,
                                               (canvas_height - height) / 2, width, height);
    GdkRGBA line = {1, 1, 1, 0.22f};
    GskRoundedRect outline;
    cairo_t *cr;

    if (width < 60)
        return;
    gsk_rounded_rect_init_from_rect(&outline, &glass, 14);
    gtk_snapshot_push_rounded_clip(snapshot, &outline);
    gtk_snapshot_append_color(snapshot, &(GdkRGBA){1, 1, 1, 0.05f}, &glass);
    gtk_snapshot_pop(snapshot);
    gtk_snapshot_append_border(snapshot, &outline, (float[4]){2, 2, 2, 2},
                               (GdkRGBA[4]){line, line, line, line});
    cr = gtk_snapshot_append_cairo(snapshot, &glass);
    cairo_set_source_rgba(cr, 1, 1, 1, 0.6);
    cairo_translate(cr, glass.origin.x + width - 18, glass.origin.y + 18);
    cairo_move_to(cr, 0, 0);
    cairo_line_to(cr, -34, 0);
    cairo_line_to(cr, 0, 34);
    cairo_close_path(cr);
    cairo_fill(cr);
    cairo_destroy(cr);
    draw_words(self, snapshot, &glass);
}

static void
app_canvas_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    AppCanvas *self = APP_CANVAS(widget);
    graphene_rect_t area;

    gtk_snapshot_push_clip(snapshot, &GRAPHENE_RECT_INIT(0, 0, (float)gtk_widget_get_width(widget),
                                                         (float)gtk_widget_get_height(widget)));
    if (self->page == NULL) {
        draw_glass(self, snapshot);
    } else {
        follow_rows(self);
        area = page_area(self);
        draw_page(self, snapshot, &area);
        if (self->loupe)
            draw_loupe(self, snapshot, &area);
    }
    gtk_snapshot_pop(snapshot);
}

/* ---- looking closer ---- */

static void
set_zoom(AppCanvas *self, double zoom)
{
    if (self->page == NULL)
        return;
    self->zoom = zoom <= fit_scale(self) ? 0 : MIN(zoom, MAX_ZOOM);
    if (self->zoom == 0)
        self->at_x = self->at_y = 0.5;
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
app_canvas_zoom_fit(AppCanvas *canvas)
{
    set_zoom(canvas, 0);
}

void
app_canvas_zoom_actual(AppCanvas *canvas)
{
    set_zoom(canvas, 1.0 / gtk_widget_get_scale_factor(GTK_WIDGET(canvas)));
}

void
app_canvas_zoom_by(AppCanvas *canvas, double factor)
{
    if (canvas->page != NULL)
        set_zoom(canvas, scale_of(canvas) * factor);
}

static void
pan_by(AppCanvas *self, double dx, double dy)
{
    double width, height, scale;

    if (self->page == NULL)
        return;
    turned_size(self, &width, &height);
    scale = scale_of(self);
    self->at_x += dx / (width * scale);
    self->at_y += dy / (height * scale);
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
app_canvas_pan(AppCanvas *canvas, double across, double down)
{
    pan_by(canvas, across * gtk_widget_get_width(GTK_WIDGET(canvas)),
           down * gtk_widget_get_height(GTK_WIDGET(canvas)));
}

/* Keeps the point under the pointer where it is. */
static void
zoom_at_hand(AppCanvas *self, double factor)
{
    double middle_x = gtk_widget_get_width(GTK_WIDGET(self)) / 2.0;
    double middle_y = gtk_widget_get_height(GTK_WIDGET(self)) / 2.0;
    double before = self->page != NULL ? scale_of(self) : 1, after;

    app_canvas_zoom_by(self, factor);
    if (self->page == NULL || self->zoom == 0)
        return;
    after = scale_of(self) / before;
    pan_by(self, (self->hand_x - middle_x) * (after - 1), (self->hand_y - middle_y) * (after - 1));
}

static gboolean
on_scroll(AppCanvas *self, double dx, double dy, GtkEventControllerScroll *scroll)
{
    GdkModifierType state = gtk_event_controller_get_current_event_state(
        GTK_EVENT_CONTROLLER(scroll));

    if ((state & GDK_SHIFT_MASK) != 0)
        pan_by(self, (dx + dy) * 60, 0);
    else
        zoom_at_hand(self, pow(ZOOM_STEP, -dy));
    return TRUE;
}

static void
on_motion(AppCanvas *self, double x, double y)
{
    self->hand_x = x;
    self->hand_y = y;
}

/* Held without zoom it is the loupe, with zoom the page is dragged. */
static void
on_drag_begin(AppCanvas *self, double x, double y)
{
    gtk_widget_grab_focus(GTK_WIDGET(self));
    self->drag_x = self->drag_y = 0;
    self->loupe = self->page != NULL && self->zoom == 0;
    self->loupe_x = x;
    self->loupe_y = y;
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void
on_drag_update(AppCanvas *self, double dx, double dy)
{
    if (self->loupe) {
        self->loupe_x += dx - self->drag_x;
        self->loupe_y += dy - self->drag_y;
        gtk_widget_queue_draw(GTK_WIDGET(self));
    } else {
        pan_by(self, self->drag_x - dx, self->drag_y - dy);
    }
    self->drag_x = dx;
    self->drag_y = dy;
}

static void
on_drag_end(AppCanvas *self)
{
    self->loupe = FALSE;
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void
on_pinch_begin(AppCanvas *self)
{
    self->pinch = self->page != NULL ? scale_of(self) : 1;
}

static void
on_pinch(AppCanvas *self, double scale)
{
    set_zoom(self, self->pinch * scale);
}

/* ---- the page ---- */

/* What a screen reader says of the image. */
static void
describe(AppCanvas *self)
{
    g_autofree char *words = NULL;

    if (self->page == NULL)
        words = g_strdup(_("Empty glass"));
    else if (!station_page_is_finished(self->page))
        words = g_strdup(_("Page being scanned"));
    else
        words = g_strdup_printf(
            _("Scanned page, %u × %u pixels, %u dpi"), station_page_get_width(self->page),
            station_page_get_height(self->page), station_page_get_dpi(self->page));
    gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
on_page_changed(AppCanvas *self)
{
    describe(self);
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
app_canvas_set_page(AppCanvas *self, StationPage *page)
{
    if (page == self->page)
        return;
    if (self->page != NULL)
        g_signal_handlers_disconnect_by_data(self->page, self);
    g_set_object(&self->page, page);
    forget_picture(self);
    self->zoom = 0;
    self->at_x = self->at_y = 0.5;
    self->loupe = FALSE;
    if (page != NULL) {
        g_signal_connect_object(page, "rows", G_CALLBACK(gtk_widget_queue_draw), self,
                                G_CONNECT_SWAPPED);
        g_signal_connect_object(page, "changed", G_CALLBACK(on_page_changed), self,
                                G_CONNECT_SWAPPED);
    }
    on_page_changed(self);
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_PAGE]);
}

StationPage *
app_canvas_get_page(AppCanvas *canvas)
{
    return canvas->page;
}

static void
app_canvas_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    if (id == PROP_PAGE)
        g_value_set_object(value, APP_CANVAS(object)->page);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
app_canvas_set_property(GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    if (id == PROP_PAGE)
        app_canvas_set_page(APP_CANVAS(object), g_value_get_object(value));
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
app_canvas_dispose(GObject *object)
{
    AppCanvas *self = APP_CANVAS(object);

    forget_picture(self);
    g_clear_object(&self->page);
    G_OBJECT_CLASS(app_canvas_parent_class)->dispose(object);
}

static void
app_canvas_finalize(GObject *object)
{
    g_ptr_array_unref(APP_CANVAS(object)->bands);
    G_OBJECT_CLASS(app_canvas_parent_class)->finalize(object);
}

static void
app_canvas_class_init(AppCanvasClass *class)
{
    GObjectClass *object_class = G_OBJECT_CLASS(class);
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    object_class->get_property = app_canvas_get_property;
    object_class->set_property = app_canvas_set_property;
    object_class->dispose = app_canvas_dispose;
    object_class->finalize = app_canvas_finalize;
    widget_class->snapshot = app_canvas_snapshot;
    properties[PROP_PAGE] = g_param_spec_object("page", NULL, NULL, STATION_TYPE_PAGE,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                    G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties(object_class, N_PROPERTIES, properties);
    gtk_widget_class_set_css_name(widget_class, "canvas");
    gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
app_canvas_init(AppCanvas *self)
{
    GtkEventController *scroll = gtk_event_controller_scroll_new(
        GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
    GtkEventController *motion = gtk_event_controller_motion_new();
    GtkGesture *drag = gtk_gesture_drag_new();
    GtkGesture *pinch = gtk_gesture_zoom_new();

    self->bands = g_ptr_array_new_with_free_func(g_object_unref);
    self->at_x = self->at_y = 0.5;
    gtk_widget_set_focusable(GTK_WIDGET(self), TRUE);
    g_signal_connect_swapped(scroll, "scroll", G_CALLBACK(on_scroll), self);
    g_signal_connect_swapped(motion, "motion", G_CALLBACK(on_motion), self);
    g_signal_connect_swapped(drag, "drag-begin", G_CALLBACK(on_drag_begin), self);
    g_signal_connect_swapped(drag, "drag-update", G_CALLBACK(on_drag_update), self);
    g_signal_connect_swapped(drag, "drag-end", G_CALLBACK(on_drag_end), self);
    g_signal_connect_swapped(pinch, "begin", G_CALLBACK(on_pinch_begin), self);
    g_signal_connect_swapped(pinch, "scale-changed", G_CALLBACK(on_pinch), self);
    gtk_widget_add_controller(GTK_WIDGET(self), scroll);
    gtk_widget_add_controller(GTK_WIDGET(self), motion);
    gtk_widget_add_controller(GTK_WIDGET(self), GTK_EVENT_CONTROLLER(drag));
    gtk_widget_add_controller(GTK_WIDGET(self), GTK_EVENT_CONTROLLER(pinch));
    describe(self);
}
