#include "app-pulse.h"

#include <inttypes.h>
#include <string.h>

struct _AppPulse {
    GObject parent_instance;

    StationVisit *visit; /* whose state is followed, or NULL */
    StationVisitState state;
    gint64 last;     /* frame time of the last tick in microseconds, 0 before the first */
    guint64 waited;  /* nanoseconds without a processor until then */
    gint64 longest;  /* microseconds between two ticks in this state */
    gint64 starving; /* of which without a processor */
};

G_DEFINE_FINAL_TYPE(AppPulse, app_pulse, G_TYPE_OBJECT)

/* Nanoseconds in which this thread could have run and no processor was free; 0 if not counted. */
static guint64
read_waited(void)
{
    g_autofree char *text = NULL;
    char *second;

    /* Nanoseconds on a processor, nanoseconds waiting for one, … */
    if (!g_file_get_contents("/proc/thread-self/schedstat", &text, NULL, NULL))
        return 0;
    second = strchr(text, ' ');
    return second != NULL ? g_ascii_strtoull(second, NULL, 10) : 0;
}

static void
tell(AppPulse *self)
{
    static const char *const names[] = {
        [STATION_VISIT_OPENING] = "opening", [STATION_VISIT_BARRED] = "barred",
        [STATION_VISIT_READY] = "ready",     [STATION_VISIT_SCANNING] = "scanning",
        [STATION_VISIT_SAVING] = "saving",   [STATION_VISIT_SENDING] = "sending",
        [STATION_VISIT_ENDED] = "ended",     [STATION_VISIT_CLOSED] = "closed",
    };

    g_debug("pulse: %s, at most %" PRId64 " ms without a frame, %" PRId64 " of them without a "
            "processor",
            names[self->state], self->longest / 1000, self->starving / 1000);
}

static gboolean
on_tick(GtkWidget *window, GdkFrameClock *clock, gpointer user_data)
{
    AppPulse *self = user_data;
    gint64 now = g_get_monotonic_time();
    guint64 waited = read_waited();

    (void)window;
    (void)clock;
    if (self->last > 0 && now - self->last > self->longest) {
        self->longest = now - self->last;
        self->starving = (gint64)((waited - self->waited) / 1000);
    }
    self->last = now;
    self->waited = waited;
    return G_SOURCE_CONTINUE;
}

static void
on_visit_state(AppPulse *self)
{
    tell(self);
    self->state = station_visit_get_state(self->visit);
    self->longest = self->starving = 0;
}

static void
on_visit(AppPulse *self, GParamSpec *pspec, StationCounter *counter)
{
    (void)pspec;
    if (self->visit != NULL)
        g_signal_handlers_disconnect_by_data(self->visit, self);
    g_set_object(&self->visit, station_counter_get_visit(counter));
    if (self->visit == NULL)
        return;
    self->state = station_visit_get_state(self->visit);
    self->longest = self->starving = 0;
    g_signal_connect_object(self->visit, "notify::state", G_CALLBACK(on_visit_state), self,
                            G_CONNECT_SWAPPED);
}

static void
app_pulse_dispose(GObject *object)
{
    AppPulse *self = APP_PULSE(object);

    if (self->visit != NULL)
        g_signal_handlers_disconnect_by_data(self->visit, self);
    g_clear_object(&self->visit);
    G_OBJECT_CLASS(app_pulse_parent_class)->dispose(object);
}

static void
app_pulse_class_init(AppPulseClass *class)
{
    G_OBJECT_CLASS(class)->dispose = app_pulse_dispose;
}

static void
app_pulse_init(AppPulse *self)
{
    self->state = STATION_VISIT_CLOSED;
}

AppPulse *
app_pulse_new(GtkWidget *window, StationCounter *counter)
{
    AppPulse *self;

    if (g_log_writer_default_would_drop(G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN))
        return NULL;
    self = g_object_new(APP_TYPE_PULSE, NULL);
    g_signal_connect_object(counter, "notify::visit", G_CALLBACK(on_visit), self,
                            G_CONNECT_SWAPPED);
    gtk_widget_add_tick_callback(window, on_tick, g_object_ref(self), g_object_unref);
    return self;
}
