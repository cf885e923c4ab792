#include "app-station-group.h"

#include "app-locked.h"
#include "app-trouble.h"
#include "station-language.h"
#include "station-probe.h"
#include "station-sentence.h"

#include <string.h>

struct _AppStationGroup {
    AdwPreferencesGroup parent_instance;

    Station *station;
    StationCounter *counter;
    GtkEditable *server; /* NULL where it is locked */
    GtkEditable *name;   /* the same */
    GtkSpinner *spinner; /* turns while the server is asked */
    GtkLabel *trouble;
    GCancellable *cancellable;
    char *asked; /* the server that is being asked, or NULL */
};

static guint applied;

G_DEFINE_FINAL_TYPE(AppStationGroup, app_station_group, ADW_TYPE_PREFERENCES_GROUP)

/* ---- what is wrong ---- */

static void
clear(AppStationGroup *self)
{
    app_trouble_say(self->trouble, "");
    if (self->server != NULL)
        gtk_widget_remove_css_class(GTK_WIDGET(self->server), "error");
    if (self->name != NULL)
        gtk_widget_remove_css_class(GTK_WIDGET(self->name), "error");
}

static void
refuse(AppStationGroup *self, GtkEditable *row, const char *code, const char *words)
{
    g_debug("station: %s refused, %s", row == self->server ? "server" : "name", code);
    app_trouble_say(self->trouble, words);
    gtk_widget_add_css_class(GTK_WIDGET(row), "error");
    gtk_widget_grab_focus(GTK_WIDGET(gtk_editable_get_delegate(row)));
}

/* What the general sentence of an error says too much or too little of, at this place. */
static const char *
sentence_of(const GError *error, const char *server)
{
    if (g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_URL))
        return g_str_has_prefix(server, "http://")
                   ? _("The server's address has to begin with https://, so that nobody can read "
                       "what is sent. Only a server on this computer may have http://.")
                   : _("This cannot be the server's address. It looks like "
                       "https://cca.example.edu.tw.");
    if (g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_UNREACHABLE))
        return _("No server can be reached at this address. Check how it is written, then the "
                 "network, then try again.");
    if (g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_TLS))
        return _("The server's certificate is not to be trusted, so the server is not used. Check "
                 "how the address is written; if it is right, tell the administrator.");
    if (g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_TIMEOUT) ||
        g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_CUT))
        return _("The server did not answer in time. Check the network, then try again.");
    if (g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_RUBBISH))
        return _("Something answers at this address, but it is no central server. Check how the "
                 "address is written.");
    return station_sentence_text(error);
}

/* ---- storing ---- */

static void
store(AppStationGroup *self, const char *server, const char *name)
{
    StationConfigChange changes[2];
    guint n = 0;
    g_autoptr(GError) error = NULL;

    if (server != NULL)
        changes[n++] = (StationConfigChange){"station", "server", server};
    if (name != NULL)
        changes[n++] = (StationConfigChange){"station", "name", name};
    if (n == 0 || station_change_config(self->station, changes, n, &error)) {
        g_debug("station: %u settings stored", n);
        g_signal_emit(self, applied, 0);
    } else {
        app_trouble_tell(self->trouble, error);
    }
}

/* ---- what the rows say ---- */

/* Without blanks and without slashes at the end; https:// is understood. NULL where it is locked.
 */
static char *
read_server(AppStationGroup *self)
{
    g_autofree char *text = NULL;

    if (self->server == NULL)
        return NULL;
    text = g_strstrip(g_strdup(gtk_editable_get_text(self->server)));
    while (g_str_has_suffix(text, "/"))
        text[strlen(text) - 1] = '\0';
    if (*text != '\0' && strstr(text, ":/") == NULL)
        return g_strconcat("https://", text, NULL);
    return g_steal_pointer(&text);
}

static char *
read_name(AppStationGroup *self)
{
    if (self->name == NULL)
        return NULL;
    return g_strstrip(g_strdup(gtk_editable_get_text(self->name)));
}

static void
on_probed(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppStationGroup) self = user_data;
    g_autofree char *server = g_steal_pointer(&self->asked);
    g_autofree char *name = NULL;
    g_autoptr(GError) error = NULL;

    (void)source;
    station_probe_finish(result, &error);
    if (self->station == NULL) /* nobody looks any more */
        return;
    adw_entry_row_remove(ADW_ENTRY_ROW(self->server), GTK_WIDGET(self->spinner));
    if (error != NULL) {
        refuse(self, self->server, station_sentence_code(error), sentence_of(error, server));
        return;
    }
    name = read_name(self);
    store(self, server, name);
}

