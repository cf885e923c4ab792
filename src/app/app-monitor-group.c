#include "app-monitor-group.h"

#include "app-locked.h"
#include "app-radio-row.h"
#include "app-trouble.h"
#include "station-language.h"

struct _AppMonitorGroup {
    AdwPreferencesGroup parent_instance;

    Station *station;
    GtkWindow *staff;    /* weak */
    GdkSurface *surface; /* of it, weak */
    GListModel *monitors;
    GPtrArray *rows;      /* of GtkWidget, in the group */
    GtkCheckButton *last; /* of the choice, or NULL */
    GtkLabel *trouble;
};

G_DEFINE_FINAL_TYPE(AppMonitorGroup, app_monitor_group, ADW_TYPE_PREFERENCES_GROUP)

/* ---- choosing ---- */

static void
on_toggled(GtkCheckButton *check, AppMonitorGroup *self)
{
    const char *connector = g_object_get_data(G_OBJECT(check), "connector");
    const StationConfigChange change = {"student-display", "monitor",
                                        *connector != '\0' ? connector : NULL};
    g_autoptr(GError) error = NULL;

    if (!gtk_check_button_get_active(check))
        return;
    app_trouble_say(self->trouble, "");
    if (station_change_config(self->station, &change, 1, &error))
        g_debug("monitor: chosen, %s", *connector != '\0' ? connector : "none");
    else
        app_trouble_tell(self->trouble, error);
}

/* ---- the rows ---- */

/* connector "": none of them. */
static GtkWidget *
add_row(AppMonitorGroup *self, const char *title, const char *subtitle, const char *connector)
{
    const char *chosen = station_get_config(self->station)->monitor;
    GtkWidget *row = app_radio_row_new(title, subtitle, g_strcmp0(chosen, connector) == 0,
                                       &self->last);
    GtkCheckButton *check = app_radio_row_get_check(row);

    g_object_set_data_full(G_OBJECT(check), "connector", g_strdup(connector), g_free);
    g_signal_connect_object(check, "toggled", G_CALLBACK(on_toggled), self, 0);
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), row);
    g_ptr_array_add(self->rows, row);
    return row;
}

static gboolean
is_staffs(AppMonitorGroup *self, GdkMonitor *monitor)
{
    return self->surface != NULL &&
           gdk_display_get_monitor_at_surface(gdk_surface_get_display(self->surface),
                                              self->surface) == monitor;
}

/* "Dell P2419H"; "" where the monitor does not say. g_free. */
static char *
name_of(GdkMonitor *monitor)
{
    const char *maker = gdk_monitor_get_manufacturer(monitor);
    const char *model = gdk_monitor_get_model(monitor);

    return g_strstrip(g_strjoin(" ", maker != NULL ? maker : "", model != NULL ? model : "", NULL));
}

static void
add_monitor(AppMonitorGroup *self, GdkMonitor *monitor, gboolean alone)
{
    const char *connector = gdk_monitor_get_connector(monitor);
    g_autofree char *name = name_of(monitor);
    int scale = gdk_monitor_get_scale_factor(monitor);
    g_autoptr(GString) words = g_string_new(NULL);
    GdkRectangle area;

    gdk_monitor_get_geometry(monitor, &area);
    if (*name != '\0')
        g_string_append_printf(words, "%s · ", connector);
    g_string_append_printf(words, "%d × %d", area.width * scale, area.height * scale);
    if (alone)
        g_string_append_printf(words, " · %s", _("the only monitor"));
    else if (is_staffs(self, monitor))
        g_string_append_printf(words, " · %s", _("the staff's window is here"));
    gtk_widget_set_sensitive(add_row(self, *name != '\0' ? name : connector, words->str, connector),
                             !alone);
}

static gboolean
is_plugged_in(AppMonitorGroup *self, const char *connector)
{
    for (guint i = 0; i < g_list_model_get_n_items(self->monitors); i++) {
        g_autoptr(GdkMonitor) monitor = g_list_model_get_item(self->monitors, i);

        if (g_strcmp0(gdk_monitor_get_connector(monitor), connector) == 0)
            return TRUE;
    }
    return FALSE;
}

