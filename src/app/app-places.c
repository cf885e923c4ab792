#include "app-places.h"

struct _AppPlaces {
    GObject parent_instance;

    GtkWindow *staff;   /* weak */
    GtkWindow *student; /* weak */
    GListModel *monitors;
    char *connector;    /* of the student's monitor, or "" */
    gboolean placed;    /* the staff's window is where it may be, or has nowhere else to be */
    GdkMonitor *refuge; /* where the staff's window is being brought, or NULL */
};

G_DEFINE_FINAL_TYPE(AppPlaces, app_places, G_TYPE_OBJECT)

static gboolean
is_students(AppPlaces *self, GdkMonitor *monitor)
{
    return g_strcmp0(gdk_monitor_get_connector(monitor), self->connector) == 0;
}

/* The student's monitor, or the first of the others. */
static GdkMonitor *
find_monitor(AppPlaces *self, gboolean students)
{
    for (guint i = 0; i < g_list_model_get_n_items(self->monitors); i++) {
        g_autoptr(GdkMonitor) monitor = g_list_model_get_item(self->monitors, i);

        if (is_students(self, monitor) == students)
            return g_steal_pointer(&monitor);
    }
    return NULL;
}

/* ---- what became of it ---- */

static void
log_entered(GtkWindow *window, GdkMonitor *monitor)
{
    g_debug("places: “%s” enters %s", gtk_window_get_title(window),
            gdk_monitor_get_connector(monitor));
}

static void
log_left(GtkWindow *window, GdkMonitor *monitor)
{
    g_debug("places: “%s” leaves %s", gtk_window_get_title(window),
            gdk_monitor_get_connector(monitor));
}

static void
log_size(GtkWindow *window)
{
    g_debug("places: “%s” is %s", gtk_window_get_title(window),
            gtk_window_is_fullscreen(window)  ? "full screen"
            : gtk_window_is_maximized(window) ? "maximized"
                                              : "a window");
}

static void
log_window(GtkWindow *window)
{
    GdkSurface *surface = gtk_native_get_surface(GTK_NATIVE(window));

    g_signal_connect_object(surface, "enter-monitor", G_CALLBACK(log_entered), window,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(surface, "leave-monitor", G_CALLBACK(log_left), window,
                            G_CONNECT_SWAPPED);
    g_signal_connect(window, "notify::fullscreened", G_CALLBACK(log_size), NULL);
    g_signal_connect(window, "notify::maximized", G_CALLBACK(log_size), NULL);
}

/* ---- the staff's window ---- */

static void
bring_staff_away(AppPlaces *self)
{
    g_autoptr(GdkMonitor) other = find_monitor(self, FALSE);

    if (other == NULL)
        return;
    g_set_object(&self->refuge, other);
    gtk_window_fullscreen_on_monitor(self->staff, other);
}

static void
on_staff_entered(AppPlaces *self, GdkMonitor *monitor)
{
    if (monitor == self->refuge) {
        g_clear_object(&self->refuge);
        gtk_window_unfullscreen(self->staff);
        gtk_window_maximize(self->staff); /* as it was it may be larger than this monitor */
    } else if (!self->placed && is_students(self, monitor)) {
        bring_staff_away(self);
    }
    self->placed = TRUE;
}

static void
place_staff(AppPlaces *self)
{
    GdkSurface *surface = gtk_native_get_surface(GTK_NATIVE(self->staff));
    GdkMonitor *monitor = gdk_surface_get_mapped(surface)
                              ? gdk_display_get_monitor_at_surface(gdk_surface_get_display(surface),
                                                                   surface)
                              : NULL;

    self->placed = FALSE;
    g_clear_object(&self->refuge);
    if (monitor != NULL)
        on_staff_entered(self, monitor);
}

/* ---- the student's window ---- */

/* The keyboard and the card reader are the staff's, whichever window has the focus. */
static gboolean
on_student_key(GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state,
               AppPlaces *self)
{
    GtkWidget *focus = self->staff != NULL ? gtk_window_get_focus(self->staff) : NULL;

    (void)key;
    (void)code;
    (void)state;
    if (self->staff == NULL)
        return FALSE;
    return (focus != NULL && gtk_event_controller_key_forward(keys, focus)) ||
           gtk_event_controller_key_forward(keys, GTK_WIDGET(self->staff));
}

static void
hand_keys_over(AppPlaces *self)
{
    GtkEventController *keys = gtk_event_controller_key_new();

    gtk_event_controller_set_propagation_phase(keys, GTK_PHASE_CAPTURE);
    g_signal_connect_object(keys, "key-pressed", G_CALLBACK(on_student_key), self, 0);
    gtk_widget_add_controller(GTK_WIDGET(self->student), keys);
}

static void
place(AppPlaces *self)
{
    g_autoptr(GdkMonitor) monitor = find_monitor(self, TRUE);

    if (self->staff == NULL || self->student == NULL)
        return;
    g_debug("places: %u monitors, %s for the student", g_list_model_get_n_items(self->monitors),
            monitor != NULL ? self->connector : "none");
    if (monitor != NULL)
        gtk_window_fullscreen_on_monitor(self->student, monitor);
    else
        gtk_window_unfullscreen(self->student);
    place_staff(self);
}

/* A monitor that has just been plugged in may have its name only a moment later. */
static void
on_monitors_changed(AppPlaces *self, guint position, guint removed, guint added)
{
    (void)removed;
    for (guint i = position; i < position + added; i++) {
        g_autoptr(GdkMonitor) monitor = g_list_model_get_item(self->monitors, i);

        g_signal_connect_object(monitor, "notify::connector", G_CALLBACK(place), self,
                                G_CONNECT_SWAPPED);
    }
    place(self);
}

/* ---- the object ---- */

static void
app_places_dispose(GObject *object)
{
    AppPlaces *self = APP_PLACES(object);

    g_clear_weak_pointer(&self->staff);
    g_clear_weak_pointer(&self->student);
    g_clear_object(&self->refuge);
    G_OBJECT_CLASS(app_places_parent_class)->dispose(object);
}

static void
app_places_finalize(GObject *object)
{
    g_free(APP_PLACES(object)->connector);
    G_OBJECT_CLASS(app_places_parent_class)->finalize(object);
}

static void
app_places_class_init(AppPlacesClass *class)
{
    G_OBJECT_CLASS(class)->dispose = app_places_dispose;
    G_OBJECT_CLASS(class)->finalize = app_places_finalize;
}

static void
app_places_init(AppPlaces *self)
{
    (void)self;
}

AppPlaces *
app_places_new(GtkWindow *staff, GtkWindow *student)
{
    AppPlaces *self = g_object_new(APP_TYPE_PLACES, NULL);

    g_set_weak_pointer(&self->staff, staff);
    g_set_weak_pointer(&self->student, student);
    log_window(staff);
    log_window(student);
    hand_keys_over(self);
    self->monitors = gdk_display_get_monitors(gtk_widget_get_display(GTK_WIDGET(staff)));
    g_signal_connect_object(self->monitors, "items-changed", G_CALLBACK(on_monitors_changed), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(gtk_native_get_surface(GTK_NATIVE(staff)), "enter-monitor",
                            G_CALLBACK(on_staff_entered), self, G_CONNECT_SWAPPED);
    return self;
}

void
app_places_set_monitor(AppPlaces *self, const char *connector)
{
    if (g_strcmp0(self->connector, connector) == 0) /* NULL before the first time */
        return;
    g_free(self->connector);
    self->connector = g_strdup(connector);
    place(self);
}
