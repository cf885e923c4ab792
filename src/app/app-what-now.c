#include "app-what-now.h"

#include "app-checks.h"
#include "app-scan-group.h"
#include "app-scan-popover.h"
#include "app-spoken.h"
#include "station-language.h"
#include "station-scanner.h"
#include "station-sentence.h"

struct _AppWhatNow {
    GtkBox parent_instance;

    Station *station;
    StationCounter *counter;
    AppSteps *steps;
    StationVisit *visit; /* whose errors are shown */

    AppChecks *checks;
    GtkWidget *tools;
    GtkWidget *settings;
    GtkLabel *settings_line;
    GtkWidget *change;
    AppScanPopover *scan_popover;
    GtkWidget *choose_scanner;
    GtkWidget *notice;
    GtkImage *notice_icon;
    GtkLabel *notice_title;
    GtkLabel *notice_text;
    GtkButton *notice_other;
    GtkWidget *ladder;
    GtkImage *saved_icon, *sent_icon, *status_icon;
    GtkLabel *saved_label, *sent_label, *status_label;
    GtkWidget *working;
    GtkLabel *working_label;
    GtkProgressBar *progress;
    GtkWidget *cancel;
    GtkButton *next;
    GtkLabel *next_title;
    GtkLabel *next_hint;
};

static guint changed;

G_DEFINE_FINAL_TYPE(AppWhatNow, app_what_now, GTK_TYPE_BOX)

static StationVisitState
visit_state(AppWhatNow *self)
{
    StationVisit *visit = station_counter_get_visit(self->counter);

    return visit != NULL ? station_visit_get_state(visit) : STATION_VISIT_CLOSED;
}

/* ---- the large button ---- */

/* What the button says for each AppNext; the hint names the key. */
static const struct {
    const char *title;
    const char *hint;
    gboolean urges; /* coloured: this is the step that the counter is waiting for */
} next_words[] = {
    [APP_NEXT_LOOK_UP] = {N_("Look up"), N_("Student card, or number and Enter"), FALSE},
    [APP_NEXT_WAIT] = {N_("One moment…"), "", FALSE},
    [APP_NEXT_CHOOSE] = {N_("Choose the report"), N_("Up and Down, or the mouse"), FALSE},
    [APP_NEXT_LEAVE] = {N_("Next student"), N_("Enter"), FALSE},
    [APP_NEXT_SCAN] = {N_("Scan"), N_("Space"), TRUE},
    [APP_NEXT_SCAN_AREA] = {N_("Scan this area"), N_("Space"), TRUE},
    [APP_NEXT_CUT] = {N_("Cut to this area"), N_("Enter"), TRUE},
    [APP_NEXT_SUBMIT] = {N_("Submit"), N_("Enter — the status becomes “Verifying”"), TRUE},
    [APP_NEXT_GIVE_BACK] = {N_("Original given back"), N_("Enter — on to the next"), TRUE},
    [APP_NEXT_ANSWER] = {"", N_("Enter"), TRUE},
};

static const char *
safe_answer(AppQuestion question)
{
    switch (question) {
    case APP_QUESTION_CHECKS:
        return _("Scan again");
    case APP_QUESTION_DISCARD:
        return _("Keep the pages");
    default:
        return _("Stay with this student");
    }
}

static void
show_next(AppWhatNow *self)
{
    AppNext next = app_steps_get_next(self->steps);
    AppQuestion question = app_steps_get_question(self->steps);
    const char *title = question != APP_QUESTION_NONE ? safe_answer(question)
                                                      : _(next_words[next].title);
    const char *hint = *next_words[next].hint != '\0' ? _(next_words[next].hint) : "";

    gtk_label_set_label(self->next_title, title);
    gtk_label_set_label(self->next_hint, hint);
    gtk_widget_set_visible(GTK_WIDGET(self->next_hint), *hint != '\0');
    gtk_widget_set_sensitive(GTK_WIDGET(self->next), next != APP_NEXT_WAIT);
    if (next_words[next].urges)
        gtk_widget_add_css_class(GTK_WIDGET(self->next), "suggested-action");
    else
        gtk_widget_remove_css_class(GTK_WIDGET(self->next), "suggested-action");
    app_spoken_name(GTK_WIDGET(self->next), title);
}

/* ---- what is under way ---- */