/* TRUE if it may be asked. */
static gboolean
check_server(AppStationGroup *self, const char *server)
{
    if (*server == '\0')
        refuse(self, self->server, "none", _("Enter the server's address."));
    else if (station_counter_is_occupied(self->counter))
        refuse(self, self->server, "original_under_way",
               _("An original is under way at the counter. Finish it, then change the server."));
    else
        return TRUE;
    return FALSE;
}

static void
ask(AppStationGroup *self, const char *server)
{
    gtk_editable_set_text(self->server, server);
    self->asked = g_strdup(server);
    adw_entry_row_add_suffix(ADW_ENTRY_ROW(self->server), GTK_WIDGET(self->spinner));
    station_probe_async(server, station_get_config(self->station)->ca_file, self->cancellable,
                        on_probed, g_object_ref(self));
}

void
app_station_group_apply(AppStationGroup *self)
{
    g_autofree char *server = read_server(self);
    g_autofree char *name = read_name(self);

    if (self->asked != NULL)
        return;
    clear(self);
    if (name != NULL && !station_config_accepts("station", "name", name, NULL))
        refuse(self, self->name, "bad_name",
               _("The counter's name cannot be stored like this. It may be up to 64 bytes long, "
                 "about 20 Chinese characters."));
    else if (server == NULL || strcmp(server, station_get_server(self->station)) == 0)
        store(self, NULL, name);
    else if (check_server(self, server))
        ask(self, server);
}

void
app_station_group_offer_apply(AppStationGroup *self)
{
    if (self->server != NULL)
        adw_entry_row_set_show_apply_button(ADW_ENTRY_ROW(self->server), TRUE);
    if (self->name != NULL)
        adw_entry_row_set_show_apply_button(ADW_ENTRY_ROW(self->name), TRUE);
}

/* ---- the object ---- */

/* The row, unless it is locked. */
static GtkEditable *
add_row(AppStationGroup *self, const char *key, const char *title, const char *value)
{
    g_autofree char *who = app_locked_by(self->station, "station", key);
    GtkWidget *row;

    if (who != NULL) {
        adw_preferences_group_add(ADW_PREFERENCES_GROUP(self),
                                  app_locked_row_new(title, value, who));
        return NULL;
    }
    row = adw_entry_row_new();
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
    gtk_editable_set_text(GTK_EDITABLE(row), value);
    adw_entry_row_set_input_hints(ADW_ENTRY_ROW(row), GTK_INPUT_HINT_NO_SPELLCHECK);
    g_signal_connect_object(row, "apply", G_CALLBACK(app_station_group_apply), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(row, "entry-activated", G_CALLBACK(app_station_group_apply), self,
                            G_CONNECT_SWAPPED);
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), row);
    return GTK_EDITABLE(row);
}

void
app_station_group_bind(AppStationGroup *self, Station *station, StationCounter *counter)
{
    self->station = g_object_ref(station);
    self->counter = g_object_ref(counter);
    self->server = add_row(self, "server", _("Server's address"), station_get_server(station));
    self->name = add_row(self, "name", _("Name of this counter"),
                         station_get_config(station)->name);
    if (self->server != NULL)
        adw_entry_row_set_input_purpose(ADW_ENTRY_ROW(self->server), GTK_INPUT_PURPOSE_URL);
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), GTK_WIDGET(self->trouble));
}

static void
app_station_group_dispose(GObject *object)
{
    AppStationGroup *self = APP_STATION_GROUP(object);

    g_cancellable_cancel(self->cancellable);
    g_clear_object(&self->spinner);
    g_clear_object(&self->trouble);
    g_clear_object(&self->counter);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_station_group_parent_class)->dispose(object);
}

static void
app_station_group_finalize(GObject *object)
{
    AppStationGroup *self = APP_STATION_GROUP(object);

    g_object_unref(self->cancellable);
    g_free(self->asked);
    G_OBJECT_CLASS(app_station_group_parent_class)->finalize(object);
}

static void
app_station_group_class_init(AppStationGroupClass *class)
{
    G_OBJECT_CLASS(class)->dispose = app_station_group_dispose;
    G_OBJECT_CLASS(class)->finalize = app_station_group_finalize;
    applied = g_signal_new("applied", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                           NULL, G_TYPE_NONE, 0);
}

static void
app_station_group_init(AppStationGroup *self)
{
    self->cancellable = g_cancellable_new();
    self->spinner = g_object_ref_sink(GTK_SPINNER(gtk_spinner_new()));
    gtk_spinner_start(self->spinner);
    self->trouble = g_object_ref_sink(app_trouble_new());
}