static void
list_monitors(AppMonitorGroup *self)
{
    const char *chosen = station_get_config(self->station)->monitor;
    guint n = g_list_model_get_n_items(self->monitors);

    self->last = NULL;
    for (guint i = 0; i < n; i++) {
        g_autoptr(GdkMonitor) monitor = g_list_model_get_item(self->monitors, i);

        if (gdk_monitor_get_connector(monitor) != NULL)
            add_monitor(self, monitor, n == 1);
    }
    if (*chosen != '\0' && !is_plugged_in(self, chosen))
        add_row(self, chosen, _("Not plugged in now. When it is, the student's screen is there."),
                chosen);
    add_row(self, _("No monitor of its own"), _("The student's screen is a window like any other."),
            "");
}

/* Its place in the list; the list's length where none has the focus. */
static guint
find_focused(AppMonitorGroup *self)
{
    GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));
    GtkWidget *focus = root != NULL ? gtk_root_get_focus(root) : NULL;
    guint i = 0;

    while (i < self->rows->len &&
           (focus == NULL || (focus != g_ptr_array_index(self->rows, i) &&
                              !gtk_widget_is_ancestor(focus, g_ptr_array_index(self->rows, i)))))
        i++;
    return i;
}

static void
show_monitors(AppMonitorGroup *self)
{
    guint n = self->rows->len, focused = find_focused(self);

    for (guint i = 0; i < n; i++)
        adw_preferences_group_remove(ADW_PREFERENCES_GROUP(self), g_ptr_array_index(self->rows, i));
    g_ptr_array_set_size(self->rows, 0);
    list_monitors(self);
    if (focused < n)
        gtk_widget_child_focus(g_ptr_array_index(self->rows, MIN(focused, self->rows->len - 1)),
                               GTK_DIR_TAB_FORWARD);
}

/* From now on there is a surface to look at. */
static void
on_map(AppMonitorGroup *self)
{
    GdkSurface *surface = self->staff != NULL ? gtk_native_get_surface(GTK_NATIVE(self->staff))
                                              : NULL;

    if (surface != NULL && g_set_weak_pointer(&self->surface, surface))
        g_signal_connect_object(surface, "enter-monitor", G_CALLBACK(show_monitors), self,
                                G_CONNECT_SWAPPED);
    show_monitors(self);
}

/* ---- the object ---- */

void
app_monitor_group_bind(AppMonitorGroup *self, Station *station, GtkWindow *staff)
{
    g_autofree char *who = app_locked_by(station, "student-display", "monitor");

    self->station = g_object_ref(station);
    g_set_weak_pointer(&self->staff, staff);
    adw_preferences_group_set_title(ADW_PREFERENCES_GROUP(self), _("Student's screen"));
    if (who != NULL) {
        adw_preferences_group_add(
            ADW_PREFERENCES_GROUP(self),
            app_locked_row_new(_("Monitor"), station_get_config(station)->monitor, who));
        return;
    }
    self->trouble = app_trouble_new();
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), GTK_WIDGET(self->trouble));
    self->monitors = gdk_display_get_monitors(gtk_widget_get_display(GTK_WIDGET(self)));
    g_signal_connect_object(self->monitors, "items-changed", G_CALLBACK(show_monitors), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect(self, "map", G_CALLBACK(on_map), NULL);
    show_monitors(self);
}

static void
app_monitor_group_dispose(GObject *object)
{
    AppMonitorGroup *self = APP_MONITOR_GROUP(object);

    g_clear_weak_pointer(&self->staff);
    g_clear_weak_pointer(&self->surface);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_monitor_group_parent_class)->dispose(object);
}

static void
app_monitor_group_finalize(GObject *object)
{
    g_ptr_array_unref(APP_MONITOR_GROUP(object)->rows);
    G_OBJECT_CLASS(app_monitor_group_parent_class)->finalize(object);
}

static void
app_monitor_group_class_init(AppMonitorGroupClass *class)
{
    G_OBJECT_CLASS(class)->dispose = app_monitor_group_dispose;
    G_OBJECT_CLASS(class)->finalize = app_monitor_group_finalize;
}

static void
app_monitor_group_init(AppMonitorGroup *self)
{
    self->rows = g_ptr_array_new();
}
