#include "app-who.h"

#include "app-recent.h"
#include "app-report-row.h"
#include "station-language.h"
#include "station-sentence.h"

struct _AppWho {
    GtkBox parent_instance;

    StationCounter *counter;
    Station *station;
    GtkEntry *look_up;
    GtkStack *stack;
    AppRecent *recent;
    GtkLabel *trouble;
    GtkLabel *remembered;
    GtkWidget *student;
    GtkLabel *name;
    GtkLabel *facts;
    GtkWidget *priority;
    GtkLabel *pending_heading;
    GtkListBox *pending;
    GtkLabel *others_heading;
    GtkListBox *others;
    gboolean filling;
};

G_DEFINE_FINAL_TYPE(AppWho, app_who, GTK_TYPE_BOX)

/* ---- the answer ---- */

static void
clear_list(GtkListBox *list)
{
    GtkWidget *row;

    while ((row = gtk_widget_get_first_child(GTK_WIDGET(list))) != NULL)
        gtk_list_box_remove(list, row);
}

static gboolean
has_several_students(const StationAnswer *answer)
{
    const Report *first = g_ptr_array_index(answer->reports, 0);

    for (guint i = 1; i < answer->reports->len; i++) {
        const Report *report = g_ptr_array_index(answer->reports, i);

        if (g_strcmp0(report->student_id, first->student_id) != 0)
            return TRUE;
    }
    return FALSE;
}

static void
show_student(AppWho *self, const Report *report)
{
    g_autofree char *facts = NULL;

    gtk_widget_set_visible(self->student, report != NULL);
    if (report == NULL)
        return;
    facts = g_strjoin(" · ", report->student_id, report->department, report->class_name, NULL);
    gtk_label_set_label(self->name, report->student_name);
    gtk_label_set_label(self->facts, facts);
    gtk_widget_set_visible(self->priority, report_is_priority(report));
}

static void
fill_lists(AppWho *self, const StationAnswer *answer, gboolean several)
{
    guint n_pending = 0;

    for (guint i = 0; i < answer->reports->len; i++) {
        Report *report = g_ptr_array_index(answer->reports, i);
        gboolean pending = report_status_is_pending(report->status);
        AppReportRow *row = app_report_row_new(answer, report,
                                               station_get_config(self->station)->name, several);

        gtk_list_box_append(pending ? self->pending : self->others, GTK_WIDGET(row));
        n_pending += pending;
    }
    gtk_widget_set_visible(GTK_WIDGET(self->pending), n_pending > 0);
    gtk_label_set_label(self->pending_heading, n_pending > 0 ? _("Waiting for their original")
                                                             : _("Nothing waits for an original"));
    gtk_widget_set_visible(GTK_WIDGET(self->others_heading), n_pending < answer->reports->len);
    gtk_widget_set_visible(GTK_WIDGET(self->others), n_pending < answer->reports->len);
}

static void
show_memory(AppWho *self, const StationAnswer *answer)
{
    g_autofree char *when = station_language_instant(answer->asked_at);
    g_autofree char *text = g_strdup_printf(
        _("The server cannot be reached. This is what it said at %s."), when);

    gtk_label_set_label(self->remembered, text);
    gtk_widget_set_visible(GTK_WIDGET(self->remembered), answer->remembered);
}

static void
show_answer(AppWho *self)
{
    const StationAnswer *answer = station_counter_get_answer(self->counter);
    gboolean several;

    self->filling = TRUE;
    clear_list(self->pending);
    clear_list(self->others);
    if (answer != NULL && answer->reports->len > 0) {
        several = has_several_students(answer);
        show_student(self, several ? NULL : g_ptr_array_index(answer->reports, 0));
        fill_lists(self, answer, several);
        show_memory(self, answer);
    }
    self->filling = FALSE;
}

static void
show_choice(AppWho *self)
{
    StationVisit *visit = station_counter_get_visit(self->counter);
    GtkWidget *row = gtk_widget_get_first_child(GTK_WIDGET(self->pending));

    self->filling = TRUE;
    gtk_list_box_unselect_all(self->pending);
    for (; visit != NULL && row != NULL; row = gtk_widget_get_next_sibling(row)) {
        if (app_report_row_get_report(APP_REPORT_ROW(row)) == station_visit_get_report(visit))
            gtk_list_box_select_row(self->pending, GTK_LIST_BOX_ROW(row));
    }
    self->filling = FALSE;
}

static void
show_trouble(AppWho *self)
{
    const GError *error = station_counter_get_error(self->counter);
    const StationAnswer *answer = station_counter_get_answer(self->counter);

    if (error != NULL)
        gtk_label_set_label(self->trouble, station_sentence_text(error));
    else if (answer != NULL && answer->reports->len == 0)
        gtk_label_set_label(self->trouble, _("Nobody and no report matches this. Check the number, "
                                             "or type at least two characters of the name."));
}

/* ---- the state ---- */

