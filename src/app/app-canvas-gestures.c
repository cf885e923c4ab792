/* What hands do on the canvas: wheel, pointer, touch. */
#include "app-canvas-private.h"

#include <math.h>

#define ZOOM_STEP 1.15 /* a notch of the wheel */
#define PAN_STEP  60.0 /* canvas pixels a notch */

static void
zoom_at_hand(AppCanvas *self, double factor)
{
    AppSight *sight = app_canvas_get_sight(self);

    app_sight_zoom(sight, app_sight_scale(sight) * factor, self->hand_x, self->hand_y);
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void
pan_by(AppCanvas *self, double dx, double dy)
{
    if (self->page == NULL)
        return;
    app_sight_pan(app_canvas_get_sight(self), dx, dy);
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

static gboolean
on_scroll(AppCanvas *self, double dx, double dy, GtkEventControllerScroll *scroll)
{
    GdkModifierType state = gtk_event_controller_get_current_event_state(
        GTK_EVENT_CONTROLLER(scroll));

    if (self->page == NULL)
        return FALSE;
    if ((state & GDK_SHIFT_MASK) != 0)
        pan_by(self, (dx + dy) * PAN_STEP, 0);
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
    self->loupe = self->page != NULL && self->sight.zoom == 0;
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
    self->pinch = self->page != NULL ? app_sight_scale(app_canvas_get_sight(self)) : 1;
}

static void
on_pinch(AppCanvas *self, double scale)
{
    if (self->page != NULL)
        app_canvas_zoom_by(self, self->pinch * scale / app_sight_scale(app_canvas_get_sight(self)));
}

void
app_canvas_add_gestures(AppCanvas *self)
{
    GtkEventController *scroll = gtk_event_controller_scroll_new(
        GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
    GtkEventController *motion = gtk_event_controller_motion_new();
    GtkGesture *drag = gtk_gesture_drag_new();
    GtkGesture *pinch = gtk_gesture_zoom_new();

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
}
