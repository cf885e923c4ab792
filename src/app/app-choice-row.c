#include "app-choice-row.h"

#include "app-spoken.h"

struct _AppChoiceRow {
    AdwActionRow parent_instance;

    GtkBox *toggles;
    gboolean showing; /* what is shown by the program is chosen by nobody */
};

static guint chosen;

G_DEFINE_FINAL_TYPE(AppChoiceRow, app_choice_row, ADW_TYPE_ACTION_ROW)

static const char *
value_of(GtkWidget *toggle)
{
    return g_object_get_data(G_OBJECT(toggle), "value");
}

static void
on_toggled(GtkToggleButton *toggle, AppChoiceRow *self)
{
    if (gtk_toggle_button_get_active(toggle) && !self->showing)
        g_signal_emit(self, chosen, 0, value_of(GTK_WIDGET(toggle)));
}

void
app_choice_row_add(AppChoiceRow *self, const char *value, const char *label, const char *spoken)
{
    GtkWidget *first = gtk_widget_get_first_child(GTK_WIDGET(self->toggles));
    GtkWidget *toggle = gtk_toggle_button_new_with_label(label);

    g_object_set_data_full(G_OBJECT(toggle), "value", g_strdup(value), g_free);
    if (first != NULL)
        gtk_toggle_button_set_group(GTK_TOGGLE_BUTTON(toggle), GTK_TOGGLE_BUTTON(first));
    app_spoken_name(GTK_WIDGET(toggle), spoken != NULL ? spoken : label);
    g_signal_connect_object(toggle, "toggled", G_CALLBACK(on_toggled), self, 0);
    gtk_box_append(self->toggles, toggle);
}

void
app_choice_row_offer(AppChoiceRow *self,
                     gboolean (*is_offered)(const char *value, gconstpointer data),
                     gconstpointer data)
{
    GtkWidget *first = gtk_widget_get_first_child(GTK_WIDGET(self->toggles)), *toggle;
    gboolean any = FALSE;

    for (toggle = first; toggle != NULL; toggle = gtk_widget_get_next_sibling(toggle))
        any = any || is_offered(value_of(toggle), data);
    for (toggle = first; toggle != NULL; toggle = gtk_widget_get_next_sibling(toggle))
        gtk_widget_set_visible(toggle, !any || is_offered(value_of(toggle), data) ||
                                           gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(toggle)));
}

gboolean
app_choice_row_show(AppChoiceRow *self, const char *value)
{
    GtkWidget *toggle = gtk_widget_get_first_child(GTK_WIDGET(self->toggles));

    while (toggle != NULL && g_strcmp0(value_of(toggle), value) != 0)
        toggle = gtk_widget_get_next_sibling(toggle);
    if (toggle == NULL)
        return FALSE;
    self->showing = TRUE;
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(toggle), TRUE);
    self->showing = FALSE;
    return TRUE;
}

static void
app_choice_row_class_init(AppChoiceRowClass *class)
{
    chosen = g_signal_new("chosen", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
app_choice_row_init(AppChoiceRow *self)
{
    GtkWidget *toggles = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);

    self->toggles = GTK_BOX(toggles);
    gtk_widget_set_valign(toggles, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class(toggles, "linked");
    adw_action_row_add_suffix(ADW_ACTION_ROW(self), toggles);
    /* The values take the focus, the row does not. */
    gtk_widget_set_focusable(GTK_WIDGET(self), FALSE);
}

GtkWidget *
app_choice_row_new(const char *title)
{
    return g_object_new(APP_TYPE_CHOICE_ROW, "title", title, NULL);
}