static void
show_state(AppWho *self)
{
    const StationAnswer *answer = station_counter_get_answer(self->counter);
    gboolean trouble = station_counter_get_error(self->counter) != NULL ||
                       (answer != NULL && answer->reports->len == 0);
    const char *child = "found";

    switch (station_counter_get_state(self->counter)) {
    case STATION_COUNTER_IDLE:
        child = trouble ? "trouble" : "idle";
        break;
    case STATION_COUNTER_LOOKING_UP:
        child = "looking";
        break;
    case STATION_COUNTER_CHOOSING:
        child = trouble ? "trouble" : "found";
        break;
    default:
        break;
    }
    show_trouble(self);
    gtk_stack_set_visible_child_name(self->stack, child);
}

/* Nothing of the last student stays in the entry, and a waiting text stays to be seen. */
static void
show_typed(AppWho *self)
{
    StationCounterState state = station_counter_get_state(self->counter);

    if (state == STATION_COUNTER_IDLE && station_counter_get_error(self->counter) == NULL)
        gtk_editable_set_text(GTK_EDITABLE(self->look_up), "");
}

static void
on_activate(AppWho *self)
{
    station_counter_look_up(self->counter, gtk_editable_get_text(GTK_EDITABLE(self->look_up)));
}

static void
on_row_selected(AppWho *self, GtkListBoxRow *row)
{
    if (row != NULL && !self->filling)
        station_counter_choose(self->counter, app_report_row_get_report(APP_REPORT_ROW(row)));
}

void
app_who_focus_look_up(AppWho *self)
{
    gtk_widget_grab_focus(GTK_WIDGET(self->look_up));
}

void
app_who_begin_look_up(AppWho *self, gunichar first)
{
    char text[7] = "";

    g_unichar_to_utf8(first, text);
    gtk_editable_set_text(GTK_EDITABLE(self->look_up), text);
    gtk_entry_grab_focus_without_selecting(self->look_up);
    gtk_editable_set_position(GTK_EDITABLE(self->look_up), -1);
}

void
app_who_look_up(AppWho *self, const char *text)
{
    gtk_editable_set_text(GTK_EDITABLE(self->look_up), text);
    on_activate(self);
}

void
app_who_step(AppWho *self, int direction)
{
    GtkListBoxRow *row = gtk_list_box_get_selected_row(self->pending);
    int index = row != NULL ? gtk_list_box_row_get_index(row) + direction : 0;
    GtkListBoxRow *next = index >= 0 ? gtk_list_box_get_row_at_index(self->pending, index) : NULL;

    if (next != NULL && gtk_list_box_row_get_selectable(next))
        gtk_list_box_select_row(self->pending, next);
}

void
app_who_bind(AppWho *self, Station *station, StationCounter *counter, StationEntries *today)
{
    self->counter = g_object_ref(counter);
    self->station = g_object_ref(station);
    app_recent_bind(self->recent, today);
    g_signal_connect_object(counter, "notify::answer", G_CALLBACK(show_answer), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(counter, "notify::visit", G_CALLBACK(show_choice), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(counter, "notify::state", G_CALLBACK(show_state), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(counter, "notify::state", G_CALLBACK(show_typed), self,
                            G_CONNECT_SWAPPED);
    show_state(self);
}

static void
app_who_dispose(GObject *object)
{
    g_clear_object(&APP_WHO(object)->counter);
    g_clear_object(&APP_WHO(object)->station);
    G_OBJECT_CLASS(app_who_parent_class)->dispose(object);
}

static void
app_who_class_init(AppWhoClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    g_type_ensure(APP_TYPE_RECENT);
    G_OBJECT_CLASS(class)->dispose = app_who_dispose;
    gtk_widget_class_set_template_from_resource(widget_class, "/tw/edu/ksu/ScanStation/app-who.ui");
    gtk_widget_class_bind_template_child(widget_class, AppWho, look_up);
    gtk_widget_class_bind_template_child(widget_class, AppWho, stack);
    gtk_widget_class_bind_template_child(widget_class, AppWho, recent);
    gtk_widget_class_bind_template_child(widget_class, AppWho, trouble);
    gtk_widget_class_bind_template_child(widget_class, AppWho, remembered);
    gtk_widget_class_bind_template_child(widget_class, AppWho, student);
    gtk_widget_class_bind_template_child(widget_class, AppWho, name);
    gtk_widget_class_bind_template_child(widget_class, AppWho, facts);
    gtk_widget_class_bind_template_child(widget_class, AppWho, priority);
    gtk_widget_class_bind_template_child(widget_class, AppWho, pending_heading);
    gtk_widget_class_bind_template_child(widget_class, AppWho, pending);
    gtk_widget_class_bind_template_child(widget_class, AppWho, others_heading);
    gtk_widget_class_bind_template_child(widget_class, AppWho, others);
    gtk_widget_class_bind_template_callback(widget_class, on_activate);
    gtk_widget_class_bind_template_callback(widget_class, on_row_selected);
}

static void
app_who_init(AppWho *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
    gtk_entry_set_max_length(self->look_up, STATION_LOOKUP_MAX / 4);
}
