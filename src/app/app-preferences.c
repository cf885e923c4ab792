#include "app-preferences.h"

#include "app-choice-row.h"
#include "app-monitor-group.h"
#include "app-scan-group.h"
#include "app-scanner-group.h"
#include "app-settings.h"
#include "app-spoken.h"
#include "app-station-group.h"
#include "app-trial.h"
#include "app-trouble.h"
#include "station-language.h"

struct _AppPreferences {
    AdwPreferencesWindow parent_instance;

    Station *station;
    AppScannerList *scanners;
    GSettings *settings; /* NULL where the schema is not installed */

    AppStationGroup *station_group;
    GtkWidget *lock_group;
    GtkSpinButton *lock_minutes;
    AppScannerGroup *scanner_group;
    AppScanGroup *scan_group;
    GtkLabel *scan_trouble;
    AppTrial *trial;
    AppMonitorGroup *monitor_group;
    AdwPreferencesGroup *style_group;
    AppChoiceRow *style;
};

G_DEFINE_FINAL_TYPE(AppPreferences, app_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* ---- the station's ---- */

static void
on_applied(AppPreferences *self)
{
    adw_preferences_window_add_toast(ADW_PREFERENCES_WINDOW(self), app_spoken_toast(_("Saved")));
}

static void
on_scan_chosen(AppScanGroup *group, const char *key, const char *value, AppPreferences *self)
{
    const StationConfigChange change = {"scanner", key, value};
    g_autoptr(GError) error = NULL;

    app_trouble_say(self->scan_trouble, "");
    if (station_change_config(self->station, &change, 1, &error)) {
        g_debug("preferences: %s is %s", key, value);
    } else {
        app_trouble_tell(self->scan_trouble, error);
        app_scan_group_show(group, station_get_config(self->station)->settings);
    }
}

/* Sent to the server that they were made for, and to no other. */
static void
tell_waiting(AppPreferences *self, guint waiting)
{
    g_autofree char *words = g_strdup_printf(
        ngettext("%u original still waits for this server and is sent to no other.",
                 "%u originals still wait for this server and are sent to no other.", waiting),
        waiting);

    if (waiting > 0)
        adw_preferences_group_set_description(ADW_PREFERENCES_GROUP(self->station_group), words);
}

/* ---- the person's ---- */

static void
on_style_chosen(AppChoiceRow *row, const char *style, AppPreferences *self)
{
    (void)row;
    g_settings_set_string(self->settings, "style", style);
    g_debug("preferences: style is %s", style);
}

static void
add_style(AppPreferences *self)
{
    g_autofree char *style = g_settings_get_string(self->settings, "style");

    self->style = APP_CHOICE_ROW(app_choice_row_new(_("Light or dark")));
    app_choice_row_add(self->style, "follow", _("As the desktop"), NULL);
    app_choice_row_add(self->style, "light", _("Light"), NULL);
    app_choice_row_add(self->style, "dark", _("Dark"), NULL);
    app_choice_row_show(self->style, style);
    g_signal_connect_object(self->style, "chosen", G_CALLBACK(on_style_chosen), self, 0);
    adw_preferences_group_add(self->style_group, GTK_WIDGET(self->style));
}

static void
bind_settings(AppPreferences *self)
{
    gtk_widget_set_visible(self->lock_group, self->settings != NULL);
    gtk_widget_set_visible(GTK_WIDGET(self->style_group), self->settings != NULL);
    if (self->settings == NULL)
        return;
    g_settings_bind(self->settings, "lock-minutes", self->lock_minutes, "value",
                    G_SETTINGS_BIND_DEFAULT);
    add_style(self);
}

/* ---- the object ---- */

AppPreferences *
app_preferences_new(GtkWindow *staff, Station *station, StationCounter *counter, StationLink *link)
{
    AppPreferences *self = g_object_new(APP_TYPE_PREFERENCES, "transient-for", staff, NULL);

    self->station = g_object_ref(station);
    app_station_group_bind(self->station_group, station, counter);
    app_station_group_offer_apply(self->station_group);
    tell_waiting(self, station_link_get_waiting(link));
    app_scanner_group_bind(self->scanner_group, station, self->scanners);
    app_scan_group_bind(self->scan_group, station);
    app_scan_group_show(self->scan_group, station_get_config(station)->settings);
    app_trial_bind(self->trial, station);
    app_monitor_group_bind(self->monitor_group, station, staff);
    bind_settings(self);
    app_scanner_list_look(self->scanners);
    return self;
}

void
app_preferences_show_page(AppPreferences *self, const char *page)
{
    AdwPreferencesWindow *window = ADW_PREFERENCES_WINDOW(self);
    AdwPreferencesPage *shown;

    adw_preferences_window_set_visible_page_name(window, page);
    shown = adw_preferences_window_get_visible_page(window);
    gtk_window_present(GTK_WINDOW(self));
    /* By itself the keyboard is at the pages' names, or nowhere: libadwaita 1.2 and 1.7 differ. */
    gtk_window_set_focus(GTK_WINDOW(self), NULL);
    if (shown != NULL)
        gtk_widget_child_focus(GTK_WIDGET(shown), GTK_DIR_TAB_FORWARD);
}

static void
app_preferences_dispose(GObject *object)
{
    AppPreferences *self = APP_PREFERENCES(object);

    g_clear_object(&self->settings);
    g_clear_object(&self->scanners);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_preferences_parent_class)->dispose(object);
}

static void
app_preferences_class_init(AppPreferencesClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    g_type_ensure(APP_TYPE_STATION_GROUP);
    g_type_ensure(APP_TYPE_SCANNER_GROUP);
    g_type_ensure(APP_TYPE_SCAN_GROUP);
    g_type_ensure(APP_TYPE_TRIAL);
    g_type_ensure(APP_TYPE_MONITOR_GROUP);
    G_OBJECT_CLASS(class)->dispose = app_preferences_dispose;
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-preferences.ui");
    gtk_widget_class_bind_template_callback(widget_class, on_applied);
    gtk_widget_class_bind_template_callback(widget_class, on_scan_chosen);
    gtk_widget_class_bind_template_callback(widget_class, app_scan_group_narrow);
#define BIND(child) gtk_widget_class_bind_template_child(widget_class, AppPreferences, child)
    BIND(station_group);
    BIND(lock_group);
    BIND(lock_minutes);
    BIND(scanner_group);
    BIND(scan_group);
    BIND(trial);
    BIND(monitor_group);
    BIND(style_group);
#undef BIND
}

static void
app_preferences_init(AppPreferences *self)
{
    self->scanners = app_scanner_list_new();
    self->settings = app_settings_open();
    gtk_widget_init_template(GTK_WIDGET(self));
    self->scan_trouble = app_trouble_new();
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self->scan_group),
                              GTK_WIDGET(self->scan_trouble));
}
