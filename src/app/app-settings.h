/* What belongs to the person and not to the station, in GSettings: light or dark, the size of the
 * window, when the counter locks. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* NULL where the schema is not installed: a build that is tried by hand. g_object_unref. */
GSettings *app_settings_open(void);

/* The application is light or dark as the person says, from now on. */
void app_settings_follow_style(GSettings *settings);
/* The window has the size that it had when it was last open. */
void app_settings_keep_size(GSettings *settings, GtkWindow *window);

G_END_DECLS
