/* The verbs of the staff's window, and their keys. */
#include "app-window-private.h"

#define ZOOM_TIMES 1.25

/* ---- the step ---- */

static void
on_next(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppWindow *self = APP_WINDOW(widget);

    (void)name;
    (void)parameter;
    switch (app_steps_get_next(self->steps)) {
    case APP_NEXT_LOOK_UP:
        app_who_focus_look_up(self->who);
        break;
    case APP_NEXT_CHOOSE: /* the first; whose it is shows before it is scanned */
        app_who_step(self->who, 1);
        break;
    default:
        app_steps_go_on(self->steps);
        break;
    }
}

/* The verbs that need nothing but the steps. */
static void
on_step(GtkWidget *widget, const char *name, GVariant *parameter)
{
    static const struct {
        const char *name;
        void (*step)(AppSteps *steps);
    } verbs[] = {
        {"win.scan", app_steps_scan},       {"win.add-page", app_steps_add},
        {"win.preview", app_steps_preview}, {"win.remove-page", app_steps_remove},
        {"win.undo", app_steps_undo},
    };

    (void)parameter;
    if (!app_window_is_at(APP_WINDOW(widget), APP_SCREEN_COUNTER))
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
        if (g_strcmp0(verbs[i].name, name) == 0)
            verbs[i].step(APP_WINDOW(widget)->steps);
    }
}

static void
on_rotate(GtkWidget *widget, const char *name, GVariant *parameter)
{
    (void)name;
    if (app_window_is_at(APP_WINDOW(widget), APP_SCREEN_COUNTER))
        app_steps_rotate(APP_WINDOW(widget)->steps, g_variant_get_int32(parameter));
}

static void
on_move(GtkWidget *widget, const char *name, GVariant *parameter)
{
    (void)name;
    if (app_window_is_at(APP_WINDOW(widget), APP_SCREEN_COUNTER))
        app_steps_move(APP_WINDOW(widget)->steps, g_variant_get_int32(parameter));
}

static void
on_look(GtkWidget *widget, const char *name, GVariant *parameter)
{
    (void)name;
    if (app_window_is_at(APP_WINDOW(widget), APP_SCREEN_COUNTER))
        app_steps_look_by(APP_WINDOW(widget)->steps, g_variant_get_int32(parameter));
}

/* Escape: a list is left, at the counter the loupe or else the step is. */
static void
on_cancel(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppWindow *self = APP_WINDOW(widget);

    (void)name;
    (void)parameter;
    if (app_window_is_at(self, APP_SCREEN_COUNTER)) {
        if (!app_pane_leave(self->pane))
            app_steps_cancel(self->steps);
    } else if (!app_window_is_gated(self)) {
        app_window_show_screen(self, APP_SCREEN_COUNTER);
    }
}

static void
on_other_answer(GtkWidget *widget, const char *name, GVariant *parameter)
{
    (void)name;
    (void)parameter;
    app_steps_answer(APP_WINDOW(widget)->steps, FALSE);
}

/* ---- what is looked at ---- */

/* Today's list has a search of its own. */
static void
on_look_up(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppWindow *self = APP_WINDOW(widget);

    (void)name;
    (void)parameter;
    if (app_window_is_at(self, APP_SCREEN_TODAY)) {
        app_today_focus_search(self->today);
        return;
    }
    app_window_show_screen(self, APP_SCREEN_COUNTER);
    app_who_focus_look_up(self->who);
}

static void
on_reopen(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppWindow *self = APP_WINDOW(widget);

    (void)name;
    app_window_show_screen(self, APP_SCREEN_COUNTER);
    app_who_look_up(self->who, g_variant_get_string(parameter, NULL));
}

/* Up and Down: another report at the counter, another row of a list. */
static void
on_choose(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppWindow *self = APP_WINDOW(widget);
    int direction = g_variant_get_int32(parameter);

    (void)name;
    if (app_window_is_at(self, APP_SCREEN_COUNTER))
        app_who_step(self->who, direction);
    else
        gtk_widget_child_focus(gtk_stack_get_visible_child(self->screens),
                               direction > 0 ? GTK_DIR_DOWN : GTK_DIR_UP);
}

static void
on_screen(GtkWidget *widget, const char *name, GVariant *parameter)
{
    (void)name;
    if (!app_window_is_gated(APP_WINDOW(widget)))
        app_window_show_screen(APP_WINDOW(widget), g_variant_get_string(parameter, NULL));
}

static void
on_zoom(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppCanvas *canvas = APP_WINDOW(widget)->canvas;
    const char *how = g_variant_get_string(parameter, NULL);

    (void)name;
    if (g_strcmp0(how, "fit") == 0)
        app_canvas_zoom_fit(canvas);
    else if (g_strcmp0(how, "actual") == 0)
        app_canvas_zoom_actual(canvas);
    else
        app_canvas_zoom_by(canvas, g_strcmp0(how, "in") == 0 ? ZOOM_TIMES : 1 / ZOOM_TIMES);
}

static void
on_loupe(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppCanvas *canvas = APP_WINDOW(widget)->canvas;

    (void)name;
    (void)parameter;
    app_canvas_set_loupe(canvas, !app_canvas_has_loupe(canvas));
}

static void
on_area(GtkWidget *widget, const char *name, GVariant *parameter)
{
    (void)name;
    (void)parameter;
    if (app_window_is_at(APP_WINDOW(widget), APP_SCREEN_COUNTER))
        app_pane_choose_area(APP_WINDOW(widget)->pane);
}

/* ---- who is at the counter ---- */

static void
on_lock(GtkWidget *widget, const char *name, GVariant *parameter)
{
    (void)name;
    (void)parameter;
    app_lock_now(APP_WINDOW(widget)->lock);
}

