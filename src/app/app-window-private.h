/* What the files of the staff's window share. Not for others. */
#pragma once

#include "app-first-run.h"
#include "app-header.h"
#include "app-outbox.h"
#include "app-pane.h"
#include "app-sign-in.h"
#include "app-today.h"
#include "app-what-now.h"
#include "app-who.h"
#include "app-window.h"

G_BEGIN_DECLS

struct _AppWindow {
    AdwApplicationWindow parent_instance;

    Station *station;
    StationCounter *counter;
    AppSteps *steps;
    AppLock *lock;

    AppHeader *header;
    GtkStack *screens;
    AppSignIn *sign_in;
    AppFirstRun *first_run; /* NULL once it is set up */
    AppWho *who;
    AppPane *pane;
    AppCanvas *canvas; /* the pane's */
    AppWhatNow *what_now;
    AppOutbox *outbox;
    AppToday *today;
};

gboolean app_window_is_at(AppWindow *window, const char *screen);
/* TRUE at a screen that has to be answered before there is any other. */
gboolean app_window_is_gated(AppWindow *window);

/* Installs every action of the window and the keys that lead to them. */
void app_window_class_add_actions(GtkWidgetClass *class);
/* The keys that a window has to have for itself. */
void app_window_add_arrows(AppWindow *window);
/* Those that would change or show something behind the lock. */
void app_window_allow_actions(AppWindow *window, gboolean allowed);

G_END_DECLS
