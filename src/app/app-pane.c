#include "app-pane.h"

#include "app-strip.h"

struct _AppPane {
    GtkBox parent_instance;

    AppSteps *steps;

    AppCanvas *canvas;
    GtkWidget *view;
    GtkToggleButton *fit;
    GtkToggleButton *actual;
    GtkToggleButton *loupe;
    AppStrip *strip;
};

G_DEFINE_FINAL_TYPE(AppPane, app_pane, GTK_TYPE_BOX)

AppCanvas *
app_pane_get_canvas(AppPane *pane)
{
    return pane->canvas;
}

/* The buttons say how the page is looked at, whoever has changed it. */
static void
show_view(AppPane *self)
{
    gtk_widget_set_visible(self->view, app_canvas_get_page(self->canvas) != NULL);
    gtk_toggle_button_set_active(self->fit, app_canvas_is_fit(self->canvas));
    gtk_toggle_button_set_active(self->actual, app_canvas_is_actual(self->canvas));
    gtk_toggle_button_set_active(self->loupe, app_canvas_has_loupe(self->canvas));
}

static void
on_fit(AppPane *self)
{
    app_canvas_zoom_fit(self->canvas);
    show_view(self);
}

static void
on_actual(AppPane *self)
{
    app_canvas_zoom_actual(self->canvas);
    show_view(self);
}

static void
on_loupe(AppPane *self)
{
    app_canvas_set_loupe(self->canvas, !app_canvas_has_loupe(self->canvas));
    show_view(self);
}

static void
on_page(AppPane *self)
{
    app_canvas_set_page(self->canvas, app_steps_get_page(self->steps));
    show_view(self);
}

static void
on_pixels(AppPane *self)
{
    app_canvas_set_pixels(self->canvas, app_steps_get_pixels(self->steps));
}

void
app_pane_bind(AppPane *self, StationCounter *counter, AppSteps *steps)
{
    self->steps = g_object_ref(steps);
    app_strip_bind(self->strip, counter, steps);
    g_signal_connect_object(steps, "notify::page", G_CALLBACK(on_page), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(steps, "notify::pixels", G_CALLBACK(on_pixels), self,
                            G_CONNECT_SWAPPED);
    on_page(self);
}

static void
app_pane_dispose(GObject *object)
{
    g_clear_object(&APP_PANE(object)->steps);
    G_OBJECT_CLASS(app_pane_parent_class)->dispose(object);
}

static void
app_pane_class_init(AppPaneClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    g_type_ensure(APP_TYPE_CANVAS);
    g_type_ensure(APP_TYPE_STRIP);
    G_OBJECT_CLASS(class)->dispose = app_pane_dispose;
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-pane.ui");
    gtk_widget_class_bind_template_child(widget_class, AppPane, canvas);
    gtk_widget_class_bind_template_child(widget_class, AppPane, view);
    gtk_widget_class_bind_template_child(widget_class, AppPane, fit);
    gtk_widget_class_bind_template_child(widget_class, AppPane, actual);
    gtk_widget_class_bind_template_child(widget_class, AppPane, loupe);
    gtk_widget_class_bind_template_child(widget_class, AppPane, strip);
    gtk_widget_class_bind_template_callback(widget_class, show_view);
    gtk_widget_class_bind_template_callback(widget_class, on_fit);
    gtk_widget_class_bind_template_callback(widget_class, on_actual);
    gtk_widget_class_bind_template_callback(widget_class, on_loupe);
}

static void
app_pane_init(AppPane *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
