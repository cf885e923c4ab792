#include "app-student-window.h"

#include "app-soft-picture.h"
#include "app-stepper.h"
#include "station-language.h"

#define MAX_ANNOUNCEMENTS 4

/* Heights in pixels from which the larger letters are used: it is read from two metres. */
#define MEDIUM_HEIGHT 700
#define LARGE_HEIGHT  1000

struct _AppStudentWindow {
    GtkApplicationWindow parent_instance;

    AppStudentView *view;
    GtkStack *stack;
    GtkBox *announcements;
    GtkLabel *number;
    GtkLabel *status;
    GtkLabel *message;
    GtkLabel *detail;
    AppSoftPicture *picture;
    AppStepper *stepper;
    const char *scale;
};

enum {
    PROP_VIEW = 1,
    N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE(AppStudentWindow, app_student_window, GTK_TYPE_APPLICATION_WINDOW)

/* What each phase says, below the status. */
static const struct {
    const char *class;
    const char *status; /* NULL: the report's own status */
    const char *message;
    const char *detail;
} phase_words[] = {
    [APP_STUDENT_IDLE] = {"idle", "", "", ""},
    [APP_STUDENT_CHOSEN] = {"chosen", NULL, N_("Please hand over your original"), ""},
    [APP_STUDENT_SCANNING] = {"scanning", NULL, N_("Please wait: your original is being scanned"),
                              ""},
    [APP_STUDENT_LOOKING] = {"looking", NULL, N_("Scanned: the picture is being checked"), ""},
    [APP_STUDENT_SENDING] = {"sending", NULL, N_("Being submitted…"), ""},
    [APP_STUDENT_WAITING] = {"waiting", N_("Scanned, waiting to be sent"),
                             N_("Please take your original home now"),
                             N_("Your scan is stored safely. It is sent as soon as the server can "
                                "be reached.")},
    [APP_STUDENT_ACCEPTED] = {"accepted", NULL, N_("Please take your original home now"), ""},
    [APP_STUDENT_ATTENTION] = {"attention", NULL, N_("One moment, please"),
                               N_("The staff will tell you what to do.")},
};

static char *
accepted_detail(AppStudentView *view)
{
    gint64 at = app_student_view_get_accepted_at(view);
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_local(at / G_USEC_PER_SEC);
    g_autofree char *clock = when != NULL ? g_date_time_format(when, "%H:%M") : g_strdup("");

    /* Translators: %s is a time of day such as 14:03. */
    return g_strdup_printf(_("Submitted at %s. The reviewers will look at it next."), clock);
}

static const char *
translated(const char *text)
{
    return *text != '\0' ? _(text) : "";
}

static void
show_phase(AppStudentWindow *self)
{
    AppStudentPhase phase = app_student_view_get_phase(self->view);
    ReportStatus status = app_student_view_get_status(self->view);
    g_autofree char *accepted = NULL;
    const char *detail = translated(phase_words[phase].detail);

    for (gsize i = 0; i < G_N_ELEMENTS(phase_words); i++)
        gtk_widget_remove_css_class(GTK_WIDGET(self), phase_words[i].class);
    gtk_widget_add_css_class(GTK_WIDGET(self), phase_words[phase].class);
    if (phase == APP_STUDENT_ACCEPTED)
        detail = accepted = accepted_detail(self->view);
    gtk_label_set_label(self->status, phase_words[phase].status != NULL
                                          ? translated(phase_words[phase].status)
                                          : report_status_label(status, station_language_get()));
    gtk_label_set_label(self->message, translated(phase_words[phase].message));
    gtk_label_set_label(self->detail, detail);
    gtk_widget_set_visible(GTK_WIDGET(self->detail), *detail != '\0');
    app_stepper_set_step(self->stepper, report_status_step(status));
    gtk_stack_set_visible_child_name(self->stack, phase == APP_STUDENT_IDLE ? "idle" : "person");
}

static void
show_number(AppStudentWindow *self)
{
    const char *number = app_student_view_get_number(self->view);
    /* Translators: %s is the masked number, e.g. …017. */
    g_autofree char *text = g_strdup_printf(_("Student number %s"), number);

    gtk_label_set_label(self->number, *number != '\0' ? text : "");
}

static void
show_picture(AppStudentWindow *self)
{
    gtk_widget_set_visible(GTK_WIDGET(self->picture),
                           app_student_view_get_picture(self->view) != NULL);
}

void
app_student_window_set_announcements(AppStudentWindow *self, const char *const *titles)
{
    GtkWidget *child;

    while ((child = gtk_widget_get_first_child(GTK_WIDGET(self->announcements))) != NULL)
        gtk_box_remove(self->announcements, child);
    for (guint i = 0; titles[i] != NULL && i < MAX_ANNOUNCEMENTS; i++) {
        GtkWidget *label = gtk_label_new(titles[i]);

        gtk_label_set_xalign(GTK_LABEL(label), 0);
        gtk_label_set_wrap(GTK_LABEL(label), TRUE);
        gtk_label_set_lines(GTK_LABEL(label), 2);
        gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
        gtk_box_append(self->announcements, label);
    }
    gtk_widget_set_visible(GTK_WIDGET(self->announcements), titles[0] != NULL);
}

AppStudentWindow *
app_student_window_new(GtkApplication *application, AppStudentView *view)
{
    return g_object_new(APP_TYPE_STUDENT_WINDOW, "application", application, "view", view, NULL);
}

static void
app_student_window_size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
    AppStudentWindow *self = APP_STUDENT_WINDOW(widget);
    const char *scale = height >= LARGE_HEIGHT    ? "large"
                        : height >= MEDIUM_HEIGHT ? "medium"
                                                  : "small";

