#include "app-locked.h"

#include "station-language.h"

char *
app_locked_by(Station *station, const char *group, const char *key)
{
    if (station_config_is_locked(station_get_config(station), group, key))
        /* Translators: %s is the path of a file. */
        return g_strdup_printf(_("Set by the administrator in %s"), station_config_system_path());
    if (station_is_server_given(station) && g_strcmp0(group, "station") == 0 &&
        g_strcmp0(key, "server") == 0)
        return g_strdup(_("Given with --server when the program was started"));
    return NULL;
}

void
app_locked_mark(AdwActionRow *row, const char *words)
{
    adw_action_row_set_icon_name(row, "changes-prevent-symbolic");
    adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
    adw_action_row_set_subtitle(row, words);
    gtk_widget_add_css_class(GTK_WIDGET(row), "locked");
    gtk_widget_set_sensitive(GTK_WIDGET(row), FALSE);
}

GtkWidget *
app_locked_row_new(const char *title, const char *value, const char *who)
{
    GtkWidget *row = adw_action_row_new();
    g_autofree char *words = g_strdup_printf("%s\n%s", value, who);

    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
    app_locked_mark(ADW_ACTION_ROW(row), words);
    return row;
}
