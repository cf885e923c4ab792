#include "app-discard.h"

#define MAX_WORDS 500

struct _AppDiscard {
    GtkBox parent_instance;

    GtkLabel *question;
    GtkEditable *why;
    GtkWidget *give_up;
};

enum {
    GIVEN,
    KEPT,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(AppDiscard, app_discard, GTK_TYPE_BOX)

static gboolean
is_reason(AppDiscard *self)
{
    g_autofree char *words = g_strstrip(g_strdup(gtk_editable_get_text(self->why)));

    return *words != '\0';
}

static void
on_typed(AppDiscard *self)
{
    gtk_widget_action_set_enabled(GTK_WIDGET(self), "discard.give-up", is_reason(self));
}

static void
on_entered(AppDiscard *self)
{
    if (is_reason(self))
        gtk_widget_grab_focus(self->give_up);
}

static void
on_give_up(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppDiscard *self = APP_DISCARD(widget);

    (void)name;
    (void)parameter;
    gtk_widget_set_sensitive(widget, FALSE);
    g_signal_emit(self, signals[GIVEN], 0, gtk_editable_get_text(self->why));
}

static void
on_keep(GtkWidget *widget, const char *name, GVariant *parameter)
{
    (void)name;
    (void)parameter;
    g_signal_emit(widget, signals[KEPT], 0);
}

void
app_discard_ask_again(AppDiscard *self)
{
    gtk_widget_set_sensitive(GTK_WIDGET(self), TRUE);
    gtk_widget_grab_focus(GTK_WIDGET(self));
}

AppDiscard *
app_discard_new(void)
{
    return g_object_new(APP_TYPE_DISCARD, NULL);
}

/* ---- the object ---- */

static gboolean
app_discard_grab_focus(GtkWidget *widget)
{
    return gtk_widget_grab_focus(GTK_WIDGET(APP_DISCARD(widget)->why));
}

static void
app_discard_class_init(AppDiscardClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    widget_class->grab_focus = app_discard_grab_focus;
    signals[GIVEN] = g_signal_new("given", APP_TYPE_DISCARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
    signals[KEPT] = g_signal_new("kept", APP_TYPE_DISCARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
    gtk_widget_class_install_action(widget_class, "discard.give-up", NULL, on_give_up);
    gtk_widget_class_install_action(widget_class, "discard.keep", NULL, on_keep);
    gtk_widget_class_add_binding_action(widget_class, GDK_KEY_Escape, 0, "discard.keep", NULL);
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-discard.ui");
    gtk_widget_class_bind_template_child(widget_class, AppDiscard, question);
    gtk_widget_class_bind_template_child(widget_class, AppDiscard, why);
    gtk_widget_class_bind_template_child(widget_class, AppDiscard, give_up);
    gtk_widget_class_bind_template_callback(widget_class, on_typed);
    gtk_widget_class_bind_template_callback(widget_class, on_entered);
}

static void
app_discard_init(AppDiscard *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
    gtk_entry_set_max_length(GTK_ENTRY(self->why), MAX_WORDS);
    gtk_accessible_update_relation(GTK_ACCESSIBLE(self->why), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                   self->question, NULL, -1);
    on_typed(self);
}