static void
show_working(AppWhatNow *self)
{
    StationVisitState state = visit_state(self);
    gboolean scanning = state == STATION_VISIT_SCANNING;
    gboolean looking = station_counter_get_state(self->counter) == STATION_COUNTER_LOOKING_UP;
    guint percent = app_steps_get_percent(self->steps);
    const char *words = app_steps_get_progress(self->steps);
    g_autofree char *scan = g_strdup_printf(_("Scanning… %u %%"), percent);

    gtk_widget_set_visible(self->working, scanning);
    gtk_label_set_label(self->working_label, *words != '\0' ? words : scan);
    gtk_progress_bar_set_fraction(self->progress, percent / 100.0);
    gtk_widget_set_visible(self->cancel, scanning || looking || state == STATION_VISIT_SENDING ||
                                             app_steps_get_next(self->steps) == APP_NEXT_CHOOSE);
}

/* ---- saved, sent, accepted ---- */

typedef enum {
    RUNG_AHEAD,
    RUNG_NOW,
    RUNG_DONE,
    RUNG_STUCK,
} Rung;

static void
show_rung(GtkImage *icon, GtkLabel *label, Rung rung, const char *text)
{
    static const char *const icons[] = {"radio-symbolic", "content-loading-symbolic",
                                        "object-select-symbolic", "dialog-warning-symbolic"};
    static const char *const classes[] = {"ahead", "now", "done", "stuck"};
    GtkWidget *row = gtk_widget_get_parent(GTK_WIDGET(icon));

    for (guint i = 0; i < G_N_ELEMENTS(classes); i++)
        gtk_widget_remove_css_class(row, classes[i]);
    gtk_widget_add_css_class(row, classes[rung]);
    gtk_image_set_from_icon_name(icon, icons[rung]);
    gtk_label_set_label(label, text);
}

static void
show_end(AppWhatNow *self, const StationDelivery *delivery)
{
    g_autofree char *text = NULL;

    if (delivery->end == STATION_DELIVERY_DELIVERED) {
        g_autoptr(GDateTime)
            at = g_date_time_new_from_unix_local(delivery->receipt->stored_at / G_USEC_PER_SEC);
        g_autofree char *clock = at != NULL ? g_date_time_format(at, "%H:%M:%S") : g_strdup("");

        text = g_strdup_printf(
            "%s  %s", report_status_label(delivery->report->status, station_language_get()), clock);
        show_rung(self->sent_icon, self->sent_label, RUNG_DONE, _("Sent"));
        show_rung(self->status_icon, self->status_label, RUNG_DONE, text);
    } else if (delivery->end == STATION_DELIVERY_WAITING) {
        show_rung(self->sent_icon, self->sent_label, RUNG_STUCK,
                  _("Not sent yet: waits in the outbox"));
        show_rung(self->status_icon, self->status_label, RUNG_AHEAD, _("Not changed yet"));
    } else {
        show_rung(self->sent_icon, self->sent_label, RUNG_DONE, _("Sent"));
        show_rung(self->status_icon, self->status_label, RUNG_STUCK, _("Not accepted"));
    }
}

static void
show_ladder(AppWhatNow *self)
{
    StationVisitState state = visit_state(self);
    g_autofree char *sent = g_strdup_printf(_("Sending… %u %%"),
                                            app_steps_get_percent(self->steps));

    gtk_widget_set_visible(self->ladder, state == STATION_VISIT_SAVING ||
                                             state == STATION_VISIT_SENDING ||
                                             state == STATION_VISIT_ENDED);
    if (state == STATION_VISIT_SAVING) {
        show_rung(self->saved_icon, self->saved_label, RUNG_NOW, _("Saving…"));
        show_rung(self->sent_icon, self->sent_label, RUNG_AHEAD, _("Send"));
    } else {
        show_rung(self->saved_icon, self->saved_label, RUNG_DONE, _("Saved on this station"));
        show_rung(self->sent_icon, self->sent_label, RUNG_NOW, sent);
    }
    show_rung(self->status_icon, self->status_label, RUNG_AHEAD, _("Accepted by the server"));
    if (state == STATION_VISIT_ENDED)
        show_end(self, station_visit_get_delivery(station_counter_get_visit(self->counter)));
}

/* ---- notices and questions ---- */

