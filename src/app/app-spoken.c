#include "app-spoken.h"

void
app_spoken_name(GtkWidget *widget, const char *name)
{
    GtkAccessible *accessible = GTK_ACCESSIBLE(widget);

    gtk_accessible_update_property(accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    /* Newer versions of GTK relate a button to the words on it, and that goes first. */
    gtk_accessible_reset_relation(accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}
