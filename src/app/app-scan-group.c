#include "app-scan-group.h"

#include "app-choice-row.h"
#include "app-locked.h"
#include "station-language.h"
#include "station-scanner.h"

/* What counters use. Another value, once it is set, is offered too. */
static const guint resolutions[] = {200, 300, 400, 600};

struct _AppScanGroup {
    AdwPreferencesGroup parent_instance;

    Station *station;
    AppChoiceRow *resolution;
    AppChoiceRow *mode;
    AppChoiceRow *format;
    gboolean format_locked;
};

static guint chosen;

G_DEFINE_FINAL_TYPE(AppScanGroup, app_scan_group, ADW_TYPE_PREFERENCES_GROUP)

static const char *
mode_words(ScanMode mode)
{
    switch (mode) {
    case SCAN_MODE_GRAY:
        return _("Gray");
    case SCAN_MODE_LINEART:
        return _("Line art");
    default:
        return _("Colour");
    }
}

static const char *
format_words(ScanFormat format)
{
    return format == SCAN_FORMAT_PDF ? "PDF" : "TIFF";
}

char *
app_scan_group_words(const ScanSettings *settings)
{
    return g_strdup_printf("%u dpi · %s · %s%s%s", settings->resolution, mode_words(settings->mode),
                           format_words(settings->format), settings->area.width > 0 ? " · " : "",
                           settings->area.width > 0 ? _("part of the glass") : "");
}

static void
on_chosen(AppChoiceRow *row, const char *value, AppScanGroup *self)
{
    const char *key = row == self->resolution ? "resolution"
                      : row == self->mode     ? "mode"
                                              : "format";

    g_signal_emit(self, chosen, 0, key, value);
}

static void
add_resolution(AppScanGroup *self, guint resolution)
{
    g_autofree char *value = g_strdup_printf("%u", resolution);
    g_autofree char *spoken = g_strdup_printf("%u dpi", resolution);

    app_choice_row_add(self->resolution, value, value, spoken);
}

static gboolean
takes_resolution(const char *value, gconstpointer device)
{
    return device == NULL ||
           scan_device_takes_resolution(device, (guint)g_ascii_strtoull(value, NULL, 10));
}

static gboolean
takes_mode(const char *value, gconstpointer device)
{
    ScanMode mode = SCAN_MODE_COLOR;

    return device == NULL ||
           (scan_mode_from_code(value, &mode) && scan_device_takes_mode(device, mode));
}

/* Until it has scanned nobody knows. */
void
app_scan_group_narrow(AppScanGroup *self)
{
    g_autoptr(ScanDevice) device = station_scanner_recall(
        station_get_profile(self->station), station_get_config(self->station)->scanner);

    app_choice_row_offer(self->resolution, takes_resolution, device);
    app_choice_row_offer(self->mode, takes_mode, device);
}

void
app_scan_group_show(AppScanGroup *self, const ScanSettings *settings)
{
    g_autofree char *resolution = g_strdup_printf("%u", settings->resolution);

    if (!app_choice_row_show(self->resolution, resolution)) {
        add_resolution(self, settings->resolution);
        app_choice_row_show(self->resolution, resolution);
    }
    app_choice_row_show(self->mode, scan_mode_code(settings->mode));
    app_choice_row_show(self->format, scan_format_code(settings->format));
    app_scan_group_narrow(self);
}

void
app_scan_group_keep_format(AppScanGroup *self, gboolean kept)
{
    if (self->format_locked)
        return;
    adw_action_row_set_subtitle(ADW_ACTION_ROW(self->format),
                                kept ? _("The same for all pages of an original") : "");
    gtk_widget_set_sensitive(GTK_WIDGET(self->format), !kept);
}

static gboolean
lock(Station *station, const char *key, AppChoiceRow *row)
{
    g_autofree char *who = app_locked_by(station, "scanner", key);

    if (who != NULL)
        app_locked_mark(ADW_ACTION_ROW(row), who);
    return who != NULL;
}

void
app_scan_group_bind(AppScanGroup *self, Station *station)
{
    self->station = g_object_ref(station);
    lock(station, "resolution", self->resolution);
    lock(station, "mode", self->mode);
    self->format_locked = lock(station, "format", self->format);
    g_signal_connect_object(station, "config-changed", G_CALLBACK(app_scan_group_narrow), self,
                            G_CONNECT_SWAPPED);
}

static void
app_scan_group_dispose(GObject *object)
{
    g_clear_object(&APP_SCAN_GROUP(object)->station);
    G_OBJECT_CLASS(app_scan_group_parent_class)->dispose(object);
}

static void
app_scan_group_class_init(AppScanGroupClass *class)
{
    G_OBJECT_CLASS(class)->dispose = app_scan_group_dispose;
    chosen = g_signal_new("chosen", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static AppChoiceRow *
add_row(AppScanGroup *self, const char *title)
{
    GtkWidget *row = app_choice_row_new(title);

    g_signal_connect_object(row, "chosen", G_CALLBACK(on_chosen), self, 0);
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), row);
    return APP_CHOICE_ROW(row);
}

static void
app_scan_group_init(AppScanGroup *self)
{
    static const ScanMode modes[] = {SCAN_MODE_COLOR, SCAN_MODE_GRAY, SCAN_MODE_LINEART};
    static const ScanFormat formats[] = {SCAN_FORMAT_TIFF, SCAN_FORMAT_PDF};

    self->resolution = add_row(self, _("Resolution (dpi)"));
    for (gsize i = 0; i < G_N_ELEMENTS(resolutions); i++)
        add_resolution(self, resolutions[i]);
    self->mode = add_row(self, _("Mode"));
    for (gsize i = 0; i < G_N_ELEMENTS(modes); i++)
        app_choice_row_add(self->mode, scan_mode_code(modes[i]), mode_words(modes[i]), NULL);
    self->format = add_row(self, _("Format"));
    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
        app_choice_row_add(self->format, scan_format_code(formats[i]), format_words(formats[i]),
                           NULL);
}
