#include "app-pane.h"

#include "app-alternative.h"
#include "app-spoken.h"
#include "app-strip.h"
#include "station-language.h"

struct _AppPane {
    GtkBox parent_instance;

    StationCounter *counter;
    AppSteps *steps;
    StationPage *page; /* that is followed, or NULL */

    AppCanvas *canvas;
    GtkWidget *view;
    GtkToggleButton *fit;
    GtkToggleButton *actual;
    GtkToggleButton *loupe;
    GtkWidget *area;
    GtkWidget *paper;
    GtkButton *whole;
    GtkButton *take;
    GtkWidget *glass;
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
    gboolean choosing = app_steps_is_choosing(self->steps);

    gtk_widget_set_visible(self->view, app_canvas_get_page(self->canvas) != NULL && !choosing);
    gtk_widget_set_visible(self->area, choosing);
    gtk_widget_set_visible(self->glass, app_canvas_get_page(self->canvas) == NULL &&
                                            app_steps_get_next(self->steps) == APP_NEXT_SCAN);
    gtk_toggle_button_set_active(self->fit, app_canvas_is_fit(self->canvas));
    gtk_toggle_button_set_active(self->actual, app_canvas_is_actual(self->canvas));
    gtk_toggle_button_set_active(self->loupe, app_canvas_has_loupe(self->canvas));
}

static void
on_looked(AppPane *self)
{
    StationCrop area;

    if (app_canvas_get_area(self->canvas, &area))
        app_steps_choose(self->steps, &area);
    show_view(self);
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

/* ---- the area ---- */

static void
on_paper(AppPane *self)
{
    StationCrop paper;

    if (app_steps_get_paper(self->steps, &paper))
        app_canvas_choose_area(self->canvas, &paper);
}

static void
on_whole(AppPane *self)
{
    app_canvas_choose_area(self->canvas, NULL);
}

static void
on_take(AppPane *self)
{
    app_steps_take_area(self->steps);
}

void
app_pane_choose_area(AppPane *self)
{
    gboolean glass = app_steps_is_preview(self->steps);
    StationCrop begun;
    gboolean known = app_steps_get_paper(self->steps, &begun);

    if (app_steps_get_page(self->steps) == NULL || !app_steps_may_change(self->steps))
        return;
    gtk_widget_set_visible(self->paper, known);
    gtk_button_set_label(self->whole, glass ? _("Whole glass") : _("Whole page"));
    gtk_button_set_label(self->take, glass ? _("Scan this area") : _("Cut"));
    gtk_widget_set_tooltip_text(GTK_WIDGET(self->take),
                                glass ? _("Scan only this part of the glass (Enter)")
                                      : _("Show only this part (Enter). The scan itself stays "
                                          "whole."));
    known = app_steps_get_area(self->steps, &begun);
    app_canvas_choose_area(self->canvas, known ? &begun : NULL);
    gtk_widget_grab_focus(GTK_WIDGET(self->canvas));
}

gboolean
app_pane_leave(AppPane *self)
{
    if (!app_canvas_has_loupe(self->canvas) || app_steps_get_next(self->steps) == APP_NEXT_WAIT)
        return FALSE;
    app_canvas_set_loupe(self->canvas, FALSE);
    return TRUE;
}

/* ---- the page ---- */

/* The canvas has the focus after each step, so that a screen reader tells of a change. */
static void
describe(AppPane *self)
{
    StationVisit *visit = station_counter_get_visit(self->counter);
    StationPages *pages = visit != NULL ? station_visit_get_pages(visit) : NULL;
    guint position = 0, n = pages != NULL ? station_pages_get_n(pages) : 0;
    g_autofree char *text = NULL;

    /* One that has just been scanned comes behind the others. */
    if (pages == NULL || self->page == NULL || !station_pages_find(pages, self->page, &position))
        position = n++;
    text = app_alternative_text(self->page, position, n);
    app_spoken_name(GTK_WIDGET(self->canvas), text);
}

static void
on_page(AppPane *self)
{
    StationPage *page = app_steps_get_page(self->steps);

    if (self->page != NULL)
        g_signal_handlers_disconnect_by_data(self->page, self);
    g_set_object(&self->page, page);
    if (page != NULL)
        g_signal_connect_object(page, "changed", G_CALLBACK(describe), self, G_CONNECT_SWAPPED);
    app_canvas_set_page(self->canvas, page);
    show_view(self);
    describe(self);
}

/* The canvas follows the steps: what was chosen is taken or left, a preview is there to choose. */
static void
on_next(AppPane *self)
{
    gboolean choosing = app_steps_is_choosing(self->steps);

    if (app_canvas_get_area(self->canvas, &(StationCrop){0}) && !choosing)
        app_canvas_leave_area(self->canvas);
    else if (app_steps_is_preview(self->steps) && !choosing)
        app_pane_choose_area(self);
    show_view(self);
    describe(self);
}

static void
on_pixels(AppPane *self)
{
    app_canvas_set_pixels(self->canvas, app_steps_get_pixels(self->steps));
}

void
app_pane_bind(AppPane *self, StationCounter *counter, AppSteps *steps)
{
    self->counter = g_object_ref(counter);
    self->steps = g_object_ref(steps);
    app_strip_bind(self->strip, counter, steps);
    g_signal_connect_object(steps, "notify::page", G_CALLBACK(on_page), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(steps, "notify::next", G_CALLBACK(on_next), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(steps, "notify::pixels", G_CALLBACK(on_pixels), self,
                            G_CONNECT_SWAPPED);
    on_page(self);
}

static void
app_pane_dispose(GObject *object)
{
    AppPane *self = APP_PANE(object);

    if (self->page != NULL)
        g_signal_handlers_disconnect_by_data(self->page, self);
    g_clear_object(&self->page);
    g_clear_object(&self->steps);
    g_clear_object(&self->counter);
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
    gtk_widget_class_bind_template_child(widget_class, AppPane, area);
    gtk_widget_class_bind_template_child(widget_class, AppPane, paper);
    gtk_widget_class_bind_template_child(widget_class, AppPane, whole);
    gtk_widget_class_bind_template_child(widget_class, AppPane, take);
    gtk_widget_class_bind_template_child(widget_class, AppPane, glass);
    gtk_widget_class_bind_template_child(widget_class, AppPane, strip);
    gtk_widget_class_bind_template_callback(widget_class, on_looked);
    gtk_widget_class_bind_template_callback(widget_class, on_fit);
    gtk_widget_class_bind_template_callback(widget_class, on_actual);
    gtk_widget_class_bind_template_callback(widget_class, on_loupe);
    gtk_widget_class_bind_template_callback(widget_class, on_paper);
    gtk_widget_class_bind_template_callback(widget_class, on_whole);
    gtk_widget_class_bind_template_callback(widget_class, on_take);
}

static void
app_pane_init(AppPane *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
