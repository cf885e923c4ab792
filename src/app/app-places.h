/* Where the two windows stand: the student's full screen on the monitor that is named, the staff's
 * on another, so that nothing of the staff's is seen by the room; and that what is typed is always
 * the staff's. Main thread.
 *
 * Placed again whenever a monitor comes or goes. Without a monitor of that name the student's is a
 * window like any other. A person may move the staff's window anywhere afterwards; on
 * Wayland a program cannot move a window but by making it full screen, so that is what it is while
 * it is brought to another monitor, where it then fills its place. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_PLACES (app_places_get_type())
G_DECLARE_FINAL_TYPE(AppPlaces, app_places, APP, PLACES, GObject)

/* Both windows have been realized; neither is kept alive. */
AppPlaces *app_places_new(GtkWindow *staff, GtkWindow *student);

/* connector: of the student's monitor, e.g. "HDMI-1"; "" for none. */
void app_places_set_monitor(AppPlaces *places, const char *connector);

G_END_DECLS
