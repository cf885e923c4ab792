#include "app-student-feed.h"

#define RESOLUTION "resolution" /* the option's name, in SANE's saneopts.h */

struct _AppStudentFeed {
    GObject parent_instance;

    StationCounter *counter;
    AppStudentView *view;
    StationVisit *visit; /* the one whose student is on the screen; NULL after it was given back */
    char *report_id;     /* the report on the screen, or NULL */
    guint dpi;           /* of the present scan, as asked for or, if it is more, as taken */
    guint timer;
};

G_DEFINE_FINAL_TYPE(AppStudentFeed, app_student_feed, G_TYPE_OBJECT)

static void
on_rows(StationPage *page, guint first, guint count, AppStudentFeed *self)
{
    g_autoptr(GBytes) rows = station_page_ref_picture_rows(page, first, count);

    app_student_view_add_rows(self->view, first, rows);
}

static void
on_page_begun(StationVisit *visit, StationPage *page, AppStudentFeed *self)
{
    double inches = self->dpi > 0 ? (double)station_page_get_width(page) / self->dpi : 0;

    (void)visit;
    app_student_view_begin_picture(self->view, station_page_get_picture_width(page),
                                   station_page_get_picture_height(page), inches);
    g_signal_connect_object(page, "rows", G_CALLBACK(on_rows), self, 0);
}

static void
forget_visit(AppStudentFeed *self)
{
    if (self->visit != NULL)
        g_signal_handlers_disconnect_by_data(self->visit, self);
    g_clear_object(&self->visit);
}

void
app_student_feed_clear(AppStudentFeed *self)
{
    g_clear_handle_id(&self->timer, g_source_remove);
    forget_visit(self);
    g_clear_pointer(&self->report_id, g_free);
    app_student_view_clear(self->view);
}

static gboolean
on_time(gpointer user_data)
{
    AppStudentFeed *self = user_data;

    self->timer = 0;
    app_student_feed_clear(self);
    return G_SOURCE_REMOVE;
}

/* What came of the sending, now or later, when the server is back. */
static void
show_delivery(AppStudentFeed *self, const StationDelivery *delivery)
{
    switch (delivery->end) {
    case STATION_DELIVERY_DELIVERED:
        app_student_view_accept(self->view, delivery->report->status, delivery->receipt->stored_at);
        break;
    case STATION_DELIVERY_WAITING:
        app_student_view_set_phase(self->view, APP_STUDENT_WAITING);
        break;
    default:
        app_student_view_set_phase(self->view, APP_STUDENT_ATTENTION);
        break;
    }
}

static void
on_sender_ended(StationSender *sender, StationDelivery *delivery, AppStudentFeed *self)
{
    (void)sender;
    if (g_strcmp0(delivery->report_id, self->report_id) == 0 &&
        app_student_view_get_phase(self->view) == APP_STUDENT_WAITING)
        show_delivery(self, delivery);
}

static void
show_visit(AppStudentFeed *self)
{
    gboolean pages = station_pages_get_n(station_visit_get_pages(self->visit)) > 0 ||
                     station_visit_get_preview(self->visit) != NULL;

    switch (station_visit_get_state(self->visit)) {
    case STATION_VISIT_BARRED:
        app_student_view_set_phase(self->view, APP_STUDENT_ATTENTION);
        break;
    case STATION_VISIT_READY:
        if (station_visit_get_error(self->visit) != NULL)
            app_student_view_set_phase(self->view, APP_STUDENT_ATTENTION);
        else
            app_student_view_set_phase(self->view,
                                       pages ? APP_STUDENT_LOOKING : APP_STUDENT_CHOSEN);
        break;
    case STATION_VISIT_SCANNING:
        app_student_view_set_phase(self->view, APP_STUDENT_SCANNING);
        break;
    case STATION_VISIT_SAVING:
    case STATION_VISIT_SENDING:
        app_student_view_set_phase(self->view, APP_STUDENT_SENDING);
        break;
    case STATION_VISIT_ENDED:
        show_delivery(self, station_visit_get_delivery(self->visit));
        break;
    default:
        break;
    }
}

