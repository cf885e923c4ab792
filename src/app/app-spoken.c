#include "app-spoken.h"

void
app_spoken_name(GtkWidget *widget, const char *name)
{
    GtkAccessible *accessible = GTK_ACCESSIBLE(widget);

    gtk_accessible_update_property(accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    /* Newer versions of GTK relate a button to the words on it, and that goes first. */
    gtk_accessible_reset_relation(accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static const char *
words_on(GtkWidget *widget)
{
    const char *words = GTK_IS_LABEL(widget) ? gtk_label_get_text(GTK_LABEL(widget)) : "";

    for (GtkWidget *child = gtk_widget_get_first_child(widget); *words == '\0' && child != NULL;
         child = gtk_widget_get_next_sibling(child))
        words = words_on(child);
    return words;
}

static void
name_items(GtkWidget *widget)
{
    if (gtk_accessible_get_accessible_role(GTK_ACCESSIBLE(widget)) == GTK_ACCESSIBLE_ROLE_MENU_ITEM)
        app_spoken_name(widget, words_on(widget));
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        name_items(child);
}

void
app_spoken_menu(GtkMenuButton *button)
{
    g_signal_connect(gtk_menu_button_get_popover(button), "map", G_CALLBACK(name_items), NULL);
}
