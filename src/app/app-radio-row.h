/* A row of a list of which one is chosen. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* group: of the row before, NULL for the first; takes this row's. The check, whose "toggled" says
 * that it was chosen, is the row's activatable widget. Floating. */
GtkWidget *app_radio_row_new(const char *title, const char *subtitle, gboolean chosen,
                             GtkCheckButton **group);
GtkCheckButton *app_radio_row_get_check(GtkWidget *row);

G_END_DECLS
