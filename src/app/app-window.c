#include "app-window-private.h"

static guint set_up;

G_DEFINE_FINAL_TYPE(AppWindow, app_window, ADW_TYPE_APPLICATION_WINDOW)

gboolean
app_window_is_at(AppWindow *self, const char *screen)
{
    return g_strcmp0(gtk_stack_get_visible_child_name(self->screens), screen) == 0;
}

gboolean
app_window_is_gated(AppWindow *self)
{
    return app_window_is_at(self, APP_SCREEN_SIGN_IN) ||
           app_window_is_at(self, APP_SCREEN_FIRST_RUN);
}

/* ---- who is at the counter ---- */

/* The first run comes before everything else. */
static void
show_gate(AppWindow *self)
{
    gboolean locked = app_lock_is_locked(self->lock);

    app_window_allow_actions(self, self->first_run == NULL && !locked);
    app_window_show_screen(self, self->first_run != NULL ? APP_SCREEN_FIRST_RUN
                                 : locked                ? APP_SCREEN_SIGN_IN
                                                         : APP_SCREEN_COUNTER);
}

static void
on_set_up(AppWindow *self)
{
    GtkWidget *first_run = GTK_WIDGET(g_steal_pointer(&self->first_run));

    show_gate(self);
    gtk_stack_remove(self->screens, first_run);
    if (app_lock_is_locked(self->lock))
        app_sign_in_ask(self->sign_in, NULL, NULL);
    g_signal_emit(self, set_up, 0);
}

static void
begin_first_run(AppWindow *self)
{
    self->first_run = app_first_run_new(self->station, self->counter, GTK_WINDOW(self));
    gtk_stack_add_named(self->screens, GTK_WIDGET(self->first_run), APP_SCREEN_FIRST_RUN);
    g_signal_connect_object(self->first_run, "finished", G_CALLBACK(on_set_up), self,
                            G_CONNECT_SWAPPED);
    show_gate(self);
    app_first_run_begin(self->first_run);
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
    if (app_window_is_gated(self))
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
bind_lists(AppWindow *self, StationLink *link, StationSender *sender)
{
    g_autoptr(StationEntries)
        open = station_entries_new(self->station, sender, link, STATION_ENTRIES_OPEN);
    g_autoptr(StationEntries)
        today = station_entries_new(self->station, sender, link, STATION_ENTRIES_TODAY);

    app_outbox_bind(self->outbox, open, link);
    app_today_bind(self->today, self->station, today);
    app_who_bind(self->who, self->station, self->counter, today);
}

static void
bind(AppWindow *self, StationLink *link, StationSender *sender)
{
    self->steps = app_steps_new(self->station, self->counter);
    bind_lists(self, link, sender);
    app_pane_bind(self->pane, self->counter, self->steps);
    app_what_now_bind(self->what_now, self->station, self->counter, self->steps);
    g_signal_connect_object(self->what_now, "changed", G_CALLBACK(gtk_widget_grab_focus),
                            self->canvas, G_CONNECT_SWAPPED);
    g_signal_connect_object(self->counter, "notify::state", G_CALLBACK(on_counter_state), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->counter, "notify::waiting-text", G_CALLBACK(on_waiting_text),
                            self, G_CONNECT_SWAPPED);
    app_header_bind(self->header, self->station, link);
    app_sign_in_bind(self->sign_in, self->station);
    app_who_focus_look_up(self->who);
    self->lock = app_lock_new(self->station, self->counter, link, self->sign_in);
    g_signal_connect_object(self->lock, "locked", G_CALLBACK(show_gate), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(self->lock, "unlocked", G_CALLBACK(show_gate), self, G_CONNECT_SWAPPED);
    app_lock_watch(self->lock, GTK_WIDGET(self));
    if (app_first_run_is_needed(self->station))
        begin_first_run(self);
}

AppWindow *
app_window_new(GtkApplication *application, Station *station, StationCounter *counter,
               StationLink *link, StationSender *sender)
{
    AppWindow *self = g_object_new(APP_TYPE_WINDOW, "application", application, NULL);

    self->station = g_object_ref(station);
    self->counter = g_object_ref(counter);
    bind(self, link, sender);
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
    app_header_offer_back(self->header, !app_window_is_at(self, APP_SCREEN_COUNTER) &&
                                            !app_window_is_gated(self));
    if (app_window_is_at(self, APP_SCREEN_COUNTER))
        on_counter_state(self);
    else if (!app_window_is_gated(self))
        gtk_widget_grab_focus(child);
}

AppLock *
app_window_get_lock(AppWindow *self)
{
    return self->lock;
}

gboolean
app_window_is_set_up(AppWindow *self)
{
    return self->first_run == NULL;
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

    g_clear_object(&self->lock);
    g_clear_object(&self->steps);
    g_clear_object(&self->counter);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_window_parent_class)->dispose(object);
}

static void
app_window_class_init(AppWindowClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    g_type_ensure(APP_TYPE_HEADER);
    g_type_ensure(APP_TYPE_WHO);
    g_type_ensure(APP_TYPE_PANE);
    g_type_ensure(APP_TYPE_WHAT_NOW);
    g_type_ensure(APP_TYPE_SIGN_IN);
    g_type_ensure(APP_TYPE_OUTBOX);
    g_type_ensure(APP_TYPE_TODAY);
    G_OBJECT_CLASS(class)->dispose = app_window_dispose;
    set_up = g_signal_new("set-up", APP_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                          G_TYPE_NONE, 0);
    app_window_class_add_actions(widget_class);
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-window.ui");
    gtk_widget_class_bind_template_child(widget_class, AppWindow, header);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, screens);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, sign_in);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, who);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, pane);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, what_now);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, outbox);
    gtk_widget_class_bind_template_child(widget_class, AppWindow, today);
}

static void
app_window_init(AppWindow *self)
{
    GtkEventController *keys = gtk_event_controller_key_new();

    gtk_widget_init_template(GTK_WIDGET(self));
    self->canvas = app_pane_get_canvas(self->pane);
    gtk_event_controller_set_propagation_phase(keys, GTK_PHASE_CAPTURE);
    g_signal_connect(keys, "key-pressed", G_CALLBACK(on_key), self);
    gtk_widget_add_controller(GTK_WIDGET(self), keys);
    app_window_add_arrows(self);
}
