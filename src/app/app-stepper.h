/* The four steps of a report, 建檔中 → 申請中 → 查證中 → 通過, with the present one large
 * (seed, head of every slide). Property: step, 0 to 3. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_STEPPER (app_stepper_get_type())
G_DECLARE_FINAL_TYPE(AppStepper, app_stepper, APP, STEPPER, GtkWidget)

void app_stepper_set_step(AppStepper *stepper, guint step);
guint app_stepper_get_step(AppStepper *stepper);

G_END_DECLS
