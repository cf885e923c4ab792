#include "app-stepper.h"

#include "app-spoken.h"

#include "report-status.h"
#include "station-language.h"

struct _AppStepper {
    GtkWidget parent_instance;

    guint step;
    GtkWidget *cells[REPORT_STEP_COUNT];
};

enum {
    PROP_STEP = 1,
    N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE(AppStepper, app_stepper, GTK_TYPE_WIDGET)

static GtkWidget *
new_line(gboolean visible)
{
    GtkWidget *line = gtk_separator_new(GTK_ORIENTATION_HORIZONTAL);

    gtk_widget_set_hexpand(line, TRUE);
    gtk_widget_set_valign(line, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class(line, "line");
    gtk_widget_set_opacity(line, visible ? 1.0 : 0.0);
    return line;
}

/* A cell is a rail (half a line, the dot, half a line) over the step's name; the halves of
 * neighbours meet, so the line is drawn through whatever the names' widths. */
static GtkWidget *
new_cell(guint step)
{
    GtkWidget *cell = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *rail = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    GtkWidget *dot = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    GtkWidget *label = gtk_label_new(report_step_label(step, station_language_get()));

    gtk_widget_add_css_class(cell, "step");
    gtk_widget_add_css_class(rail, "rail");
    gtk_widget_add_css_class(dot, "dot");
    gtk_widget_set_valign(dot, GTK_ALIGN_CENTER);
    gtk_box_append(GTK_BOX(rail), new_line(step > 0));
    gtk_box_append(GTK_BOX(rail), dot);
    gtk_box_append(GTK_BOX(rail), new_line(step < REPORT_STEP_COUNT - 1));
    gtk_box_append(GTK_BOX(cell), rail);
    gtk_box_append(GTK_BOX(cell), label);
    return cell;
}

static void
mark(GtkWidget *widget, const char *class, gboolean on)
{
    if (on)
        gtk_widget_add_css_class(widget, class);
    else
        gtk_widget_remove_css_class(widget, class);
}

static void
show_step(AppStepper *self)
{
    for (guint i = 0; i < REPORT_STEP_COUNT; i++) {
        GtkWidget *rail = gtk_widget_get_first_child(self->cells[i]);

        mark(self->cells[i], "done", i < self->step);
        mark(self->cells[i], "present", i == self->step);
        mark(gtk_widget_get_first_child(rail), "done", i <= self->step);
        mark(gtk_widget_get_last_child(rail), "done", i < self->step);
    }
    app_spoken_name(GTK_WIDGET(self), report_step_label(self->step, station_language_get()));
}

void
app_stepper_set_step(AppStepper *self, guint step)
{
    g_return_if_fail(step < REPORT_STEP_COUNT);
    if (self->step == step)
        return;
    self->step = step;
    show_step(self);
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_STEP]);
}

guint
app_stepper_get_step(AppStepper *self)
{
    return self->step;
}

static void
app_stepper_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    if (id == PROP_STEP)
        g_value_set_uint(value, APP_STEPPER(object)->step);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
app_stepper_set_property(GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    if (id == PROP_STEP)
        app_stepper_set_step(APP_STEPPER(object), g_value_get_uint(value));
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
app_stepper_dispose(GObject *object)
{
    AppStepper *self = APP_STEPPER(object);

    for (guint i = 0; i < REPORT_STEP_COUNT; i++)
        g_clear_pointer(&self->cells[i], gtk_widget_unparent);
    G_OBJECT_CLASS(app_stepper_parent_class)->dispose(object);
}

static void
app_stepper_class_init(AppStepperClass *class)
{
    GObjectClass *object_class = G_OBJECT_CLASS(class);
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    object_class->get_property = app_stepper_get_property;
    object_class->set_property = app_stepper_set_property;
    object_class->dispose = app_stepper_dispose;
    properties[PROP_STEP] = g_param_spec_uint("step", NULL, NULL, 0, REPORT_STEP_COUNT - 1, 0,
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                  G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties(object_class, N_PROPERTIES, properties);
    gtk_widget_class_set_css_name(widget_class, "stepper");
    gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BOX_LAYOUT);
    gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
app_stepper_init(AppStepper *self)
{
    GtkLayoutManager *layout = gtk_widget_get_layout_manager(GTK_WIDGET(self));

    gtk_box_layout_set_homogeneous(GTK_BOX_LAYOUT(layout), TRUE);
    for (guint i = 0; i < REPORT_STEP_COUNT; i++) {
        self->cells[i] = new_cell(i);
        gtk_widget_set_hexpand(self->cells[i], TRUE);
        gtk_widget_set_parent(self->cells[i], GTK_WIDGET(self));
    }
    show_step(self);
}
