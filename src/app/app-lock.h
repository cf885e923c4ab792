/* Notices that nobody is at the counter: no key, no pointer, no card for some minutes.
 *
 * Listens to one window's events without taking any. The minutes are the person's own setting
 * (GSettings, lock-minutes); where the schema is not installed they are APP_LOCK_MINUTES. Main
 * thread.
 *
 * Signal: idle ()   once; again only after somebody has been there */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_LOCK_MINUTES 5

#define APP_TYPE_LOCK (app_lock_get_type())
G_DECLARE_FINAL_TYPE(AppLock, app_lock, APP, LOCK, GObject)

AppLock *app_lock_new(GtkWidget *window);

G_END_DECLS