static void
show_notice(AppWhatNow *self, const char *icon, const char *title, const char *text,
            const char *other)
{
    gtk_image_set_from_icon_name(self->notice_icon, icon);
    gtk_label_set_label(self->notice_title, title);
    gtk_label_set_label(self->notice_text, text);
    gtk_widget_set_visible(GTK_WIDGET(self->notice_text), *text != '\0');
    gtk_widget_set_visible(GTK_WIDGET(self->notice_other), other != NULL);
    if (other != NULL)
        gtk_button_set_label(self->notice_other, other);
    gtk_widget_set_visible(self->notice, TRUE);
}

static void
show_question(AppWhatNow *self, AppQuestion question)
{
    const char *waiting = station_counter_get_waiting_text(self->counter);
    g_autofree char *other = NULL;

    switch (question) {
    case APP_QUESTION_CHECKS:
        show_notice(self, "dialog-warning-symbolic", _("A check did not pass"),
                    _("See what the checks say. The file will be the only copy: scan again unless "
                      "you are sure."),
                    _("Submit all the same"));
        break;
    case APP_QUESTION_DISCARD:
        show_notice(self, "dialog-question-symbolic", _("Give up these pages?"),
                    _("They have not been submitted."), _("Give them up"));
        break;
    default:
        other = g_strdup_printf(_("Give up and look up %s"), waiting);
        show_notice(self, "dialog-question-symbolic", _("These pages have not been submitted"),
                    _("Another student was looked up meanwhile."), other);
        break;
    }
}

static void
show_end_notice(AppWhatNow *self, const StationDelivery *delivery)
{
    const char *waiting = station_counter_get_waiting_text(self->counter);

    if (*waiting != '\0')
        show_notice(self, "dialog-information-symbolic", _("Is the original given back?"),
                    _("The next student comes right after."), NULL);
    else if (delivery->end == STATION_DELIVERY_DELIVERED)
        gtk_widget_set_visible(self->notice, FALSE);
    else
        show_notice(self, "dialog-warning-symbolic",
                    delivery->end == STATION_DELIVERY_WAITING ? _("Scanned, waiting to be sent")
                                                              : _("A person has to decide"),
                    station_sentence_text(delivery->error), NULL);
}

static void
show_notices(AppWhatNow *self)
{
    StationVisit *visit = station_counter_get_visit(self->counter);
    AppQuestion question = app_steps_get_question(self->steps);
    const GError *error = visit != NULL ? station_visit_get_error(visit) : NULL;

    if (question != APP_QUESTION_NONE)
        show_question(self, question);
    else if (visit != NULL && station_visit_get_state(visit) == STATION_VISIT_ENDED)
        show_end_notice(self, station_visit_get_delivery(visit));
    else if (error != NULL)
        show_notice(self, "dialog-error-symbolic", station_sentence_text(error),
                    station_sentence_has_detail(error) ? error->message : "", NULL);
    else if (app_steps_is_preview(self->steps))
        show_notice(
            self, "dialog-information-symbolic", _("What of the glass is to be scanned?"),
            _("Drag a frame around it. Arrow keys move the frame, with Shift its far side."), NULL);
    else
        gtk_widget_set_visible(self->notice, FALSE);
}

/* ---- the page ---- */

static void
show_page(AppWhatNow *self)
{
    g_autoptr(GPtrArray) checks = app_steps_list_checks(self->steps);
    StationVisitState state = visit_state(self);
    StationVisit *visit = station_counter_get_visit(self->counter);
    gboolean pages = visit != NULL && station_pages_get_n(station_visit_get_pages(visit)) > 0;

    app_checks_show(self->checks, checks);
    gtk_widget_set_visible(self->tools, state == STATION_VISIT_READY && pages &&
                                            !app_steps_is_preview(self->steps));
    gtk_widget_set_visible(self->settings,
                           state == STATION_VISIT_READY || state == STATION_VISIT_OPENING);
}

static void
show_settings(AppWhatNow *self)
{
    const char *chosen = station_get_config(self->station)->scanner;
    g_autofree char *scanner = station_scanner_title(station_get_profile(self->station), chosen);
    g_autofree char *words = app_scan_group_words(app_steps_get_settings(self->steps));
    g_autofree char *line = g_strdup_printf(
        "%s · %s", *chosen != '\0' ? scanner : _("No scanner chosen"), words);

    gtk_label_set_label(self->settings_line, line);
    gtk_widget_set_visible(self->change, *chosen != '\0');
    gtk_widget_set_visible(self->choose_scanner, *chosen == '\0');
}

