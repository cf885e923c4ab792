#include "app-steps-private.h"
#include "station-check.h"
#include "station-language.h"

enum {
    PROP_NEXT = 1,
    PROP_QUESTION,
    PROP_PAGE,
    PROP_PIXELS,
    PROP_PERCENT,
    PROP_PROGRESS,
    N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint settings_changed;

G_DEFINE_FINAL_TYPE(AppSteps, app_steps, G_TYPE_OBJECT)

static void
tell(AppSteps *self, guint property)
{
    g_object_notify_by_pspec(G_OBJECT(self), properties[property]);
}

void
app_steps_tell_next(AppSteps *self)
{
    tell(self, PROP_NEXT);
}

static void
set_page(AppSteps *self, StationPage *page)
{
    if (!g_set_object(&self->page, page))
        return;
    g_clear_object(&self->pixels);
    self->choosing = FALSE;
    tell(self, PROP_PAGE);
}

/* The page that is looked at is one of the finished pages: its file is there. */
static void
set_pixels(AppSteps *self)
{
    if (self->page == NULL || self->pixels != NULL)
        return;
    self->pixels = station_pixels_new(self->station, self->page);
    tell(self, PROP_PIXELS);
}

static void
set_question(AppSteps *self, AppQuestion question)
{
    if (self->question == question)
        return;
    self->question = question;
    tell(self, PROP_QUESTION);
    tell(self, PROP_NEXT);
}

static void
set_percent(AppSteps *self, guint percent)
{
    self->percent = percent;
    tell(self, PROP_PERCENT);
}

/* Takes the words. */
static void
set_progress(AppSteps *self, char *words)
{
    g_free(self->progress);
    self->progress = words;
    tell(self, PROP_PROGRESS);
}

StationPages *
app_steps_get_pages(AppSteps *self)
{
    return self->visit != NULL ? station_visit_get_pages(self->visit) : NULL;
}

gboolean
app_steps_has_pages(AppSteps *self)
{
    return self->visit != NULL && station_pages_get_n(app_steps_get_pages(self)) > 0;
}

gboolean
app_steps_may_change(AppSteps *self)
{
    return self->visit != NULL && station_visit_get_state(self->visit) == STATION_VISIT_READY;
}

/* ---- what comes next ---- */

static AppNext
next_of_visit(AppSteps *self)
{
    switch (station_visit_get_state(self->visit)) {
    case STATION_VISIT_READY:
        if (app_steps_is_preview(self))
            return APP_NEXT_SCAN_AREA;
        if (self->choosing)
            return APP_NEXT_CUT;
        return app_steps_has_pages(self) ? APP_NEXT_SUBMIT : APP_NEXT_SCAN;
    case STATION_VISIT_BARRED:
        return APP_NEXT_LEAVE;
    default:
        return APP_NEXT_WAIT;
    }
}

static AppNext
next_of_answer(const StationAnswer *answer)
{
    for (guint i = 0; answer != NULL && i < answer->reports->len; i++) {
        if (station_answer_may_scan(answer, g_ptr_array_index(answer->reports, i)))
            return APP_NEXT_CHOOSE;
    }
    return APP_NEXT_LEAVE;
}

AppNext
app_steps_get_next(AppSteps *self)
{
    if (self->question != APP_QUESTION_NONE)
        return APP_NEXT_ANSWER;
    switch (station_counter_get_state(self->counter)) {
    case STATION_COUNTER_IDLE:
        return APP_NEXT_LOOK_UP;
    case STATION_COUNTER_LOOKING_UP:
        return APP_NEXT_WAIT;
    case STATION_COUNTER_CHOOSING:
        return next_of_answer(station_counter_get_answer(self->counter));
    case STATION_COUNTER_GIVING_BACK:
        return APP_NEXT_GIVE_BACK;
    default:
        return self->visit != NULL ? next_of_visit(self) : APP_NEXT_WAIT;
    }
}

AppQuestion
app_steps_get_question(AppSteps *self)
{
    return self->question;
}

StationPage *
app_steps_get_page(AppSteps *self)
{
    return self->page;
}

StationPixels *
app_steps_get_pixels(AppSteps *self)
{
    return self->pixels;
}

guint
app_steps_get_percent(AppSteps *self)
{
    return self->percent;
}

const char *
app_steps_get_progress(AppSteps *self)
{
    return self->progress;
}

GPtrArray *
app_steps_list_checks(AppSteps *self)
{
    const PageFindings *findings = self->page != NULL && !app_steps_is_preview(self)
                                       ? station_page_get_findings(self->page)
                                       : NULL;

    return findings != NULL
               ? station_check_list(findings, station_counter_get_previous(self->counter))
               : NULL;
}

const ScanSettings *
app_steps_get_settings(AppSteps *self)
{
    return self->settings != NULL ? self->settings : station_get_config(self->station)->settings;
}

void
app_steps_set_settings(AppSteps *self, const ScanSettings *settings)
{
    g_clear_pointer(&self->settings, scan_settings_free);
    if (settings != NULL)
        self->settings = scan_settings_copy(settings);
    g_signal_emit(self, settings_changed, 0);
}

/* ---- what happens at the counter ---- */

static void
on_progress(StationScan *scan, guint page, guint percent, AppSteps *self)
{
    (void)scan;
    (void)page;
    set_percent(self, percent);
}

static void
on_busy(StationScan *scan, guint seconds, guint try, guint tries, AppSteps *self)
{
    (void)scan;
    set_progress(self, g_strdup_printf(_("The scanner is busy; trying again in %u s (%u of %u)"),
                                       seconds, try, tries));
}

static void
on_adjusted(StationScan *scan, const char *name, const char *asked, const char *became,
            AppSteps *self)
{
    (void)scan;
    /* Translators: an option of the scanner, the value asked for, the value it took. */
    set_progress(self,
                 g_strdup_printf(_("%s: asked for %s, the scanner took %s"), name, asked, became));
}

static void
on_scan_started(StationVisit *visit, StationScan *scan, AppSteps *self)
{
    (void)visit;
    set_percent(self, 0);
    set_progress(self, g_strdup(""));
    g_signal_connect_object(scan, "progress", G_CALLBACK(on_progress), self, 0);
    g_signal_connect_object(scan, "busy", G_CALLBACK(on_busy), self, 0);
    g_signal_connect_object(scan, "adjusted", G_CALLBACK(on_adjusted), self, 0);
}

static void
on_page_begun(StationVisit *visit, StationPage *page, AppSteps *self)
{
    (void)visit;
    set_progress(self, g_strdup(""));
    set_page(self, page);
}

static void
on_uploading(StationVisit *visit, guint64 sent, guint64 total, AppSteps *self)
{
    (void)visit;
    set_percent(self, total > 0 ? (guint)(sent * 100 / total) : 0);
}

/* The page that is looked at is one of the finished pages again. */
void
app_steps_settle_page(AppSteps *self)
{
    StationPages *pages = app_steps_get_pages(self);
    guint n = station_pages_get_n(pages);

    if (self->again != NULL && station_pages_find(pages, self->again, NULL) &&
        (self->page == NULL || !station_pages_find(pages, self->page, NULL)))
        set_page(self, self->again);
    else if (self->page == NULL || !station_pages_find(pages, self->page, NULL))
        set_page(self, n > 0 ? station_pages_get(pages, n - 1) : NULL);
    set_pixels(self);
}

static void
on_visit_state(AppSteps *self)
{
    StationVisitState state = station_visit_get_state(self->visit);

    if (state == STATION_VISIT_READY && !app_steps_is_preview(self)) {
        app_steps_settle_page(self);
        g_clear_object(&self->again);
    }
    if (state != STATION_VISIT_READY)
        self->choosing = FALSE;
    if (state == STATION_VISIT_SAVING || state == STATION_VISIT_SCANNING) {
        set_percent(self, 0);
        set_question(self, APP_QUESTION_NONE);
    }
    tell(self, PROP_NEXT);
}

static void
on_pages_changed(AppSteps *self)
{
    if (app_steps_may_change(self) && !app_steps_is_preview(self))
        app_steps_settle_page(self);
    set_question(self, APP_QUESTION_NONE);
    tell(self, PROP_NEXT);
}

static void
forget_visit(AppSteps *self)
{
    if (self->visit == NULL)
        return;
    g_signal_handlers_disconnect_by_data(app_steps_get_pages(self), self);
    g_signal_handlers_disconnect_by_data(self->visit, self);
    g_clear_object(&self->visit);
}

static void
on_visit_changed(AppSteps *self)
{
    StationVisit *visit = station_counter_get_visit(self->counter);

    forget_visit(self);
    set_page(self, NULL);
    g_clear_object(&self->again);
    set_question(self, APP_QUESTION_NONE);
    set_progress(self, g_strdup(""));
    app_steps_set_settings(self, NULL);
    if (visit == NULL)
        return;
    self->visit = g_object_ref(visit);
    g_signal_connect(visit, "scan-started", G_CALLBACK(on_scan_started), self);
    g_signal_connect(visit, "page-begun", G_CALLBACK(on_page_begun), self);
    g_signal_connect(visit, "uploading", G_CALLBACK(on_uploading), self);
    g_signal_connect_swapped(visit, "notify::state", G_CALLBACK(on_visit_state), self);
    g_signal_connect_swapped(app_steps_get_pages(self), "changed", G_CALLBACK(on_pages_changed),
                             self);
    tell(self, PROP_NEXT);
}

static void
on_counter_state(AppSteps *self)
{
    tell(self, PROP_NEXT);
}

static void
on_waiting_text(AppSteps *self)
{
    gboolean waits = *station_counter_get_waiting_text(self->counter) != '\0';

    if (waits && app_steps_may_change(self) && app_steps_has_pages(self))
        set_question(self, APP_QUESTION_OTHER);
    else if (self->question == APP_QUESTION_OTHER)
        set_question(self, APP_QUESTION_NONE);
    tell(self, PROP_NEXT);
}

/* ---- what a person does ---- */

static void
start_scan(AppSteps *self, StationPage *replaced)
{
    if (!app_steps_may_change(self))
        return;
    app_steps_come_back(self);
    station_visit_scan(self->visit, station_get_config(self->station)->scanner,
                       app_steps_get_settings(self), replaced);
}

void
app_steps_scan(AppSteps *self)
{
    StationPage *looked_at = app_steps_is_preview(self) ? self->again : self->page;

    if (app_steps_is_preview(self))
        app_steps_set_area(self);
    start_scan(self, app_steps_has_pages(self) ? looked_at : NULL);
}

static gboolean
all_checks_passed(AppSteps *self)
{
    for (guint i = 0; i < station_pages_get_n(app_steps_get_pages(self)); i++) {
        const PageFindings *findings = station_page_get_findings(
            station_pages_get(app_steps_get_pages(self), i));
        g_autoptr(GPtrArray)
            checks = findings != NULL
                         ? station_check_list(findings, station_counter_get_previous(self->counter))
                         : NULL;

        if (checks != NULL && !station_check_all_passed(checks)) {
            app_steps_look_at(self, station_pages_get(app_steps_get_pages(self), i));
            return FALSE;
        }
    }
    return TRUE;
}

void
app_steps_go_on(AppSteps *self)
{
    switch (app_steps_get_next(self)) {
    case APP_NEXT_SCAN:
        app_steps_scan(self);
        break;
    case APP_NEXT_SCAN_AREA:
    case APP_NEXT_CUT:
        app_steps_take_area(self);
        break;
    case APP_NEXT_SUBMIT:
        if (all_checks_passed(self))
            station_visit_submit(self->visit);
        else
            set_question(self, APP_QUESTION_CHECKS);
        break;
    case APP_NEXT_GIVE_BACK:
        station_counter_give_back(self->counter);
        break;
    case APP_NEXT_LEAVE:
        station_counter_reset(self->counter);
        break;
    case APP_NEXT_ANSWER:
        app_steps_answer(self, TRUE);
        break;
    default:
        break;
    }
}

void
app_steps_answer(AppSteps *self, gboolean safe)
{
    AppQuestion question = self->question;

    set_question(self, APP_QUESTION_NONE);
    if (question == APP_QUESTION_CHECKS && safe)
        app_steps_scan(self);
    else if (question == APP_QUESTION_CHECKS && app_steps_may_change(self))
        station_visit_submit(self->visit);
    else if (question == APP_QUESTION_OTHER && safe)
        station_counter_stay(self->counter);
    else if ((question == APP_QUESTION_OTHER || question == APP_QUESTION_DISCARD) && !safe)
        station_counter_reset(self->counter);
}

void
app_steps_cancel(AppSteps *self)
{
    if (self->question == APP_QUESTION_CHECKS) /* neither answer: back to the page */
        set_question(self, APP_QUESTION_NONE);
    else if (self->question != APP_QUESTION_NONE)
        app_steps_answer(self, TRUE);
    else if (self->choosing || app_steps_is_preview(self))
        app_steps_leave_area(self);
    else if (station_counter_get_state(self->counter) == STATION_COUNTER_GIVING_BACK)
        return;
    else if (self->visit != NULL && app_steps_get_next(self) == APP_NEXT_WAIT &&
             station_visit_get_state(self->visit) != STATION_VISIT_OPENING)
        station_visit_cancel(self->visit);
    else if (app_steps_has_pages(self))
        set_question(self, APP_QUESTION_DISCARD);
    else
        station_counter_reset(self->counter);
}

gboolean
app_steps_may_add(AppSteps *self)
{
    return app_steps_may_change(self) && app_steps_has_pages(self) &&
           station_pages_get_n(app_steps_get_pages(self)) < STATION_PAGES_MAX;
}

void
app_steps_add(AppSteps *self)
{
    if (app_steps_may_add(self))
        start_scan(self, NULL);
}

void
app_steps_look_at(AppSteps *self, StationPage *page)
{
    if (!app_steps_may_change(self) || !station_pages_find(app_steps_get_pages(self), page, NULL))
        return;
    set_page(self, page);
    set_pixels(self);
    tell(self, PROP_NEXT);
}

/* ---- the object ---- */

static void
app_steps_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    AppSteps *self = APP_STEPS(object);

