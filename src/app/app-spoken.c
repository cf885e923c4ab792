#include "app-spoken.h"

#include "station-language.h"

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

/* Once it is shown: till then there is no button. */
static void
name_close(GtkWidget *words)
{
    GtkWidget *toast = words;
    GtkWidget *child;

    while (toast != NULL && !g_str_equal(gtk_widget_get_css_name(toast), "toast"))
        toast = gtk_widget_get_parent(toast);
    child = toast != NULL ? gtk_widget_get_first_child(toast) : NULL;
    for (; child != NULL; child = gtk_widget_get_next_sibling(child))
        if (GTK_IS_BUTTON(child) && gtk_button_get_icon_name(GTK_BUTTON(child)) != NULL)
            app_spoken_name(child, _("Close"));
}

AdwToast *
app_spoken_toast(const char *words)
{
    AdwToast *toast = adw_toast_new(words);
    GtkWidget *label = gtk_label_new(words);

    gtk_widget_add_css_class(label, "heading");
    g_signal_connect(label, "map", G_CALLBACK(name_close), NULL);
    adw_toast_set_custom_title(toast, label);
    return toast;
}
