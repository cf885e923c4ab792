#include "app-window.h"

#include "api-problem.h"
#include "app-canvas.h"
#include "app-lock.h"
#include "app-sign-in.h"
#include "app-strip.h"
#include "app-what-now.h"
#include "app-who.h"
#include "base-clock.h"
#include "station-language.h"
#include "station-sentence.h"

#define PAN_STEP   0.2
#define ZOOM_TIMES 1.25

struct _AppWindow {
    AdwApplicationWindow parent_instance;

    Station *station;
    StationCounter *counter;
    StationLink *link;
    AppSteps *steps;
    AppLock *lock;
    guint clock; /* renews "away for 3 minutes" */

    AdwWindowTitle *title;
    GtkWidget *menu;
    GtkWidget *back;
    GtkStack *screens;
    AppSignIn *sign_in;
    GtkWidget *server_pill;
    GtkLabel *server_label;
    GtkLabel *outbox;
    GtkLabel *operator;
    AppWho *who;
    AppCanvas *canvas;
    AppStrip *strip;
    AppWhatNow *what_now;
};

G_DEFINE_FINAL_TYPE(AppWindow, app_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
app_window_is_at(AppWindow *self, const char *screen)
{
    return g_strcmp0(gtk_stack_get_visible_child_name(self->screens), screen) == 0;
}

/* ---- actions ---- */

static void
on_next(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppWindow *self = APP_WINDOW(widget);

    (void)name;
    (void)parameter;
    if (app_steps_get_next(self->steps) == APP_NEXT_LOOK_UP)
        app_who_focus_look_up(self->who);
    else
        app_steps_go_on(self->steps);
}

/* The verbs that need nothing but the steps. */
static void
on_step(GtkWidget *widget, const char *name, GVariant *parameter)
{
    static const struct {
        const char *name;
        void (*step)(AppSteps *steps);
    } verbs[] = {
        {"win.scan", app_steps_scan},
        {"win.add-page", app_steps_add},
        {"win.remove-page", app_steps_remove},
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

/* Escape: a list is left, at the counter the step is. */
static void
on_cancel(GtkWidget *widget, const char *name, GVariant *parameter)
{
    AppWindow *self = APP_WINDOW(widget);

    (void)name;
    (void)parameter;
    if (app_window_is_at(self, APP_SCREEN_COUNTER))
        app_steps_cancel(self->steps);
    else if (!app_window_is_at(self, APP_SCREEN_SIGN_IN))
        app_window_show_screen(self, APP_SCREEN_COUNTER);
}

static void
on_other_answer(GtkWidget *widget, const char *name, GVariant *parameter)
{
    (void)name;
    (void)parameter;
    app_steps_answer(APP_WINDOW(widget)->steps, FALSE);
}

static void
on_look_up(GtkWidget *widget, const char *name, GVariant *parameter)
{
    (void)name;
    (void)parameter;
    app_who_focus_look_up(APP_WINDOW(widget)->who);
}

static void
on_choose(GtkWidget *widget, const char *name, GVariant *parameter)
{
    (void)name;
    app_who_step(APP_WINDOW(widget)->who, g_variant_get_int32(parameter));
}

static void
on_screen(GtkWidget *widget, const char *name, GVariant *parameter)
{
    (void)name;
    if (!app_window_is_at(APP_WINDOW(widget), APP_SCREEN_SIGN_IN))
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
on_pan(GtkWidget *widget, const char *name, GVariant *parameter)
{
    double across, down;

    (void)name;
    g_variant_get(parameter, "(dd)", &across, &down);
    app_canvas_pan(APP_WINDOW(widget)->canvas, across * PAN_STEP, down * PAN_STEP);
}

/* ---- the header ---- */

static void
show_operator(AppWindow *self)
{
    const StationSession *session = station_get_session(self->station, NULL);

    gtk_label_set_label(self->operator, session != NULL ? session->name : _("Not signed in"));
}

static void
show_link(AppWindow *self)
{
    gboolean online = station_link_is_online(self->link);
    guint waiting = station_link_get_waiting(self->link);
    guint stuck = station_link_get_stuck(self->link);
    const GError *error = station_link_get_error(self->link);
    g_autofree char *age = station_language_age(base_clock_now() -
                                                station_link_get_since(self->link));
    /* Translators: %s is a span of time such as "3 minutes". */
    g_autofree char *away = g_strdup_printf(_("Offline for %s"), age);
    g_autofree char *queue = g_strdup_printf(_("To be sent %u"), waiting);
    g_autofree char *decide = g_strdup_printf(_("To be decided %u"), stuck);

    gtk_label_set_label(self->server_label, !station_link_is_known(self->link) ? _("Connecting…")
                                            : online                           ? _("Connected")
                                                                               : away);
    gtk_widget_set_tooltip_text(self->server_pill,
                                error != NULL ? station_sentence_text(error) : NULL);
    gtk_widget_remove_css_class(self->server_pill, online ? "offline" : "online");
    gtk_widget_add_css_class(self->server_pill, online ? "online" : "offline");
    gtk_label_set_label(self->outbox, stuck > 0 ? decide : queue);
    if (waiting + stuck > 0)
        gtk_widget_add_css_class(GTK_WIDGET(self->outbox), "mind");
    else
        gtk_widget_remove_css_class(GTK_WIDGET(self->outbox), "mind");
}

static gboolean
on_clock(gpointer user_data)
{
    show_link(user_data);
    return G_SOURCE_CONTINUE;
}

/* ---- who is at the counter ---- */

/* What would change or show something behind the lock. */
static void
allow_verbs(AppWindow *self, gboolean allowed)
{
    static const char *const verbs[] = {
        "win.next",   "win.scan", "win.remove-page", "win.undo", "win.other-answer", "win.look-up",
        "win.choose", "win.zoom", "win.pan",         "win.lock", "win.sign-out"};

    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
        gtk_widget_action_set_enabled(GTK_WIDGET(self), verbs[i], allowed);
}

static void
on_locked(AppWindow *self)
{
    app_window_show_screen(self, APP_SCREEN_SIGN_IN);
    allow_verbs(self, FALSE);
}

static void
on_unlocked(AppWindow *self)
{
    allow_verbs(self, TRUE);
    app_window_show_screen(self, APP_SCREEN_COUNTER);
}

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

/* ---- keys ---- */

/* Space and Enter are taken here, because GtkWindow has a use of its own for them. */
static gboolean
take_step(AppWindow *self, guint key, GtkWidget *focus)
{
    if (GTK_IS_BUTTON(focus))
        return FALSE;
    if (key == GDK_KEY_space) {
        app_steps_scan(self->steps);
        return TRUE;
    }
    if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) {
        gtk_widget_activate_action(GTK_WIDGET(self), "win.next", NULL);
        return TRUE;
    }
    return FALSE;
}

/* A card reader types at any moment, on whatever screen, whatever has the focus: a digit begins a
 * look-up. Letters are the window's own shortcuts until then. */
static gboolean
on_key(GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, AppWindow *self)
{
    GtkWidget *focus = gtk_window_get_focus(GTK_WINDOW(self));
    gunichar typed = gdk_keyval_to_unicode(key);

    (void)keys;
    (void)code;
    if (focus != NULL && GTK_IS_EDITABLE(focus))
        return FALSE;
    if (app_window_is_at(self, APP_SCREEN_SIGN_IN))
        return FALSE;
    if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
        return FALSE;
    if (app_window_is_at(self, APP_SCREEN_COUNTER) && take_step(self, key, focus))
        return TRUE;
    if (!g_unichar_isdigit(typed))
        return FALSE;
    app_window_show_screen(self, APP_SCREEN_COUNTER);
    app_who_begin_look_up(self->who, typed);
    return TRUE;
}

/* After a step the keyboard belongs to the page, so that Space scans and Enter goes on. */
static void
on_counter_state(AppWindow *self)
{
    switch (station_counter_get_state(self->counter)) {
    case STATION_COUNTER_IDLE:
        app_who_focus_look_up(self->who);
        break;
    case STATION_COUNTER_LOOKING_UP:
        break;
    default:
        gtk_widget_grab_focus(GTK_WIDGET(self->canvas));
        break;
    }
}

static void
on_waiting_text(AppWindow *self)
{
    if (*station_counter_get_waiting_text(self->counter) != '\0')
        gtk_widget_grab_focus(GTK_WIDGET(self->canvas));
}

/* ---- the object ---- */

static void
on_page(AppWindow *self)
{
    app_canvas_set_page(self->canvas, app_steps_get_page(self->steps));
}

static void
bind(AppWindow *self)
{
    const StationConfig *config = station_get_config(self->station);

    self->steps = app_steps_new(self->station, self->counter);
    adw_window_title_set_subtitle(self->title, config->name);
    app_who_bind(self->who, self->counter, config->name);
    app_strip_bind(self->strip, self->counter, self->steps);
    app_what_now_bind(self->what_now, self->station, self->counter, self->steps);
    g_signal_connect_object(self->steps, "notify::page", G_CALLBACK(on_page), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->counter, "notify::state", G_CALLBACK(on_counter_state), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->counter, "notify::waiting-text", G_CALLBACK(on_waiting_text),
                            self, G_CONNECT_SWAPPED);
    g_signal_connect_object(self->station, "session-changed", G_CALLBACK(show_operator), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->link, "changed", G_CALLBACK(show_link), self, G_CONNECT_SWAPPED);
    self->clock = g_timeout_add_seconds(10, on_clock, self);
    app_sign_in_bind(self->sign_in, self->station);
    show_link(self);
    show_operator(self);
    app_who_focus_look_up(self->who);
    self->lock = app_lock_new(self->station, self->counter, self->link, self->sign_in);
    g_signal_connect_object(self->lock, "locked", G_CALLBACK(on_locked), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(self->lock, "unlocked", G_CALLBACK(on_unlocked), self,
                            G_CONNECT_SWAPPED);
    app_lock_watch(self->lock, GTK_WIDGET(self));
}

AppWindow *
app_window_new(GtkApplication *application, Station *station, StationCounter *counter,
               StationLink *link)
{
    AppWindow *self = g_object_new(APP_TYPE_WINDOW, "application", application, NULL);

    self->station = g_object_ref(station);
    self->counter = g_object_ref(counter);
    self->link = g_object_ref(link);
    bind(self);
    return self;
}

/* A screen reader still finds what a stack only covers, so all but one are hidden. */
static void
uncover(AppWindow *self, GtkWidget *screen)
{
    GtkWidget *child;

    gtk_widget_set_visible(screen, TRUE);
    gtk_stack_set_visible_child(self->screens, screen);
    for (child = gtk_widget_get_first_child(GTK_WIDGET(self->screens)); child != NULL;
         child = gtk_widget_get_next_sibling(child))
        gtk_widget_set_visible(child, child == screen);
}

void
app_window_show_screen(AppWindow *self, const char *screen)
{
    const char *was = app_window_get_screen(self);
    GtkWidget *child = gtk_stack_get_child_by_name(self->screens, screen);

    if (g_strcmp0(was, screen) == 0 || child == NULL)
        return;
    g_debug("screen: %s → %s", was, screen);
    uncover(self, child);
    gtk_widget_set_visible(self->back, !app_window_is_at(self, APP_SCREEN_COUNTER) &&
                                           !app_window_is_at(self, APP_SCREEN_SIGN_IN));
    if (app_window_is_at(self, APP_SCREEN_COUNTER))
        on_counter_state(self);
    else if (!app_window_is_at(self, APP_SCREEN_SIGN_IN))
        gtk_widget_child_focus(gtk_stack_get_visible_child(self->screens), GTK_DIR_TAB_FORWARD);
}

AppLock *
app_window_get_lock(AppWindow *self)
{
    return self->lock;
}

const char *
app_window_get_screen(AppWindow *self)
{
    return gtk_stack_get_visible_child_name(self->screens);
}

static void
app_window_dispose(GObject *object)
{
    AppWindow *self = APP_WINDOW(object);

    g_clear_handle_id(&self->clock, g_source_remove);
    g_clear_object(&self->lock);
    g_clear_object(&self->steps);
    g_clear_object(&self->link);
    g_clear_object(&self->counter);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_window_parent_class)->dispose(object);
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
    add_key(class, GDK_KEY_r, 0, "win.rotate-page", "i", 90);
    add_key(class, GDK_KEY_r, GDK_SHIFT_MASK, "win.rotate-page", "i", -90);
    add_key(class, GDK_KEY_Left, GDK_ALT_MASK, "win.move-page", "i", -1);
    add_key(class, GDK_KEY_Right, GDK_ALT_MASK, "win.move-page", "i", 1);
    add_key(class, GDK_KEY_Delete, 0, "win.remove-page", NULL);
    add_key(class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
    add_key(class, GDK_KEY_f, GDK_CONTROL_MASK, "win.look-up", NULL);
    add_key(class, GDK_KEY_l, GDK_CONTROL_MASK, "win.lock", NULL);
    add_key(class, GDK_KEY_Up, 0, "win.choose", "i", -1);
    add_key(class, GDK_KEY_Down, 0, "win.choose", "i", 1);
    add_key(class, GDK_KEY_0, GDK_CONTROL_MASK, "win.zoom", "s", "fit");
    add_key(class, GDK_KEY_1, GDK_CONTROL_MASK, "win.zoom", "s", "actual");
    add_key(class, GDK_KEY_plus, GDK_CONTROL_MASK, "win.zoom", "s", "in");
    add_key(class, GDK_KEY_equal, GDK_CONTROL_MASK, "win.zoom", "s", "in");
    add_key(class, GDK_KEY_minus, GDK_CONTROL_MASK, "win.zoom", "s", "out");
    add_key(class, GDK_KEY_Left, GDK_CONTROL_MASK, "win.pan", "(dd)", -1.0, 0.0);
    add_key(class, GDK_KEY_Right, GDK_CONTROL_MASK, "win.pan", "(dd)", 1.0, 0.0);
    add_key(class, GDK_KEY_Up, GDK_CONTROL_MASK, "win.pan", "(dd)", 0.0, -1.0);
    add_key(class, GDK_KEY_Down, GDK_CONTROL_MASK, "win.pan", "(dd)", 0.0, 1.0);
}

static void
app_window_class_init(AppWindowClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);
    static const char *const steps[] = {"win.scan", "win.add-page", "win.remove-page", "win.undo"};

    g_type_ensure(APP_TYPE_WHO);
    g_type_ensure(APP_TYPE_CANVAS);
    g_type_ensure(APP_TYPE_STRIP);
    g_type_ensure(APP_TYPE_WHAT_NOW);
    g_type_ensure(APP_TYPE_SIGN_IN);
    G_OBJECT_CLASS(class)->dispose = app_window_dispose;
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        gtk_widget_class_install_action(widget_class, steps[i], NULL, on_step);
    gtk_widget_class_install_action(widget_class, "win.next", NULL, on_next);
    gtk_widget_class_install_action(widget_class, "win.rotate-page", "i", on_rotate);
    gtk_widget_class_install_action(widget_class, "win.move-page", "i", on_move);
    gtk_widget_class_install_action(widget_class, "win.cancel", NULL, on_cancel);
    gtk_widget_class_install_action(widget_class, "win.lock", NULL, on_lock);
    gtk_widget_class_install_action(widget_class, "win.sign-out", NULL, on_sign_out);
    gtk_widget_class_install_action(widget_class, "win.screen", "s", on_screen);
    gtk_widget_class_install_action(widget_class, "win.other-answer", NULL, on_other_answer);
    gtk_widget_class_install_action(widget_class, "win.look-up", NULL, on_look_up);
    gtk_widget_class_install_action(widget_class, "win.choose", "i", on_choose);
    gtk_widget_class_install_action(widget_class, "win.zoom", "s", on_zoom);
    gtk_widget_class_install_action(widget_class, "win.pan", "(dd)", on_pan);
    add_keys(widget_class);
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-window.ui");
    gtk_widget_class_bind_template_child(widget_class, AppWindow, title);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, menu);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, back);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, screens);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, sign_in);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, server_pill);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, server_label);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, outbox);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, operator);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, who);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, canvas);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, strip);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, what_now);
}

static void
app_window_init(AppWindow *self)
{
    GtkEventController *keys = gtk_event_controller_key_new();

    gtk_widget_init_template(GTK_WIDGET(self));
    /* What takes the focus is the button within, which GTK 4.8 leaves without a name. */
    gtk_accessible_update_property(GTK_ACCESSIBLE(gtk_widget_get_first_child(self->menu)),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL, _("Main menu"), -1);
    gtk_event_controller_set_propagation_phase(keys, GTK_PHASE_CAPTURE);
    g_signal_connect(keys, "key-pressed", G_CALLBACK(on_key), self);
    gtk_widget_add_controller(GTK_WIDGET(self), keys);
}
