/* What hands do on the canvas: wheel, pointer, touch, and the arrow keys with a loupe or an area.
 */
#include "app-canvas-private.h"

#include <math.h>

#define ZOOM_STEP  1.15 /* a notch of the wheel */
#define PAN_STEP   60.0 /* canvas pixels a notch */
#define NOTCH      15.0 /* canvas pixels of a touchpad that are as much as a notch */
#define PAN_PART   0.2  /* of the canvas, an arrow key with Ctrl */
#define LOUPE_STEP 40.0 /* canvas pixels an arrow key */

static void
pan_by(AppCanvas *self, double dx, double dy)
{
    app_sight_pan(app_canvas_get_sight(self), dx, dy);
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

/* In parts of the canvas. */
static void
pan_by_parts(AppCanvas *self, double across, double down)
{
    const AppSight *sight = app_canvas_get_sight(self);

    if (self->page != NULL)
        pan_by(self, across * sight->canvas_width, down * sight->canvas_height);
}

/* Not beyond the canvas. */
static void
move_loupe(AppCanvas *self, double x, double y)
{
    self->loupe_x = CLAMP(x, 0, gtk_widget_get_width(GTK_WIDGET(self)));
    self->loupe_y = CLAMP(y, 0, gtk_widget_get_height(GTK_WIDGET(self)));
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

/* ---- wheel ---- */

static gboolean
is_touchpad(GtkEventController *controller)
{
    GdkDevice *device = gtk_event_controller_get_current_event_device(controller);

    return device != NULL && gdk_device_get_source(device) == GDK_SOURCE_TOUCHPAD;
}

/* As image viewers do it: a wheel zooms where the pointer is, two fingers on a touchpad move the
 * page and zoom with Ctrl, Shift moves sideways. */
static gboolean
on_scroll(AppCanvas *self, double dx, double dy, GtkEventController *scroll)
{
    GdkModifierType state = gtk_event_controller_get_current_event_state(scroll);
    AppSight *sight;

    if (self->page == NULL)
        return FALSE;
    if (gtk_event_controller_scroll_get_unit(GTK_EVENT_CONTROLLER_SCROLL(scroll)) ==
        GDK_SCROLL_UNIT_SURFACE) {
        dx /= NOTCH;
        dy /= NOTCH;
    }
    sight = app_canvas_get_sight(self);
    if ((state & GDK_SHIFT_MASK) != 0) {
        pan_by(self, (dx + dy) * PAN_STEP, 0);
    } else if ((state & GDK_CONTROL_MASK) == 0 && is_touchpad(scroll)) {
        pan_by(self, dx * PAN_STEP, dy * PAN_STEP);
    } else {
        app_sight_zoom(sight, app_sight_scale(sight) * pow(ZOOM_STEP, -dy), self->hand_x,
                       self->hand_y);
        app_canvas_look(self);
    }
    return TRUE;
}

/* ---- pointer ---- */

static void
on_motion(AppCanvas *self, double x, double y)
{
    /* A pointer that lies still tells its place anew when something moves under it. */
    if (self->loupe && (x != self->hand_x || y != self->hand_y))
        move_loupe(self, x, y);
    self->hand_x = x;
    self->hand_y = y;
}

static gboolean
is_on_page(AppCanvas *self, double x, double y)
{
    AppPlace place = app_sight_place(app_canvas_get_sight(self));

    return x >= place.box.x && x < place.box.x + place.box.width && y >= place.box.y &&
           y < place.box.y + place.box.height;
}

/* Pressed, a page that fits has the loupe, and a larger one is dragged. */
static void
on_drag_begin(AppCanvas *self, double x, double y)
{
    gtk_widget_grab_focus(GTK_WIDGET(self));
    self->drag_x = self->drag_y = 0;
    if (self->choosing) {
        self->drag_from_x = x;
        self->drag_from_y = y;
        app_canvas_grip_area(self, x, y);
        return;
    }
    self->held = self->page != NULL && self->sight.zoom == 0 && is_on_page(self, x, y);
    if (self->held || self->loupe)
        move_loupe(self, x, y);
}

static void
on_drag_update(AppCanvas *self, double dx, double dy)
{
    if (self->choosing) {
        app_canvas_drag_area(self, self->drag_from_x + dx, self->drag_from_y + dy);
        return;
    }
    if (self->held || self->loupe)
        move_loupe(self, self->loupe_x + dx - self->drag_x, self->loupe_y + dy - self->drag_y);
    if (!self->held && self->page != NULL)
        pan_by(self, self->drag_x - dx, self->drag_y - dy);
    self->drag_x = dx;
    self->drag_y = dy;
}

static void
on_drag_end(AppCanvas *self)
{
    self->held = FALSE;
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

/* ---- touch ---- */

static void
on_pinch_begin(AppCanvas *self, GdkEventSequence *sequence, GtkGesture *pinch)
{
    (void)sequence;
    self->held = FALSE;
    gtk_gesture_get_bounding_box_center(pinch, &self->pinch_x, &self->pinch_y);
    self->pinch = 1;
}

/* What was between the fingers stays there, so that two fingers move the page as well. */
static void
on_pinch(AppCanvas *self, double scale, GtkGesture *pinch)
{
    double x = self->pinch_x, y = self->pinch_y;
    AppSight *sight;

    if (self->page == NULL)
        return;
    gtk_gesture_get_bounding_box_center(pinch, &x, &y);
    sight = app_canvas_get_sight(self);
    app_sight_pan(sight, self->pinch_x - x, self->pinch_y - y);
    app_sight_zoom(sight, app_sight_scale(sight) * scale / self->pinch, x, y);
    self->pinch_x = x;
    self->pinch_y = y;
    self->pinch = scale;
    app_canvas_look(self);
}

/* ---- keys ---- */

static gboolean
on_key(AppCanvas *self, guint key, guint code, GdkModifierType state)
{
    static const struct {
        guint key;
        int across, down;
    } arrows[] = {
        {GDK_KEY_Left, -1, 0}, {GDK_KEY_Right, 1, 0}, {GDK_KEY_Up, 0, -1}, {GDK_KEY_Down, 0, 1}};

    gboolean pans = (state & GDK_CONTROL_MASK) != 0;

    (void)code;
    if ((!self->loupe && !self->choosing && !pans) || (state & GDK_ALT_MASK) != 0)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(arrows); i++) {
        if (arrows[i].key != key)
            continue;
        if (pans) /* taken here: GtkWindow has a use of its own for it */
            pan_by_parts(self, arrows[i].across * PAN_PART, arrows[i].down * PAN_PART);
        else if (self->choosing)
            app_canvas_nudge_area(self, arrows[i].across, arrows[i].down,
                                  (state & GDK_SHIFT_MASK) != 0);
        else
            move_loupe(self, self->loupe_x + arrows[i].across * LOUPE_STEP,
                       self->loupe_y + arrows[i].down * LOUPE_STEP);
        return TRUE;
    }
    return FALSE;
}

void
app_canvas_add_gestures(AppCanvas *self)
{
    GtkEventController *scroll = gtk_event_controller_scroll_new(
        GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
    GtkEventController *motion = gtk_event_controller_motion_new();
    GtkGesture *drag = gtk_gesture_drag_new();
    GtkEventController *keys = gtk_event_controller_key_new();
    GtkGesture *pinch = gtk_gesture_zoom_new();

    g_signal_connect_swapped(scroll, "scroll", G_CALLBACK(on_scroll), self);
    g_signal_connect_swapped(motion, "motion", G_CALLBACK(on_motion), self);
    g_signal_connect_swapped(drag, "drag-begin", G_CALLBACK(on_drag_begin), self);
    g_signal_connect_swapped(drag, "drag-update", G_CALLBACK(on_drag_update), self);
    g_signal_connect_swapped(drag, "drag-end", G_CALLBACK(on_drag_end), self);
    g_signal_connect_swapped(pinch, "begin", G_CALLBACK(on_pinch_begin), self);
    g_signal_connect_swapped(pinch, "scale-changed", G_CALLBACK(on_pinch), self);
    g_signal_connect_swapped(keys, "key-pressed", G_CALLBACK(on_key), self);
    gtk_widget_add_controller(GTK_WIDGET(self), scroll);
    gtk_widget_add_controller(GTK_WIDGET(self), motion);
    gtk_widget_add_controller(GTK_WIDGET(self), keys);
    gtk_widget_add_controller(GTK_WIDGET(self), GTK_EVENT_CONTROLLER(drag));
    gtk_widget_add_controller(GTK_WIDGET(self), GTK_EVENT_CONTROLLER(pinch));
}