    GTK_WIDGET_CLASS(app_student_window_parent_class)
        ->size_allocate(widget, width, height, baseline);
    if (g_strcmp0(self->scale, scale) == 0)
        return;
    if (self->scale != NULL)
        gtk_widget_remove_css_class(widget, self->scale);
    gtk_widget_add_css_class(widget, scale);
    self->scale = scale;
}

static void
app_student_window_constructed(GObject *object)
{
    AppStudentWindow *self = APP_STUDENT_WINDOW(object);

    G_OBJECT_CLASS(app_student_window_parent_class)->constructed(object);
    g_signal_connect_object(self->view, "notify::phase", G_CALLBACK(show_phase), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->view, "notify::status", G_CALLBACK(show_phase), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->view, "notify::accepted-at", G_CALLBACK(show_phase), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->view, "notify::number", G_CALLBACK(show_number), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->view, "notify::picture", G_CALLBACK(show_picture), self,
                            G_CONNECT_SWAPPED);
    show_phase(self);
    show_number(self);
    show_picture(self);
}

static void
app_student_window_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    if (id == PROP_VIEW)
        g_value_set_object(value, APP_STUDENT_WINDOW(object)->view);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
app_student_window_set_property(GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    if (id == PROP_VIEW)
        APP_STUDENT_WINDOW(object)->view = g_value_dup_object(value);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
app_student_window_dispose(GObject *object)
{
    g_clear_object(&APP_STUDENT_WINDOW(object)->view);
    G_OBJECT_CLASS(app_student_window_parent_class)->dispose(object);
}

static void
app_student_window_class_init(AppStudentWindowClass *class)
{
    GObjectClass *object_class = G_OBJECT_CLASS(class);
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    g_type_ensure(APP_TYPE_STEPPER);
    g_type_ensure(APP_TYPE_SOFT_PICTURE);
    object_class->constructed = app_student_window_constructed;
    object_class->get_property = app_student_window_get_property;
    object_class->set_property = app_student_window_set_property;
    object_class->dispose = app_student_window_dispose;
    widget_class->size_allocate = app_student_window_size_allocate;
    properties[PROP_VIEW] = g_param_spec_object("view", NULL, NULL, APP_TYPE_STUDENT_VIEW,
                                                G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                    G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties(object_class, N_PROPERTIES, properties);
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-student-window.ui");
    gtk_widget_class_bind_template_child(widget_class, AppStudentWindow, stack);
    gtk_widget_class_bind_template_child(widget_class, AppStudentWindow, announcements);
    gtk_widget_class_bind_template_child(widget_class, AppStudentWindow, number);
    gtk_widget_class_bind_template_child(widget_class, AppStudentWindow, status);
    gtk_widget_class_bind_template_child(widget_class, AppStudentWindow, message);
    gtk_widget_class_bind_template_child(widget_class, AppStudentWindow, detail);
    gtk_widget_class_bind_template_child(widget_class, AppStudentWindow, picture);
    gtk_widget_class_bind_template_child(widget_class, AppStudentWindow, stepper);
}

static void
app_student_window_init(AppStudentWindow *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
