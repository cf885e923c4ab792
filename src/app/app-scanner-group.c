#include "app-scanner-group.h"

#include "app-locked.h"
#include "app-radio-row.h"
#include "app-trouble.h"
#include "station-language.h"
#include "station-scanner.h"
#include "station-sentence.h"

struct _AppScannerGroup {
    AdwPreferencesGroup parent_instance;

    Station *station;
    AppScannerList *list;
    GPtrArray *rows;      /* of GtkWidget, in the group */
    GtkCheckButton *last; /* of the choice, or NULL */
    GtkSpinner *spinner;
    GtkWidget *again;
    GtkLabel *trouble;
};

G_DEFINE_FINAL_TYPE(AppScannerGroup, app_scanner_group, ADW_TYPE_PREFERENCES_GROUP)

/* ---- choosing ---- */

static void
choose(AppScannerGroup *self, const ScanDevice *device)
{
    StationConfigChange changes[STATION_SCANNER_KEYS];
    g_autoptr(GError) error = NULL;

    app_trouble_say(self->trouble, "");
    station_scanner_choose(device, changes);
    if (station_change_config(self->station, changes, STATION_SCANNER_KEYS, &error)) {
        station_scanner_remember(station_get_profile(self->station), device);
        g_debug("scanner: chosen, %s", device->name);
    } else {
        app_trouble_tell(self->trouble, error);
    }
}

static void
on_toggled(GtkCheckButton *check, AppScannerGroup *self)
{
    const ScanDevice *device = g_object_get_data(G_OBJECT(check), "device");

    if (gtk_check_button_get_active(check) && device != NULL)
        choose(self, device);
}

/* ---- the rows ---- */

static void
add(AppScannerGroup *self, GtkWidget *row)
{
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), row);
    g_ptr_array_add(self->rows, row);
}

/* device NULL: one that was not found. */
static void
add_scanner(AppScannerGroup *self, const char *title, const char *subtitle,
            const ScanDevice *device, gboolean chosen)
{
    GtkWidget *row = app_radio_row_new(title, subtitle, chosen, &self->last);
    GtkCheckButton *check = app_radio_row_get_check(row);

    if (device != NULL)
        g_object_set_data_full(G_OBJECT(check), "device", scan_device_copy(device),
                               (GDestroyNotify)scan_device_free);
    g_signal_connect_object(check, "toggled", G_CALLBACK(on_toggled), self, 0);
    add(self, row);
}

static void
add_found(AppScannerGroup *self, const ScanDevice *device, gboolean chosen)
{
    g_autofree char *title = station_scanner_title_of(device);
    /* Translators: %s is what the maker has printed on the device. */
    g_autofree char *serial = g_strdup_printf(_("Serial number %s"), device->serial);

    add_scanner(self, title, *device->serial != '\0' ? serial : device->name, device, chosen);
}

static GtkWidget *
words_new(const char *title, const char *words)
{
    return g_object_new(ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "subtitle", words,
                        NULL);
}

/* What there is to say where no scanner is. */
static void
add_words(AppScannerGroup *self)
{
    const GError *error = app_scanner_list_get_error(self->list);

    if (app_scanner_list_is_looking(self->list))
        add(self, words_new(_("Looking for scanners…"), _("This may take some seconds.")));
    else
        add(self,
            words_new(
                error != NULL ? station_sentence_text(error) : _("No scanner was found"),
                _("Switch the scanner on and plug its cable into this computer, not into a "
                  "hub. Wait until it has stopped moving, then look again. If it is still not "
                  "found, its driver is missing: tell the administrator.")));
}

static void
list_scanners(AppScannerGroup *self)
{
    GPtrArray *devices = app_scanner_list_get_devices(self->list);
    const char *scanner = station_get_config(self->station)->scanner;
    const ScanDevice *chosen = *scanner != '\0' ? scan_device_find(devices, scanner) : NULL;

    self->last = NULL;
    for (guint i = 0; i < devices->len; i++)
        add_found(self, g_ptr_array_index(devices, i), g_ptr_array_index(devices, i) == chosen);
    if (*scanner != '\0' && chosen == NULL) {
        g_autofree char *title = station_scanner_title(station_get_profile(self->station), scanner);

        add_scanner(self, title,
                    app_scanner_list_is_looking(self->list) ? _("Chosen") : _("Not found now"),
                    NULL, TRUE);
    }
    if (devices->len == 0)
        add_words(self);
}

