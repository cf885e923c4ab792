/* Drawing a page as it lies, turned. Main thread. */
#pragma once

#include "app-sight.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on the unturned page's top left is the origin, and a page pixel as large as
 * app_place_scale. Between gtk_snapshot_save and _restore. */
void app_turn_into(GtkSnapshot *snapshot, const AppPlace *place);

G_END_DECLS
