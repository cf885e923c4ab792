/* The application: its options, actions and the two windows of the counter. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_ID "tw.edu.ksu.ScanStation"

#define APP_TYPE_APPLICATION (app_application_get_type())
G_DECLARE_FINAL_TYPE(AppApplication, app_application, APP, APPLICATION, AdwApplication)

AppApplication *app_application_new(void);

G_END_DECLS