static void
show_scanners(AppScannerGroup *self)
{
    gboolean looking = app_scanner_list_is_looking(self->list);
    gboolean focused = gtk_widget_get_focus_child(GTK_WIDGET(self)) != NULL;

    gtk_spinner_set_spinning(self->spinner, looking);
    gtk_widget_set_visible(GTK_WIDGET(self->spinner), looking);
    gtk_widget_set_visible(self->again, !looking);
    for (guint i = 0; i < self->rows->len; i++)
        adw_preferences_group_remove(ADW_PREFERENCES_GROUP(self), g_ptr_array_index(self->rows, i));
    g_ptr_array_set_size(self->rows, 0);
    list_scanners(self);
    if (focused)
        gtk_widget_grab_focus(GTK_WIDGET(self));
}

/* The first scanner; the button in the header comes before the rows, and would be the first. */
static gboolean
app_scanner_group_grab_focus(GtkWidget *widget)
{
    AppScannerGroup *self = APP_SCANNER_GROUP(widget);

    return self->rows->len > 0 && gtk_widget_grab_focus(g_ptr_array_index(self->rows, 0));
}

/* ---- the object ---- */

static void
show_locked(AppScannerGroup *self, const char *who)
{
    g_autofree char *title = station_scanner_title(station_get_profile(self->station),
                                                   station_get_config(self->station)->scanner);

    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self),
                              app_locked_row_new(_("Scanner"), title, who));
}

static void
add_suffix(AppScannerGroup *self)
{
    GtkWidget *suffix = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);

    self->spinner = GTK_SPINNER(gtk_spinner_new());
    self->again = gtk_button_new_with_label(_("Look again"));
    gtk_widget_add_css_class(self->again, "flat");
    gtk_box_append(GTK_BOX(suffix), GTK_WIDGET(self->spinner));
    gtk_box_append(GTK_BOX(suffix), self->again);
    adw_preferences_group_set_header_suffix(ADW_PREFERENCES_GROUP(self), suffix);
    g_signal_connect_object(self->again, "clicked", G_CALLBACK(app_scanner_list_look), self->list,
                            G_CONNECT_SWAPPED);
}

void
app_scanner_group_bind(AppScannerGroup *self, Station *station, AppScannerList *list)
{
    g_autofree char *who = app_locked_by(station, "scanner", "device");

    self->station = g_object_ref(station);
    self->list = g_object_ref(list);
    adw_preferences_group_set_title(ADW_PREFERENCES_GROUP(self), _("Scanner"));
    if (who != NULL) {
        show_locked(self, who);
        return;
    }
    add_suffix(self);
    self->trouble = app_trouble_new();
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), GTK_WIDGET(self->trouble));
    g_signal_connect_object(list, "changed", G_CALLBACK(show_scanners), self, G_CONNECT_SWAPPED);
    show_scanners(self);
}

static void
app_scanner_group_dispose(GObject *object)
{
    AppScannerGroup *self = APP_SCANNER_GROUP(object);

    g_clear_object(&self->list);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_scanner_group_parent_class)->dispose(object);
}

static void
app_scanner_group_finalize(GObject *object)
{
    g_ptr_array_unref(APP_SCANNER_GROUP(object)->rows);
    G_OBJECT_CLASS(app_scanner_group_parent_class)->finalize(object);
}

static void
app_scanner_group_class_init(AppScannerGroupClass *class)
{
    G_OBJECT_CLASS(class)->dispose = app_scanner_group_dispose;
    G_OBJECT_CLASS(class)->finalize = app_scanner_group_finalize;
    GTK_WIDGET_CLASS(class)->grab_focus = app_scanner_group_grab_focus;
}

static void
app_scanner_group_init(AppScannerGroup *self)
{
    self->rows = g_ptr_array_new();
}
