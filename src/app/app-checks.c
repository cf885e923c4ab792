#include "app-checks.h"

#include "app-spoken.h"

#include "station-check.h"
#include "station-language.h"

struct _AppChecks {
    GtkBox parent_instance;

    GtkListBox *list;
};

G_DEFINE_FINAL_TYPE(AppChecks, app_checks, GTK_TYPE_BOX)

static GtkWidget *
label_new(const char *text, const char *class)
{
    GtkWidget *label = gtk_label_new(text);

    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_widget_add_css_class(label, class);
    return label;
}

static GtkWidget *
row_new(const StationCheck *check)
{
    GtkWidget *row = gtk_list_box_row_new();
    GtkWidget *columns = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 10);
    GtkWidget *words = gtk_box_new(GTK_ORIENTATION_VERTICAL, 2);
    GtkWidget *icon = g_object_new(
        GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "icon-name",
        check->passed ? "object-select-symbolic" : "dialog-warning-symbolic", NULL);
    GtkWidget *title = label_new(check->title, "title");
    g_autofree char *spoken = g_strdup_printf("%s: %s", check->title, check->text);

    gtk_widget_set_valign(icon, check->passed ? GTK_ALIGN_CENTER : GTK_ALIGN_START);
    gtk_widget_set_hexpand(words, TRUE);
    gtk_box_append(GTK_BOX(words), title);
    if (!check->passed)
        gtk_box_append(GTK_BOX(words), label_new(check->text, "fact"));
    gtk_box_append(GTK_BOX(columns), icon);
    gtk_box_append(GTK_BOX(columns), words);
    gtk_box_append(GTK_BOX(columns), label_new(check->shown, "measured"));
    gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), columns);
    gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), FALSE);
    gtk_widget_add_css_class(row, check->passed ? "passed" : "failed");
    gtk_widget_set_tooltip_text(row, check->text);
    app_spoken_name(GTK_WIDGET(row), spoken);
    return row;
}

void
app_checks_show(AppChecks *self, GPtrArray *list)
{
    GtkWidget *row;

    while ((row = gtk_widget_get_first_child(GTK_WIDGET(self->list))) != NULL)
        gtk_list_box_remove(self->list, row);
    for (guint i = 0; list != NULL && i < list->len; i++)
        gtk_list_box_append(self->list, row_new(g_ptr_array_index(list, i)));
    gtk_widget_set_visible(GTK_WIDGET(self), list != NULL);
}

static void
app_checks_class_init(AppChecksClass *class)
{
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "checks");
}

static void
app_checks_init(AppChecks *self)
{
    self->list = GTK_LIST_BOX(gtk_list_box_new());
    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    gtk_list_box_set_selection_mode(self->list, GTK_SELECTION_NONE);
    gtk_widget_add_css_class(GTK_WIDGET(self->list), "card-list");
    app_spoken_name(GTK_WIDGET(self->list), _("Checks of the page"));
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->list));
}
