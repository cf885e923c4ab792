#include "app-lock.h"

#include "api-problem.h"
#include "app-settings.h"
#include "station-language.h"
#include "station-sentence.h"

#define SECONDS_ENV "SCAN_STATION_LOCK_SECONDS"
#define MAX_SECONDS 3600

struct _AppLock {
    GObject parent_instance;

    Station *station;
    StationCounter *counter;
    StationVisit *visit; /* the one that is listened to */
    StationLink *link;
    AppSignIn *sign_in;
    GSettings *settings; /* NULL where the schema is not installed */
    gboolean locked;
    guint seconds;
    guint timer; /* 0 after idle, until somebody is there */
};

enum {
    LOCKED,
    UNLOCKED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(AppLock, app_lock, G_TYPE_OBJECT)

static void
set_locked(AppLock *self, gboolean locked)
{
    g_debug("lock: %s → %s", self->locked ? "locked" : "open", locked ? "locked" : "open");
    self->locked = locked;
    g_signal_emit(self, signals[locked ? LOCKED : UNLOCKED], 0);
}

/* ---- locking ---- */

/* One that is over serves him alone whose password is known here: he may unlock, and goes on while
 * the server is away. */
static const StationSession *
session_of(AppLock *self)
{
    const StationSession *session = station_get_session(self->station, NULL);

    if (session != NULL && station_session_is_over(session) &&
        !station_can_unlock_alone(self->station))
        return NULL;
    return app_sign_in_suffices(session) ? session : NULL;
}

/* same: whoever is signed in need only give the password. */
static void
lock(AppLock *self, const char *reason, gboolean same)
{
    if (self->locked)
        return;
    if (!station_counter_is_occupied(self->counter))
        station_counter_reset(self->counter);
    set_locked(self, TRUE);
    app_sign_in_ask(self->sign_in, reason, same ? session_of(self) : NULL);
}

static void
on_session_changed(AppLock *self)
{
    if (session_of(self) == NULL) {
        lock(self, NULL, FALSE);
    } else if (self->locked) {
        set_locked(self, FALSE);
        station_link_ask(self->link); /* what waits is sent with the new session */
    }
}

static gboolean
is_about_the_session(const GError *error)
{
    return g_error_matches(error, STATION_ERROR, STATION_ERROR_NOT_SIGNED_IN) ||
           g_error_matches(error, STATION_ERROR, STATION_ERROR_SESSION_EXPIRED) ||
           g_error_matches(error, API_PROBLEM_ERROR, API_PROBLEM_NOT_SIGNED_IN);
}

/* Whatever fails for want of a session asks for one, where it fails. */
static void
look_for_session(AppLock *self)
{
    StationVisit *visit = station_counter_get_visit(self->counter);
    const StationDelivery *delivery = visit != NULL ? station_visit_get_delivery(visit) : NULL;
    const GError *error = station_counter_get_error(self->counter);

    if (error == NULL && visit != NULL)
        error = station_visit_get_error(visit);
    if (error == NULL && delivery != NULL)
        error = delivery->error;
    if (error != NULL && is_about_the_session(error))
        lock(self, station_sentence_text(error), FALSE);
}

static void
on_visit_changed(AppLock *self)
{
    StationVisit *visit = station_counter_get_visit(self->counter);

    if (self->visit != NULL)
        g_signal_handlers_disconnect_by_data(self->visit, self);
    g_set_object(&self->visit, visit);
    if (visit == NULL)
        return;
    g_signal_connect_object(visit, "notify::error", G_CALLBACK(look_for_session), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(visit, "notify::state", G_CALLBACK(look_for_session), self,
                            G_CONNECT_SWAPPED);
}

/* ---- being idle ---- */

static gboolean
on_time(gpointer user_data)
{
    AppLock *self = user_data;

    self->timer = 0;
    g_debug("lock: nobody is there");
    if (station_link_is_online(self->link) || station_can_unlock_alone(self->station))
        app_lock_now(self);
    else if (!station_counter_is_occupied(self->counter))
        station_counter_reset(self->counter);
    return G_SOURCE_REMOVE;
}

static void
begin_to_wait(AppLock *self)
{
    g_clear_handle_id(&self->timer, g_source_remove);
    self->timer = g_timeout_add_seconds(self->seconds, on_time, self);
}

static gboolean
on_event(GtkEventController *controller, GdkEvent *event, AppLock *self)
{
    (void)controller;
    (void)event;
    begin_to_wait(self);
    return FALSE;
}

static void
read_seconds(AppLock *self)
{
    const char *given = g_getenv(SECONDS_ENV);
    guint64 seconds = 0;

    if (given != NULL && g_ascii_string_to_unsigned(given, 10, 1, MAX_SECONDS, &seconds, NULL))
        self->seconds = (guint)seconds;
    else if (self->settings != NULL)
        self->seconds = g_settings_get_uint(self->settings, "lock-minutes") * 60;
    else
        self->seconds = APP_LOCK_MINUTES * 60;
    begin_to_wait(self);
}

static void
open_settings(AppLock *self)
{
    self->settings = app_settings_open();
    if (self->settings != NULL)
        g_signal_connect_object(self->settings, "changed::lock-minutes", G_CALLBACK(read_seconds),
                                self, G_CONNECT_SWAPPED);
}

/* ---- the object ---- */

static void
app_lock_dispose(GObject *object)
{
    AppLock *self = APP_LOCK(object);

    g_clear_handle_id(&self->timer, g_source_remove);
    g_clear_object(&self->settings);
    g_clear_object(&self->visit);
    g_clear_object(&self->sign_in);
    g_clear_object(&self->link);
    g_clear_object(&self->counter);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_lock_parent_class)->dispose(object);
}

static void
app_lock_class_init(AppLockClass *class)
{
    G_OBJECT_CLASS(class)->dispose = app_lock_dispose;
    signals[LOCKED] = g_signal_new("locked", APP_TYPE_LOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
    signals[UNLOCKED] = g_signal_new("unlocked", APP_TYPE_LOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);
}

static void
app_lock_init(AppLock *self)
{
    open_settings(self);
    read_seconds(self);
}

AppLock *
app_lock_new(Station *station, StationCounter *counter, StationLink *link, AppSignIn *sign_in)
{
    AppLock *self = g_object_new(APP_TYPE_LOCK, NULL);

    self->station = g_object_ref(station);
    self->counter = g_object_ref(counter);
    self->link = g_object_ref(link);
    self->sign_in = g_object_ref(sign_in);
    g_signal_connect_object(station, "session-changed", G_CALLBACK(on_session_changed), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(counter, "notify::error", G_CALLBACK(look_for_session), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(counter, "notify::visit", G_CALLBACK(on_visit_changed), self,
                            G_CONNECT_SWAPPED);
    return self;
}

void
app_lock_begin(AppLock *self)
{
    on_session_changed(self);
}

void
app_lock_watch(AppLock *self, GtkWidget *window)
{
    GtkEventController *events = gtk_event_controller_legacy_new();

    gtk_event_controller_set_propagation_phase(events, GTK_PHASE_CAPTURE);
    g_signal_connect_object(events, "event", G_CALLBACK(on_event), self, 0);
    gtk_widget_add_controller(window, events);
}

void
app_lock_now(AppLock *self)
{
    lock(self, _("What was scanned is kept."), TRUE);
}

gboolean
app_lock_is_locked(AppLock *self)
{
    return self->locked;
}
