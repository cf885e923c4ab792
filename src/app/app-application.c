#include "app-application.h"

#include "app-student-window.h"
#include "station-language.h"
#include "station-sentence.h"
#include "station.h"

struct _AppApplication {
    AdwApplication parent_instance;

    char *profile;
    char *server;
    Station *station;
    AppStudentView *view;
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

static void
load_style(void)
{
    g_autoptr(GtkCssProvider) provider = gtk_css_provider_new();

    gtk_css_provider_load_from_resource(provider, "/tw/edu/ksu/ScanStation/app.css");
    gtk_style_context_add_provider_for_display(gdk_display_get_default(),
                                               GTK_STYLE_PROVIDER(provider),
                                               GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
app_application_activate(GApplication *application)
{
    AppApplication *self = APP_APPLICATION(application);
    g_autoptr(GError) error = NULL;
    AppStudentWindow *student;

    if (self->station == NULL)
        self->station = station_new(self->profile, self->server, &error);
    if (self->station == NULL) {
        g_printerr("%s (%s)\n", station_sentence_text(error), error->message);
        return;
    }
    student = app_student_window_new(GTK_APPLICATION(self), self->view);
    gtk_window_present(GTK_WINDOW(student));
}

static void
app_application_startup(GApplication *application)
{
    G_APPLICATION_CLASS(app_application_parent_class)->startup(application);
    load_style();
}

static void
app_application_finalize(GObject *object)
{
    AppApplication *self = APP_APPLICATION(object);

    g_clear_object(&self->view);
    g_clear_object(&self->station);
    g_free(self->profile);
    g_free(self->server);
    G_OBJECT_CLASS(app_application_parent_class)->finalize(object);
}

static void
app_application_class_init(AppApplicationClass *class)
{
    GApplicationClass *application_class = G_APPLICATION_CLASS(class);

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
