/* What went wrong, in words, at the place where it did. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Hidden as long as there is nothing to say. Floating. */
GtkLabel *app_trouble_new(void);

/* "": nothing. */
void app_trouble_say(GtkLabel *trouble, const char *words);
/* The error's sentence, and what its own message adds. */
void app_trouble_tell(GtkLabel *trouble, const GError *error);

G_END_DECLS