/* Pages that are not submitted have to be given up first: Esc's question asks. */
static void
on_sign_out(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppWindow *self = APP_WINDOW(widget);

    (void)name;
    (void)parameter;
    if (station_counter_is_occupied(self->counter))
        app_steps_cancel(self->steps);
    else
        station_sign_out_async(self->station, NULL, NULL, NULL);
}

/* ---- all of them ---- */

static const struct {
    const char *name;
    const char *parameter;
    GtkWidgetActionActivateFunc activate;
} actions[] = {
    {"win.next", NULL, on_next},
    {"win.scan", NULL, on_step},
    {"win.add-page", NULL, on_step},
    {"win.remove-page", NULL, on_step},
    {"win.preview", NULL, on_step},
    {"win.undo", NULL, on_step},
    {"win.rotate-page", "i", on_rotate},
    {"win.move-page", "i", on_move},
    {"win.look-at", "i", on_look},
    {"win.cancel", NULL, on_cancel},
    {"win.other-answer", NULL, on_other_answer},
    {"win.look-up", NULL, on_look_up},
    {"win.reopen", "s", on_reopen},
    {"win.choose", "i", on_choose},
    {"win.screen", "s", on_screen},
    {"win.zoom", "s", on_zoom},
    {"win.loupe", NULL, on_loupe},
    {"win.area", NULL, on_area},
    {"win.lock", NULL, on_lock},
    {"win.sign-out", NULL, on_sign_out},
};

void
app_window_allow_actions(AppWindow *self, gboolean allowed)
{
    for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
        gtk_widget_action_set_enabled(GTK_WIDGET(self), actions[i].name, allowed);
}

static void
add_key(GtkWidgetClass *class, guint key, GdkModifierType state, const char *action,
        const char *format, ...)
{
    va_list arguments;
    g_autoptr(GVariant) value = NULL;
    GtkShortcut *shortcut = gtk_shortcut_new(gtk_keyval_trigger_new(key, state),
                                             gtk_named_action_new(action));

    va_start(arguments, format);
    if (format != NULL)
        value = g_variant_ref_sink(g_variant_new_va(format, NULL, &arguments));
    va_end(arguments);
    gtk_shortcut_set_arguments(shortcut, value);
    gtk_widget_class_add_shortcut(class, shortcut);
    g_object_unref(shortcut);
}

static void
add_keys(GtkWidgetClass *class)
{
    add_key(class, GDK_KEY_Escape, 0, "win.cancel", NULL);
    add_key(class, GDK_KEY_a, 0, "win.add-page", NULL);
    add_key(class, GDK_KEY_p, 0, "win.preview", NULL);
    add_key(class, GDK_KEY_r, 0, "win.rotate-page", "i", 90);
    add_key(class, GDK_KEY_r, GDK_SHIFT_MASK, "win.rotate-page", "i", -90);
    add_key(class, GDK_KEY_Left, GDK_ALT_MASK, "win.move-page", "i", -1);
    add_key(class, GDK_KEY_Right, GDK_ALT_MASK, "win.move-page", "i", 1);
    add_key(class, GDK_KEY_Page_Up, 0, "win.look-at", "i", -1);
    add_key(class, GDK_KEY_Page_Down, 0, "win.look-at", "i", 1);
    add_key(class, GDK_KEY_Delete, 0, "win.remove-page", NULL);
    add_key(class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
    add_key(class, GDK_KEY_f, GDK_CONTROL_MASK, "win.look-up", NULL);
    add_key(class, GDK_KEY_o, GDK_CONTROL_MASK, "win.screen", "s", APP_SCREEN_OUTBOX);
    add_key(class, GDK_KEY_t, GDK_CONTROL_MASK, "win.screen", "s", APP_SCREEN_TODAY);
    add_key(class, GDK_KEY_l, GDK_CONTROL_MASK, "win.lock", NULL);
    add_key(class, GDK_KEY_l, 0, "win.loupe", NULL);
    add_key(class, GDK_KEY_c, 0, "win.area", NULL);
    add_key(class, GDK_KEY_0, GDK_CONTROL_MASK, "win.zoom", "s", "fit");
    add_key(class, GDK_KEY_1, GDK_CONTROL_MASK, "win.zoom", "s", "actual");
    add_key(class, GDK_KEY_plus, GDK_CONTROL_MASK, "win.zoom", "s", "in");
    add_key(class, GDK_KEY_equal, GDK_CONTROL_MASK, "win.zoom", "s", "in");
    add_key(class, GDK_KEY_minus, GDK_CONTROL_MASK, "win.zoom", "s", "out");
}

/* Not the class' like the others: GtkWindow has arrows of its own, for the focus, and the shortcuts
 * of a class come behind those of its parent. */
void
app_window_add_arrows(AppWindow *self)
{
    static const struct {
        guint key;
        int direction;
    } arrows[] = {{GDK_KEY_Up, -1}, {GDK_KEY_Down, 1}};
    GtkEventController *keys = gtk_shortcut_controller_new();

    for (gsize i = 0; i < G_N_ELEMENTS(arrows); i++) {
        GtkShortcut *shortcut = gtk_shortcut_new(gtk_keyval_trigger_new(arrows[i].key, 0),
                                                 gtk_named_action_new("win.choose"));

        gtk_shortcut_set_arguments(shortcut, g_variant_new_int32(arrows[i].direction));
        gtk_shortcut_controller_add_shortcut(GTK_SHORTCUT_CONTROLLER(keys), shortcut);
    }
    gtk_widget_add_controller(GTK_WIDGET(self), keys);
}

void
app_window_class_add_actions(GtkWidgetClass *class)
{
    for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
        gtk_widget_class_install_action(class, actions[i].name, actions[i].parameter,
                                        actions[i].activate);
    add_keys(class);
}
