/* The empty glass and how to lay the paper on it. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Fills `widget`, whose style the words have. */
void app_glass_draw(GtkWidget *widget, GtkSnapshot *snapshot);

G_END_DECLS