    switch (id) {
    case PROP_NEXT:
        g_value_set_uint(value, app_steps_get_next(self));
        break;
    case PROP_QUESTION:
        g_value_set_uint(value, self->question);
        break;
    case PROP_PAGE:
        g_value_set_object(value, self->page);
        break;
    case PROP_PIXELS:
        g_value_set_object(value, self->pixels);
        break;
    case PROP_PERCENT:
        g_value_set_uint(value, self->percent);
        break;
    case PROP_PROGRESS:
        g_value_set_string(value, self->progress);
        break;
    default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
    }
}

static void
app_steps_dispose(GObject *object)
{
    AppSteps *self = APP_STEPS(object);

    forget_visit(self);
    g_clear_object(&self->page);
    g_clear_object(&self->pixels);
    g_clear_object(&self->again);
    g_clear_object(&self->counter);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_steps_parent_class)->dispose(object);
}

static void
app_steps_finalize(GObject *object)
{
    AppSteps *self = APP_STEPS(object);

    g_clear_pointer(&self->settings, scan_settings_free);
    g_free(self->progress);
    G_OBJECT_CLASS(app_steps_parent_class)->finalize(object);
}

static void
app_steps_class_init(AppStepsClass *class)
{
    GObjectClass *object_class = G_OBJECT_CLASS(class);
    GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

    object_class->get_property = app_steps_get_property;
    object_class->dispose = app_steps_dispose;
    object_class->finalize = app_steps_finalize;
    properties[PROP_NEXT] = g_param_spec_uint("next", NULL, NULL, 0, APP_NEXT_ANSWER, 0, flags);
    properties[PROP_QUESTION] = g_param_spec_uint("question", NULL, NULL, 0, APP_QUESTION_OTHER, 0,
                                                  flags);
    properties[PROP_PAGE] = g_param_spec_object("page", NULL, NULL, STATION_TYPE_PAGE, flags);
    properties[PROP_PIXELS] = g_param_spec_object("pixels", NULL, NULL, STATION_TYPE_PIXELS, flags);
    properties[PROP_PERCENT] = g_param_spec_uint("percent", NULL, NULL, 0, 100, 0, flags);
    properties[PROP_PROGRESS] = g_param_spec_string("progress", NULL, NULL, "", flags);
    g_object_class_install_properties(object_class, N_PROPERTIES, properties);
    settings_changed = g_signal_new("settings-changed", APP_TYPE_STEPS, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static void
app_steps_init(AppSteps *self)
{
    self->progress = g_strdup("");
}

AppSteps *
app_steps_new(Station *station, StationCounter *counter)
{
    AppSteps *self = g_object_new(APP_TYPE_STEPS, NULL);

    self->station = g_object_ref(station);
    self->counter = g_object_ref(counter);
    g_signal_connect_object(counter, "notify::visit", G_CALLBACK(on_visit_changed), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(counter, "notify::state", G_CALLBACK(on_counter_state), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(counter, "notify::waiting-text", G_CALLBACK(on_waiting_text), self,
                            G_CONNECT_SWAPPED);
    return self;
}
