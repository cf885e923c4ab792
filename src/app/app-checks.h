/* The checks of a page in words, each with its measured value; those that did not pass say what to
 * do. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_CHECKS (app_checks_get_type())
G_DECLARE_FINAL_TYPE(AppChecks, app_checks, APP, CHECKS, GtkBox)

/* checks: array of StationCheck, or NULL: nothing to show, and the widget hides. */
void app_checks_show(AppChecks *checks, GPtrArray *list);

G_END_DECLS
