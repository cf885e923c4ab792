#include "app-application.h"

#include "app-help.h"
#include "app-memory.h"
#include "app-places.h"
#include "app-preferences.h"
#include "app-pulse.h"
#include "app-settings.h"
#include "app-student-feed.h"
#include "app-student-window.h"
#include "app-window.h"
#include "station-language.h"
#include "station-sentence.h"

struct _AppApplication {
    AdwApplication parent_instance;

    char *profile;
    char *server;
    Station *station;
    StationSender *sender;
    StationLink *link;
    StationCounter *counter;
    AppStudentView *view;
    AppStudentFeed *feed;
    AppWindow *staff;
    AppStudentWindow *student;
    AppPlaces *places;
    GtkWindow *preferences; /* weak, while they are open */
    GSettings *settings;    /* NULL where the schema is not installed */
    AppPulse *pulse;        /* or NULL */
};

G_DEFINE_FINAL_TYPE(AppApplication, app_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
    {"profile", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Folder of the station's profile"),
     N_("DIR")},
    {"server", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Central server to use"), N_("URL")},
    {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
};

static int
app_application_handle_local_options(GApplication *application, GVariantDict *given)
{
    AppApplication *self = APP_APPLICATION(application);

    g_variant_dict_lookup(given, "profile", "^ay", &self->profile);
    g_variant_dict_lookup(given, "server", "s", &self->server);
    return -1;
}

/* ---- what cannot go on ---- */

static void
on_refusal_closed(AppApplication *self)
{
    g_application_quit(G_APPLICATION(self));
}

/* Nothing can be shown but why: a wrong configuration, an outbox in other hands. Takes the error.
 */
static void
refuse(AppApplication *self, GError *error)
{
    GtkWidget *dialog = adw_message_dialog_new(NULL, _("Scan Station cannot start"),
                                               station_sentence_text(error));

    adw_message_dialog_format_body(ADW_MESSAGE_DIALOG(dialog), "%s\n\n%s",
                                   station_sentence_text(error), error->message);
    adw_message_dialog_add_response(ADW_MESSAGE_DIALOG(dialog), "close", _("Close"));
    gtk_window_set_application(GTK_WINDOW(dialog), GTK_APPLICATION(self));
    g_signal_connect_swapped(dialog, "response", G_CALLBACK(on_refusal_closed), self);
    gtk_window_present(GTK_WINDOW(dialog));
    g_error_free(error);
}

static void
on_announcements(AppApplication *self)
{
    GPtrArray *announcements = station_link_get_announcements(self->link);
    g_autoptr(GPtrArray) titles = g_ptr_array_new();

    for (guint i = 0; i < announcements->len; i++)
        g_ptr_array_add(titles, ((ApiAnnouncement *)g_ptr_array_index(announcements, i))->title);
    g_ptr_array_add(titles, NULL);
    app_student_window_set_announcements(self->student, (const char *const *)titles->pdata);
}

/* ---- the preferences ---- */

/* Whoever may set up this station: who is signed in, and anybody as long as nobody is, for a wrong
 * server would let nobody in. */
static void
allow_preferences(AppApplication *self)
{
    GAction *action = g_action_map_lookup_action(G_ACTION_MAP(self), "preferences");
    gboolean locked = app_lock_is_locked(app_window_get_lock(self->staff));
    gboolean allowed = app_window_is_set_up(self->staff) &&
                       (!locked || station_get_session(self->station, NULL) == NULL);

    g_simple_action_set_enabled(G_SIMPLE_ACTION(action), allowed);
}

static void
on_locked(AppApplication *self)
{
    app_student_feed_clear(self->feed);
    if (self->preferences != NULL)
        gtk_window_close(self->preferences);
    allow_preferences(self);
}

static void
on_unlocked(AppApplication *self)
{
    app_student_feed_show(self->feed);
    allow_preferences(self);
}

static void
on_preferences(GSimpleAction *action, GVariant *page, gpointer application)
{
    AppApplication *self = application;

    (void)action;
    if (self->preferences == NULL) {
        GtkWindow *window = GTK_WINDOW(
            app_preferences_new(GTK_WINDOW(self->staff), self->station, self->counter, self->link));

        g_set_weak_pointer(&self->preferences, window);
        app_lock_watch(app_window_get_lock(self->staff), GTK_WIDGET(window));
    }
    app_preferences_show_page(APP_PREFERENCES(self->preferences), g_variant_get_string(page, NULL));
    g_debug("preferences: open");
}

/* ---- the windows ---- */

static void
on_config_changed(AppApplication *self)
{
    app_places_set_monitor(self->places, station_get_config(self->station)->monitor);
}

static void
listen(AppApplication *self)
{
    AppLock *lock = app_window_get_lock(self->staff);

    g_signal_connect_object(lock, "locked", G_CALLBACK(on_locked), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(lock, "unlocked", G_CALLBACK(on_unlocked), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(self->staff, "set-up", G_CALLBACK(allow_preferences), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->link, "announcements", G_CALLBACK(on_announcements), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->station, "config-changed", G_CALLBACK(on_config_changed), self,
                            G_CONNECT_SWAPPED);
    /* The student's window is no reason to go on without the staff's. */
    g_signal_connect_object(self->staff, "destroy", G_CALLBACK(g_application_quit), self,
                            G_CONNECT_SWAPPED);
    app_lock_watch(lock, GTK_WIDGET(self->student));
}

static void
on_student_painted(GdkFrameClock *clock, AppApplication *self)
{
    g_signal_handlers_disconnect_by_data(clock, self);
    gtk_window_present(GTK_WINDOW(self->staff));
}

/* The student's window first: compositors give the keyboard to the one that comes last. */
static void
present_windows(AppApplication *self)
{
    gtk_widget_realize(GTK_WIDGET(self->student));
    gtk_widget_realize(GTK_WIDGET(self->staff));
    self->places = app_places_new(GTK_WINDOW(self->staff), GTK_WINDOW(self->student));
    app_places_set_monitor(self->places, station_get_config(self->station)->monitor);
    gtk_window_present(GTK_WINDOW(self->student));
    g_signal_connect_object(gtk_widget_get_frame_clock(GTK_WIDGET(self->student)), "after-paint",
                            G_CALLBACK(on_student_painted), self, 0);
}

static void
open_windows(AppApplication *self)
{
    self->counter = station_counter_new(self->station, self->sender);
    app_memory_give_back_after(self->counter);
    self->feed = app_student_feed_new(self->counter, self->sender, self->view);
    self->student = app_student_window_new(GTK_APPLICATION(self), self->view);
    self->staff = app_window_new(GTK_APPLICATION(self), self->station, self->counter, self->link,
                                 self->sender);
    if (self->settings != NULL)
        app_settings_keep_size(self->settings, GTK_WINDOW(self->staff));
    listen(self);
    allow_preferences(self);
    present_windows(self);
    app_lock_begin(app_window_get_lock(self->staff));
    self->pulse = app_pulse_new(GTK_WIDGET(self->staff), self->counter);
    station_link_ask(self->link);
    station_sender_start(self->sender);
}

static void
on_outbox_opened(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(AppApplication) self = user_data;
    GError *error = NULL;

    g_application_release(G_APPLICATION(self));
    if (station_open_outbox_finish(STATION_STATION(source), result, NULL, &error))
        open_windows(self);
    else
        refuse(self, error);
}

static void
app_application_activate(GApplication *application)
{
    AppApplication *self = APP_APPLICATION(application);
    GError *error = NULL;

    if (self->staff != NULL) {
        gtk_window_present(GTK_WINDOW(self->staff));
        return;
    }
    if (self->station != NULL)
        return;
    self->station = station_new(self->profile, self->server, &error);
    if (self->station == NULL) {
        refuse(self, error);
        return;
    }
    self->sender = station_sender_new(self->station);
    self->link = station_link_new(self->station, self->sender);
    g_application_hold(application);
    station_open_outbox_async(self->station, TRUE, NULL, on_outbox_opened, g_object_ref(self));
}

static void
load_style(void)
{
    g_autoptr(GtkCssProvider) provider = gtk_css_provider_new();

    gtk_css_provider_load_from_resource(provider, "/tw/edu/ksu/ScanStation/app.css");
    gtk_style_context_add_provider_for_display(gdk_display_get_default(),
                                               GTK_STYLE_PROVIDER(provider),
                                               GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
    /* Words that the keyboard comes to are not marked as if one would copy them. */
    g_object_set(gtk_settings_get_default(), "gtk-label-select-on-focus", FALSE, NULL);
}

/* ---- actions ---- */

static void
on_shortcuts(GSimpleAction *action, GVariant *parameter, gpointer application)
{
    (void)action;
    (void)parameter;
    app_help_show_shortcuts(GTK_WINDOW(APP_APPLICATION(application)->staff));
}

static void
on_about(GSimpleAction *action, GVariant *parameter, gpointer application)
{
    (void)action;
    (void)parameter;
    app_help_show_about(GTK_WINDOW(APP_APPLICATION(application)->staff));
}

static void
on_quit(GSimpleAction *action, GVariant *parameter, gpointer application)
{
    (void)action;
    (void)parameter;
    g_application_quit(application);
}

static void
add_actions(AppApplication *self)
{
    static const GActionEntry actions[] = {
        {.name = "preferences", .activate = on_preferences, .parameter_type = "s"},
        {.name = "shortcuts", .activate = on_shortcuts},
        {.name = "about", .activate = on_about},
        {.name = "quit", .activate = on_quit},
    };
    static const struct {
        const char *action;
        const char *keys[2];
    } accels[] = {
        {"app.preferences::counter", {"<Control>comma"}},
        {"app.shortcuts", {"<Control>question"}},
        {"app.quit", {"<Control>q"}},
    };

    g_action_map_add_action_entries(G_ACTION_MAP(self), actions, G_N_ELEMENTS(actions), self);
    for (gsize i = 0; i < G_N_ELEMENTS(accels); i++)
        gtk_application_set_accels_for_action(GTK_APPLICATION(self), accels[i].action,
                                              accels[i].keys);
}

static void
app_application_startup(GApplication *application)
{
    AppApplication *self = APP_APPLICATION(application);

    G_APPLICATION_CLASS(app_application_parent_class)->startup(application);
    gtk_window_set_default_icon_name(APP_ID);
    load_style();
    self->settings = app_settings_open();
    if (self->settings != NULL)
        app_settings_follow_style(self->settings);
    add_actions(self);
}

static void
app_application_dispose(GObject *object)
{
    AppApplication *self = APP_APPLICATION(object);

    g_clear_weak_pointer(&self->preferences);
    g_clear_object(&self->settings);
    g_clear_object(&self->pulse);
    g_clear_object(&self->places);
    g_clear_object(&self->feed);
    g_clear_object(&self->counter);
    g_clear_object(&self->link);
    if (self->sender != NULL)
        station_sender_stop(self->sender);
    g_clear_object(&self->sender);
    g_clear_object(&self->view);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_application_parent_class)->dispose(object);
}

static void
app_application_finalize(GObject *object)
{
    AppApplication *self = APP_APPLICATION(object);

    g_free(self->profile);
    g_free(self->server);
    G_OBJECT_CLASS(app_application_parent_class)->finalize(object);
}

static void
app_application_class_init(AppApplicationClass *class)
{
    GApplicationClass *application_class = G_APPLICATION_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = app_application_dispose;
    G_OBJECT_CLASS(class)->finalize = app_application_finalize;
    application_class->handle_local_options = app_application_handle_local_options;
    application_class->startup = app_application_startup;
    application_class->activate = app_application_activate;
}

static void
app_application_init(AppApplication *self)
{
    self->view = app_student_view_new();
    g_application_add_main_option_entries(G_APPLICATION(self), options);
}

AppApplication *
app_application_new(void)
{
    return g_object_new(APP_TYPE_APPLICATION, "application-id", APP_ID, "flags",
                        G_APPLICATION_NON_UNIQUE, NULL);
}
