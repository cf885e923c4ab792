/* A row with a few values beside each other, of which one is chosen. Main thread.
 *
 * Signal: chosen (const char *value)   by a person */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_CHOICE_ROW (app_choice_row_get_type())
G_DECLARE_FINAL_TYPE(AppChoiceRow, app_choice_row, APP, CHOICE_ROW, AdwActionRow)

GtkWidget *app_choice_row_new(const char *title);

/* label: what is seen; spoken: what a screen reader says; NULL is the label. */
void app_choice_row_add(AppChoiceRow *row, const char *value, const char *label,
                        const char *spoken);
/* Hides the values that are not offered, but for the chosen one; where none is offered, all are. */
void app_choice_row_offer(AppChoiceRow *row,
                          gboolean (*is_offered)(const char *value, gconstpointer data),
                          gconstpointer data);
/* FALSE if it has no such value: then nothing changes. */
gboolean app_choice_row_show(AppChoiceRow *row, const char *value);

G_END_DECLS
