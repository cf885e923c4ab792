/* The student's screen: reads an AppStudentView and nothing else. Main thread.
 *
 * Property: view, set at construction. */
#pragma once

#include "app-student-view.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_STUDENT_WINDOW (app_student_window_get_type())
G_DECLARE_FINAL_TYPE(AppStudentWindow, app_student_window, APP, STUDENT_WINDOW,
                     GtkApplicationWindow)

AppStudentWindow *app_student_window_new(GtkApplication *application, AppStudentView *view);

/* Announcements for the idle screen, newest first; at most four are shown. */
void app_student_window_set_announcements(AppStudentWindow *window, const char *const *titles);

G_END_DECLS
