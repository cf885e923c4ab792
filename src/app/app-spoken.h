/* What a screen reader calls a control whose own words would not be enough: "Open" is in each row
 * of a list, and an icon has none. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void app_spoken_name(GtkWidget *widget, const char *name);
/* The items of its menu by what is written on them, which GTK 4.18 leaves out. */
void app_spoken_menu(GtkMenuButton *button);

G_END_DECLS
