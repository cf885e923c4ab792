#include "app-lock.h"

#define SCHEMA "tw.edu.ksu.ScanStation"

struct _AppLock {
    GObject parent_instance;

    guint seconds;
    guint timer; /* 0 after idle, until somebody is there */
};

static guint idle_signal;

G_DEFINE_FINAL_TYPE(AppLock, app_lock, G_TYPE_OBJECT)

static gboolean
on_time(gpointer lock)
{
    APP_LOCK(lock)->timer = 0;
    g_debug("lock: nobody is there");
    g_signal_emit(lock, idle_signal, 0);
    return G_SOURCE_REMOVE;
}

static gboolean
on_event(GtkEventController *controller, GdkEvent *event, AppLock *self)
{
    (void)controller;
    (void)event;
    g_clear_handle_id(&self->timer, g_source_remove);
    self->timer = g_timeout_add_seconds(self->seconds, on_time, self);
    return FALSE;
}

static guint
minutes_chosen(void)
{
    GSettingsSchemaSource *source = g_settings_schema_source_get_default();
    g_autoptr(GSettingsSchema)
        schema = source != NULL ? g_settings_schema_source_lookup(source, SCHEMA, TRUE) : NULL;
    g_autoptr(GSettings) settings = schema != NULL ? g_settings_new(SCHEMA) : NULL;

    return settings != NULL ? g_settings_get_uint(settings, "lock-minutes") : APP_LOCK_MINUTES;
}

static void
app_lock_dispose(GObject *object)
{
    g_clear_handle_id(&APP_LOCK(object)->timer, g_source_remove);
    G_OBJECT_CLASS(app_lock_parent_class)->dispose(object);
}

static void
app_lock_class_init(AppLockClass *class)
{
    G_OBJECT_CLASS(class)->dispose = app_lock_dispose;
    idle_signal = g_signal_new("idle", APP_TYPE_LOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
app_lock_init(AppLock *self)
{
    self->seconds = minutes_chosen() * 60;
    self->timer = g_timeout_add_seconds(self->seconds, on_time, self);
}

AppLock *
app_lock_new(GtkWidget *window)
{
    AppLock *self = g_object_new(APP_TYPE_LOCK, NULL);
    GtkEventController *events = gtk_event_controller_legacy_new();

    gtk_event_controller_set_propagation_phase(events, GTK_PHASE_CAPTURE);
    g_signal_connect_object(events, "event", G_CALLBACK(on_event), self, 0);
    gtk_widget_add_controller(window, events);
    return self;
}
