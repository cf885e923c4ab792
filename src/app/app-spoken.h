/* What a screen reader calls a control whose own words would not be enough: "Open" is in each row
 * of a list, and an icon has none. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void app_spoken_name(GtkWidget *widget, const char *name);
/* The items of its menu by what is written on them, which GTK 4.18 leaves out. */
void app_spoken_menu(GtkMenuButton *button);
/* A toast whose button to close it, an icon, libadwaita leaves without a name. Its only reference,
 * which who shows it takes. */
AdwToast *app_spoken_toast(const char *words);

G_END_DECLS
