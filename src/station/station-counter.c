#include "station-counter.h"

struct _StationCounter {
    GObject parent_instance;
    StationCounterState state;
    Station *station;
    StationSender *sender;
    StationAnswer *answer;
    StationVisit *visit;
    GError *error;
    char *waiting;
    PageFindings *previous; /* or NULL */
    GCancellable *looking;  /* of the look-up under way */
    gboolean resetting;     /* a reset waits for the end of a scan */
};

G_DEFINE_FINAL_TYPE(StationCounter, station_counter, G_TYPE_OBJECT)

enum {
    PROP_0,
    PROP_STATE,
    PROP_ANSWER,
    PROP_VISIT,
    PROP_ERROR,
    PROP_WAITING_TEXT,
    PROP_COUNT
};
static GParamSpec *properties[PROP_COUNT];

static void
tell(StationCounter *self, guint property)
{
    g_object_notify_by_pspec(G_OBJECT(self), properties[property]);
}

static void
set_state(StationCounter *self, StationCounterState state)
{
    static const char *const names[] = {"idle", "looking-up", "choosing", "visiting",
                                        "giving-back"};
    g_debug("counter: %s → %s", names[self->state], names[state]);
    self->state = state;
    tell(self, PROP_STATE);
}

/* Takes the answer; NULL forgets it. */
static void
set_answer(StationCounter *self, StationAnswer *answer)
{
    g_clear_pointer(&self->answer, station_answer_free);
    self->answer = answer;
    tell(self, PROP_ANSWER);
}

/* Takes the error; NULL clears it. */
static void
set_error(StationCounter *self, GError *error)
{
    g_clear_error(&self->error);
    self->error = error;
    tell(self, PROP_ERROR);
}

static void
set_waiting(StationCounter *self, const char *text)
{
    char *copy = g_strdup(text);
    g_free(self->waiting);
    self->waiting = copy;
    tell(self, PROP_WAITING_TEXT);
}

static void
station_counter_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    StationCounter *self = STATION_COUNTER(object);
    switch (id) {
    case PROP_STATE:
        g_value_set_uint(value, self->state);
        break;
    case PROP_ANSWER:
        g_value_set_pointer(value, self->answer);
        break;
    case PROP_VISIT:
        g_value_set_object(value, self->visit);
        break;
    case PROP_ERROR:
        g_value_set_boxed(value, self->error);
        break;
    case PROP_WAITING_TEXT:
        g_value_set_string(value, self->waiting);
        break;
    default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
    }
}

static void
station_counter_dispose(GObject *object)
{
    StationCounter *self = STATION_COUNTER(object);
    if (self->visit != NULL)
        g_signal_handlers_disconnect_by_data(self->visit, self);
    g_clear_object(&self->visit);
    g_clear_object(&self->sender);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(station_counter_parent_class)->dispose(object);
}

static void
station_counter_finalize(GObject *object)
{
    StationCounter *self = STATION_COUNTER(object);
    g_clear_pointer(&self->answer, station_answer_free);
    g_clear_error(&self->error);
    g_clear_object(&self->looking);
    g_free(self->waiting);
    g_free(self->previous);
    G_OBJECT_CLASS(station_counter_parent_class)->finalize(object);
}

static void
station_counter_class_init(StationCounterClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS(klass);
    GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
    object_class->dispose = station_counter_dispose;
    object_class->finalize = station_counter_finalize;
    object_class->get_property = station_counter_get_property;
    properties[PROP_STATE] = g_param_spec_uint("state", NULL, NULL, STATION_COUNTER_IDLE,
                                               STATION_COUNTER_GIVING_BACK, STATION_COUNTER_IDLE,
                                               flags);
    properties[PROP_ANSWER] = g_param_spec_pointer("answer", NULL, NULL, flags);
    properties[PROP_VISIT] = g_param_spec_object("visit", NULL, NULL, STATION_TYPE_VISIT, flags);
    properties[PROP_ERROR] = g_param_spec_boxed("error", NULL, NULL, G_TYPE_ERROR, flags);
    properties[PROP_WAITING_TEXT] = g_param_spec_string("waiting-text", NULL, NULL, "", flags);
    g_object_class_install_properties(object_class, PROP_COUNT, properties);
}

