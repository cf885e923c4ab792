#include "app-settings.h"

#define SCHEMA "tw.edu.ksu.ScanStation"

GSettings *
app_settings_open(void)
{
    GSettingsSchemaSource *source = g_settings_schema_source_get_default();
    g_autoptr(GSettingsSchema)
        schema = source != NULL ? g_settings_schema_source_lookup(source, SCHEMA, TRUE) : NULL;

    return schema != NULL ? g_settings_new(SCHEMA) : NULL;
}

static gboolean
scheme_of_style(GValue *value, GVariant *style, gpointer user_data)
{
    const char *nick = g_variant_get_string(style, NULL);

    (void)user_data;
    if (g_strcmp0(nick, "light") == 0)
        g_value_set_enum(value, ADW_COLOR_SCHEME_FORCE_LIGHT);
    else if (g_strcmp0(nick, "dark") == 0)
        g_value_set_enum(value, ADW_COLOR_SCHEME_FORCE_DARK);
    else
        g_value_set_enum(value, ADW_COLOR_SCHEME_DEFAULT);
    return TRUE;
}

void
app_settings_follow_style(GSettings *settings)
{
    g_settings_bind_with_mapping(settings, "style", adw_style_manager_get_default(), "color-scheme",
                                 G_SETTINGS_BIND_GET, scheme_of_style, NULL, NULL, NULL);
}

void
app_settings_keep_size(GSettings *settings, GtkWindow *window)
{
    g_settings_bind(settings, "window-width", window, "default-width", G_SETTINGS_BIND_DEFAULT);
    g_settings_bind(settings, "window-height", window, "default-height", G_SETTINGS_BIND_DEFAULT);
    g_settings_bind(settings, "window-maximized", window, "maximized", G_SETTINGS_BIND_DEFAULT);
}
