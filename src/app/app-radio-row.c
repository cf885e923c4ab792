#include "app-radio-row.h"

GtkWidget *
app_radio_row_new(const char *title, const char *subtitle, gboolean chosen, GtkCheckButton **group)
{
    GtkWidget *row = g_object_new(ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title,
                                  "subtitle", subtitle, NULL);
    GtkWidget *check = g_object_new(GTK_TYPE_CHECK_BUTTON, "group", *group, "active", chosen,
                                    "valign", GTK_ALIGN_CENTER, NULL);

    *group = GTK_CHECK_BUTTON(check);
    gtk_accessible_update_property(GTK_ACCESSIBLE(check), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                   subtitle, -1);
    adw_action_row_add_prefix(ADW_ACTION_ROW(row), check);
    adw_action_row_set_activatable_widget(ADW_ACTION_ROW(row), check);
    return row;
}

GtkCheckButton *
app_radio_row_get_check(GtkWidget *row)
{
    return GTK_CHECK_BUTTON(adw_action_row_get_activatable_widget(ADW_ACTION_ROW(row)));
}
