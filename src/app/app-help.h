/* What the keys are, and what this program is. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Both stand before the parent until they are closed. */
void app_help_show_shortcuts(GtkWindow *parent);
void app_help_show_about(GtkWindow *parent);

G_END_DECLS
