/* The question why an entry is discarded, beside the entry. Main thread.
 *
 * Enter in the reason leads to the button and does not press it: a card that is swiped meanwhile
 * types its digits here and ends with Enter, and that is nobody's decision.
 *
 * Signals
 *   given (const char *why)   not blank; the form then waits for the caller
 *   kept ()                   Escape, or the button */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_DISCARD (app_discard_get_type())
G_DECLARE_FINAL_TYPE(AppDiscard, app_discard, APP, DISCARD, GtkBox)

AppDiscard *app_discard_new(void);
/* Ready to be asked again, after what was given failed. */
void app_discard_ask_again(AppDiscard *discard);

G_END_DECLS