static gboolean
tell_again(gpointer what_now)
{
    g_signal_emit(what_now, changed, 0);
    g_debug("this original: settings closed");
    return G_SOURCE_REMOVE;
}

/* Whoever hears of the change gives the keyboard to the page, where Space scans: at once, and once
 * more since newer versions of GTK give it to the popover's button when all this is over. */
static void
on_popover_closed(AppWhatNow *self)
{
    g_signal_emit(self, changed, 0);
    g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, tell_again, g_object_ref(self), g_object_unref);
}

static void
show_all(AppWhatNow *self)
{
    show_page(self);
    show_working(self);
    show_ladder(self);
    show_notices(self);
    show_next(self);
}

static void
on_visit_changed(AppWhatNow *self)
{
    StationVisit *visit = station_counter_get_visit(self->counter);

    if (self->visit != NULL)
        g_signal_handlers_disconnect_by_data(self->visit, self);
    g_set_object(&self->visit, visit);
    if (visit != NULL)
        g_signal_connect_swapped(visit, "notify::error", G_CALLBACK(show_notices), self);
    show_all(self);
}

static void
on_percent(AppWhatNow *self)
{
    show_working(self);
    show_ladder(self);
}

void
app_what_now_bind(AppWhatNow *self, Station *station, StationCounter *counter, AppSteps *steps)
{
    self->station = g_object_ref(station);
    self->counter = g_object_ref(counter);
    self->steps = g_object_ref(steps);
    app_scan_popover_bind(self->scan_popover, station, steps);
    g_signal_connect_object(station, "config-changed", G_CALLBACK(show_settings), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(steps, "settings-changed", G_CALLBACK(show_settings), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(counter, "notify::visit", G_CALLBACK(on_visit_changed), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(counter, "notify::waiting-text", G_CALLBACK(show_notices), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(steps, "notify::next", G_CALLBACK(show_all), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(steps, "notify::question", G_CALLBACK(show_all), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(steps, "notify::page", G_CALLBACK(show_page), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(steps, "notify::percent", G_CALLBACK(on_percent), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(steps, "notify::progress", G_CALLBACK(on_percent), self,
                            G_CONNECT_SWAPPED);
    show_settings(self);
    show_all(self);
}

static void
app_what_now_dispose(GObject *object)
{
    AppWhatNow *self = APP_WHAT_NOW(object);

    if (self->visit != NULL)
        g_signal_handlers_disconnect_by_data(self->visit, self);
    g_clear_object(&self->visit);
    g_clear_object(&self->steps);
    g_clear_object(&self->counter);
    g_clear_object(&self->station);
    G_OBJECT_CLASS(app_what_now_parent_class)->dispose(object);
}

static void
app_what_now_class_init(AppWhatNowClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    g_type_ensure(APP_TYPE_CHECKS);
    g_type_ensure(APP_TYPE_SCAN_POPOVER);
    G_OBJECT_CLASS(class)->dispose = app_what_now_dispose;
    changed = g_signal_new("changed", APP_TYPE_WHAT_NOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                           G_TYPE_NONE, 0);
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-what-now.ui");
    gtk_widget_class_bind_template_callback(widget_class, on_popover_closed);
#define BIND(child) gtk_widget_class_bind_template_child(widget_class, AppWhatNow, child)
    BIND(checks);
    BIND(tools);
    BIND(settings);
    BIND(settings_line);
    BIND(change);
    BIND(scan_popover);
    BIND(choose_scanner);
    BIND(notice);
    BIND(notice_icon);
    BIND(notice_title);
    BIND(notice_text);
    BIND(notice_other);
    BIND(ladder);
    BIND(saved_icon);
    BIND(saved_label);
    BIND(sent_icon);
    BIND(sent_label);
    BIND(status_icon);
    BIND(status_label);
    BIND(working);
    BIND(working_label);
    BIND(progress);
    BIND(cancel);
    BIND(next);
    BIND(next_title);
    BIND(next_hint);
#undef BIND
}

static void
app_what_now_init(AppWhatNow *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