static void
station_counter_init(StationCounter *self)
{
    self->waiting = g_strdup("");
}

StationCounter *
station_counter_new(Station *station, StationSender *sender)
{
    StationCounter *self = g_object_new(STATION_TYPE_COUNTER, NULL);
    self->station = g_object_ref(station);
    self->sender = g_object_ref(sender);
    return self;
}

StationCounterState
station_counter_get_state(StationCounter *counter)
{
    return counter->state;
}

const StationAnswer *
station_counter_get_answer(StationCounter *counter)
{
    return counter->answer;
}

StationVisit *
station_counter_get_visit(StationCounter *counter)
{
    return counter->visit;
}

const GError *
station_counter_get_error(StationCounter *counter)
{
    return counter->error;
}

const char *
station_counter_get_waiting_text(StationCounter *counter)
{
    return counter->waiting;
}

const PageFindings *
station_counter_get_previous(StationCounter *counter)
{
    return counter->previous;
}

gboolean
station_counter_is_occupied(StationCounter *counter)
{
    if (counter->state == STATION_COUNTER_GIVING_BACK)
        return TRUE;
    if (counter->state != STATION_COUNTER_VISITING)
        return FALSE;
    StationVisitState state = station_visit_get_state(counter->visit);
    return state == STATION_VISIT_SCANNING || state == STATION_VISIT_SAVING ||
           state == STATION_VISIT_SENDING ||
           station_pages_get_n(station_visit_get_pages(counter->visit)) > 0;
}

/* ---- the visit ---- */

/* A sheet that stays on the glass must not become the next student's original. */
static void
remember_page(StationCounter *self, StationVisit *visit)
{
    StationPages *pages = station_visit_get_pages(visit);
    guint n = station_pages_get_n(pages);
    const PageFindings *findings = n > 0
                                       ? station_page_get_findings(station_pages_get(pages, n - 1))
                                       : NULL;
    g_free(self->previous);
    self->previous = findings != NULL ? g_memdup2(findings, sizeof *findings) : NULL;
}

static void
leave_visit(StationCounter *self)
{
    g_autoptr(StationVisit) visit = g_steal_pointer(&self->visit);
    if (visit == NULL)
        return;
    g_signal_handlers_disconnect_by_data(visit, self);
    if (station_visit_get_state(visit) == STATION_VISIT_ENDED)
        remember_page(self, visit);
    station_visit_close_async(visit, NULL, NULL);
    tell(self, PROP_VISIT);
}

static void
on_visit_state(StationCounter *self)
{
    StationVisitState state = station_visit_get_state(self->visit);
    if (state == STATION_VISIT_ENDED)
        set_state(self, STATION_COUNTER_GIVING_BACK);
    else if (state == STATION_VISIT_READY && self->resetting)
        station_counter_reset(self);
}

static void
start_visit(StationCounter *self, Report *report)
{
    leave_visit(self);
    self->visit = station_visit_new(self->station, self->sender, report, self->answer->remembered);
    g_signal_connect_swapped(self->visit, "notify::state", G_CALLBACK(on_visit_state), self);
    tell(self, PROP_VISIT);
    set_state(self, STATION_COUNTER_VISITING);
}

void
station_counter_choose(StationCounter *counter, Report *report)
{
    gboolean same = counter->visit != NULL && station_visit_get_report(counter->visit) == report;
    if (counter->answer == NULL || station_counter_is_occupied(counter) || same ||
        !station_answer_may_scan(counter->answer, report))
        return;
    start_visit(counter, report);
}

/* ---- looking up ---- */

static gboolean
is_one_student(const StationAnswer *answer)
{
    const Report *first = answer->reports->len > 0 ? g_ptr_array_index(answer->reports, 0) : NULL;
    for (guint i = 1; i < answer->reports->len; i++) {
        const Report *report = g_ptr_array_index(answer->reports, i);
        if (g_strcmp0(report->student_id, first->student_id) != 0)
            return FALSE;
    }
    return first != NULL;
}

