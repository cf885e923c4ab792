#include "app-canvas-private.h"

enum {
    PROP_PAGE = 1,
    N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint looked_signal;

G_DEFINE_FINAL_TYPE(AppCanvas, app_canvas, GTK_TYPE_WIDGET)

/* ---- looking closer ---- */

AppSight *
app_canvas_get_sight(AppCanvas *self)
{
    AppSight *sight = &self->sight;
    guint picture_width = MAX(1, station_page_get_picture_width(self->page));

    sight->canvas_width = gtk_widget_get_width(GTK_WIDGET(self));
    sight->canvas_height = gtk_widget_get_height(GTK_WIDGET(self));
    sight->rotation = station_page_get_rotation(self->page);
    sight->page_width = station_page_get_width(self->page);
    sight->page_height = station_page_get_height(self->page);
    if (sight->page_height < 1) /* not known yet: as far as it has come */
        sight->page_height = station_page_get_picture_height(self->page) * sight->page_width /
                             picture_width;
    return sight;
}

void
app_canvas_look(AppCanvas *self)
{
    gtk_widget_queue_draw(GTK_WIDGET(self));
    g_signal_emit(self, looked_signal, 0);
}

static void
zoom_to(AppCanvas *self, double zoom)
{
    AppSight *sight = app_canvas_get_sight(self);

    app_sight_zoom(sight, zoom, sight->canvas_width / 2, sight->canvas_height / 2);
    app_canvas_look(self);
}

/* One pixel of the page on one of the screen. */
static double
actual_zoom(AppCanvas *self)
{
    return 1.0 / gtk_widget_get_scale_factor(GTK_WIDGET(self));
}

void
app_canvas_zoom_fit(AppCanvas *canvas)
{
    if (canvas->page != NULL)
        zoom_to(canvas, 0);
}

void
app_canvas_zoom_actual(AppCanvas *canvas)
{
    if (canvas->page != NULL)
        zoom_to(canvas, actual_zoom(canvas));
}

void
app_canvas_zoom_by(AppCanvas *canvas, double factor)
{
    if (canvas->page != NULL)
        zoom_to(canvas, app_sight_scale(app_canvas_get_sight(canvas)) * factor);
}

gboolean
app_canvas_is_fit(AppCanvas *canvas)
{
    return canvas->page != NULL && canvas->sight.zoom == 0;
}

gboolean
app_canvas_is_actual(AppCanvas *canvas)
{
    return canvas->page != NULL && canvas->sight.zoom == actual_zoom(canvas);
}

gboolean
app_canvas_has_loupe(AppCanvas *canvas)
{
    return canvas->loupe;
}

void
app_canvas_set_loupe(AppCanvas *canvas, gboolean loupe)
{
    canvas->loupe = loupe && canvas->page != NULL;
    canvas->loupe_x = gtk_widget_get_width(GTK_WIDGET(canvas)) / 2.0;
    canvas->loupe_y = gtk_widget_get_height(GTK_WIDGET(canvas)) / 2.0;
    app_canvas_look(canvas);
}

/* ---- the page ---- */

void
app_canvas_set_page(AppCanvas *self, StationPage *page)
{
    if (page == self->page)
        return;
    if (self->page != NULL)
        g_signal_handlers_disconnect_by_data(self->page, self);
    g_set_object(&self->page, page);
    app_picture_forget(self->picture);
    app_canvas_set_pixels(self, NULL);
    app_sight_reset(&self->sight);
    self->loupe = self->held = self->choosing = FALSE;
    if (page != NULL) {
        g_signal_connect_object(page, "rows", G_CALLBACK(gtk_widget_queue_draw), self,
                                G_CONNECT_SWAPPED);
        g_signal_connect_object(page, "changed", G_CALLBACK(gtk_widget_queue_draw), self,
                                G_CONNECT_SWAPPED);
    }
    app_canvas_look(self);
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_PAGE]);
}

void
app_canvas_set_pixels(AppCanvas *self, StationPixels *pixels)
{
    g_clear_signal_handler(&self->tiles_changed, self->tiles);
    g_clear_object(&self->tiles);
    if (pixels != NULL) {
        self->tiles = app_tiles_new(pixels);
        self->tiles_changed = g_signal_connect_swapped(self->tiles, "changed",
                                                       G_CALLBACK(gtk_widget_queue_draw), self);
    }
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

StationPage *
app_canvas_get_page(AppCanvas *canvas)
{
    return canvas->page;
}

static void
app_canvas_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    gtk_snapshot_push_clip(snapshot, &GRAPHENE_RECT_INIT(0, 0, (float)gtk_widget_get_width(widget),
                                                         (float)gtk_widget_get_height(widget)));
    app_canvas_draw(APP_CANVAS(widget), snapshot);
    gtk_snapshot_pop(snapshot);
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
    app_canvas_set_pixels(APP_CANVAS(object), NULL);
    g_clear_object(&APP_CANVAS(object)->page);
    G_OBJECT_CLASS(app_canvas_parent_class)->dispose(object);
}

static void
app_canvas_finalize(GObject *object)
{
    app_picture_free(APP_CANVAS(object)->picture);
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
    looked_signal = g_signal_new("looked", APP_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(widget_class, "canvas");
    gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
app_canvas_init(AppCanvas *self)
{
    self->picture = app_picture_new();
    app_sight_reset(&self->sight);
    gtk_widget_set_focusable(GTK_WIDGET(self), TRUE);
    app_canvas_add_gestures(self);
}