/* A finer picture than was asked for, of which more could be read. */
static void
on_adjusted(StationScan *scan, const char *name, const char *asked, const char *became,
            AppStudentFeed *self)
{
    (void)scan;
    (void)asked;
    if (g_str_equal(name, RESOLUTION))
        self->dpi = MAX(self->dpi, (guint)g_ascii_strtoull(became, NULL, 10));
}

static void
on_scan_started(StationVisit *visit, StationScan *scan, AppStudentFeed *self)
{
    (void)visit;
    self->dpi = station_scan_get_settings(scan)->resolution;
    g_signal_connect_object(scan, "adjusted", G_CALLBACK(on_adjusted), self, 0);
}

void
app_student_feed_show(AppStudentFeed *self)
{
    StationVisit *visit = station_counter_get_visit(self->counter);

    if (visit == NULL || visit == self->visit)
        return;
    app_student_feed_clear(self);
    self->visit = g_object_ref(visit);
    self->report_id = g_strdup(station_visit_get_report(visit)->id);
    app_student_view_show_report(self->view, station_visit_get_report(visit));
    g_signal_connect(visit, "page-begun", G_CALLBACK(on_page_begun), self);
    g_signal_connect(visit, "scan-started", G_CALLBACK(on_scan_started), self);
    g_signal_connect_swapped(visit, "notify::state", G_CALLBACK(show_visit), self);
    g_signal_connect_swapped(visit, "notify::error", G_CALLBACK(show_visit), self);
    show_visit(self);
}

static void
on_counter_state(AppStudentFeed *self)
{
    StationCounterState state = station_counter_get_state(self->counter);
    AppStudentPhase phase = app_student_view_get_phase(self->view);
    gboolean ended = phase == APP_STUDENT_ACCEPTED || phase == APP_STUDENT_WAITING;

    if (state == STATION_COUNTER_VISITING || state == STATION_COUNTER_GIVING_BACK)
        return;
    if (state == STATION_COUNTER_IDLE && ended && self->timer == 0) {
        forget_visit(self);
        self->timer = g_timeout_add_seconds(APP_STUDENT_FEED_CLEAR_SECONDS, on_time, self);
    } else if (state != STATION_COUNTER_IDLE || !ended) {
        app_student_feed_clear(self);
    }
}

static void
app_student_feed_dispose(GObject *object)
{
    AppStudentFeed *self = APP_STUDENT_FEED(object);

    g_clear_handle_id(&self->timer, g_source_remove);
    forget_visit(self);
    g_clear_object(&self->counter);
    g_clear_object(&self->view);
    G_OBJECT_CLASS(app_student_feed_parent_class)->dispose(object);
}

static void
app_student_feed_finalize(GObject *object)
{
    g_free(APP_STUDENT_FEED(object)->report_id);
    G_OBJECT_CLASS(app_student_feed_parent_class)->finalize(object);
}

static void
app_student_feed_class_init(AppStudentFeedClass *class)
{
    G_OBJECT_CLASS(class)->dispose = app_student_feed_dispose;
    G_OBJECT_CLASS(class)->finalize = app_student_feed_finalize;
}

static void
app_student_feed_init(AppStudentFeed *self)
{
    self->timer = 0;
}

AppStudentFeed *
app_student_feed_new(StationCounter *counter, StationSender *sender, AppStudentView *view)
{
    AppStudentFeed *self = g_object_new(APP_TYPE_STUDENT_FEED, NULL);

    self->counter = g_object_ref(counter);
    self->view = g_object_ref(view);
    g_signal_connect_object(counter, "notify::visit", G_CALLBACK(app_student_feed_show), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(counter, "notify::state", G_CALLBACK(on_counter_state), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(sender, "ended", G_CALLBACK(on_sender_ended), self, 0);
    return self;
}