/* The report that was asked for by its number, or the first that waits, of one student. */
static Report *
meant_report(const StationAnswer *answer)
{
    if (!is_one_student(answer))
        return NULL;
    for (guint i = 0; i < answer->reports->len; i++) {
        Report *report = g_ptr_array_index(answer->reports, i);
        if (station_answer_may_scan(answer, report) &&
            (answer->meant == NULL || g_strcmp0(answer->meant, report->id) == 0))
            return report;
    }
    return NULL;
}

static void
on_looked_up(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(StationCounter) self = user_data;
    GError *error = NULL;
    StationAnswer *answer = station_lookup_finish(STATION_STATION(source), result, &error);
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) { /* another one, or none */
        g_clear_error(&error);
        return;
    }
    g_clear_object(&self->looking);
    set_error(self, error);
    set_answer(self, answer);
    if (answer == NULL) {
        set_state(self, STATION_COUNTER_IDLE);
        return;
    }
    set_state(self, STATION_COUNTER_CHOOSING);
    Report *report = meant_report(answer);
    if (report != NULL)
        start_visit(self, report);
}

static void
stop_looking(StationCounter *self)
{
    if (self->looking != NULL)
        g_cancellable_cancel(self->looking);
    g_clear_object(&self->looking);
}

static void
start_looking(StationCounter *self, const char *text)
{
    g_autofree char *typed = g_strdup(text);
    stop_looking(self);
    leave_visit(self);
    set_waiting(self, "");
    set_answer(self, NULL);
    set_error(self, NULL);
    self->looking = g_cancellable_new();
    set_state(self, STATION_COUNTER_LOOKING_UP);
    station_lookup_text_async(self->station, typed, self->looking, on_looked_up,
                              g_object_ref(self));
}

void
station_counter_look_up(StationCounter *counter, const char *text)
{
    if (*text == '\0')
        return;
    if (station_counter_is_occupied(counter))
        set_waiting(counter, text);
    else
        start_looking(counter, text);
}

/* ---- the end ---- */

static void
go_idle(StationCounter *self)
{
    stop_looking(self);
    leave_visit(self);
    set_answer(self, NULL);
    set_error(self, NULL);
    set_state(self, STATION_COUNTER_IDLE);
}

static gboolean
has_more(const StationAnswer *answer, const Report *done)
{
    for (guint i = 0; i < answer->reports->len; i++) {
        const Report *report = g_ptr_array_index(answer->reports, i);
        if (station_answer_may_scan(answer, report) && g_strcmp0(report->id, done->id) != 0 &&
            g_strcmp0(report->student_id, done->student_id) == 0)
            return TRUE;
    }
    return FALSE;
}

void
station_counter_give_back(StationCounter *counter)
{
    if (counter->state != STATION_COUNTER_GIVING_BACK)
        return;
    g_autoptr(Report) done = report_ref(station_visit_get_report(counter->visit));
    if (*counter->waiting != '\0')
        start_looking(counter, counter->waiting);
    else if (has_more(counter->answer, done))
        start_looking(counter, done->student_id);
    else
        go_idle(counter);
}

void
station_counter_reset(StationCounter *counter)
{
    StationVisitState state = counter->visit != NULL ? station_visit_get_state(counter->visit)
                                                     : STATION_VISIT_CLOSED;
    counter->resetting = FALSE;
    if (counter->state == STATION_COUNTER_GIVING_BACK || state == STATION_VISIT_SAVING ||
        state == STATION_VISIT_SENDING)
        return;
    if (state == STATION_VISIT_SCANNING) {
        counter->resetting = TRUE;
        station_visit_cancel(counter->visit);
        return;
    }
    if (*counter->waiting != '\0')
        start_looking(counter, counter->waiting);
    else
        go_idle(counter);
}

void
station_counter_stay(StationCounter *counter)
{
    set_waiting(counter, "");
}
