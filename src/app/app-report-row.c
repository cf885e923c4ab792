#include "app-report-row.h"

#include "app-spoken.h"

#include "base-clock.h"
#include "report-rule.h"
#include "station-language.h"

struct _AppReportRow {
    GtkListBoxRow parent_instance;

    Report *report;
    GtkLabel *student;
    GtkLabel *certificate;
    GtkLabel *status;
    GtkLabel *issuer;
    GtkLabel *certified;
    GtkFlowBox *badges;
    GString *spoken; /* what a screen reader says of the row */
};

G_DEFINE_FINAL_TYPE(AppReportRow, app_report_row, GTK_TYPE_LIST_BOX_ROW)

/* The class colours it: "mind" for what the reviewer will ask about, "bar" for what stops the
 * scan, "" for what is good to know. */
static void
add_badge(AppReportRow *self, const char *text, const char *class)
{
    GtkWidget *label = gtk_label_new(text);

    gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
    gtk_widget_set_halign(label, GTK_ALIGN_START);
    gtk_widget_set_tooltip_text(label, text);
    gtk_widget_add_css_class(label, "badge");
    if (*class != '\0')
        gtk_widget_add_css_class(label, class);
    gtk_flow_box_append(self->badges, label);
    gtk_widget_set_focusable(gtk_widget_get_parent(label), FALSE);
    gtk_widget_set_visible(GTK_WIDGET(self->badges), TRUE);
    g_string_append_printf(self->spoken, ", %s", text);
}

static void
add_term(AppReportRow *self)
{
    ReportDate last;
    ReportTerm term = report_rule_six_months(self->report->certified_on, self->report->reported_at,
                                             &last);

    if (term == REPORT_TERM_OVER) {
        g_autofree char *date = report_date_to_label(last, FALSE); /* the badge is narrow */
        /* Translators: %s is the last day on which the report would have been in time. */
        g_autofree char *text = g_strdup_printf(_("Over six months (until %s)"), date);

        add_badge(self, text, "mind");
    } else if (term == REPORT_TERM_FUTURE) {
        add_badge(self, _("The certificate's date lies in the future"), "mind");
    }
}

static void
add_badges(AppReportRow *self, const StationAnswer *answer, const char *station)
{
    const Report *report = self->report;
    gboolean claimed = report->claimed_by != NULL && g_strcmp0(report->claimed_by, station) != 0 &&
                       report->claimed_until > base_clock_now();

    if (g_hash_table_contains(answer->queued, report->id))
        add_badge(self, _("Scanned, waiting to be sent"), "bar");
    if (claimed) {
        g_autofree char *text = g_strdup_printf(_("In hand at counter %s"), report->claimed_by);

        add_badge(self, text, "bar");
    }
    add_term(self);
    if (report->set.needs > 1) {
        g_autofree char *text = g_strdup_printf(_("%s: needs %u, has %u"), report->set.family,
                                                report->set.needs, report->set.have);

        add_badge(self, text, "");
    }
    if (report->status == REPORT_STATUS_FILED)
        add_badge(self, _("E-mail not confirmed"), "");
}

/* Why this one waits for no original. */
static const char *
reason_of(const Report *report)
{
    switch (report->status) {
    case REPORT_STATUS_VERIFYING:
        return _("The original is scanned already");
    case REPORT_STATUS_REJECTED:
        return _("The reviewers did not accept it");
    case REPORT_STATUS_CREDITING:
    case REPORT_STATUS_PASSED:
    case REPORT_STATUS_REGISTERED:
        return _("The review is finished");
    default:
        return "";
    }
}

static void
set_or_hide(GtkLabel *label, const char *text)
{
    gtk_label_set_label(label, text);
    gtk_widget_set_visible(GTK_WIDGET(label), *text != '\0');
}

static void
show_report(AppReportRow *self, const StationAnswer *answer, gboolean with_student)
{
    const Report *report = self->report;
    g_autofree char *date = station_language_date(report->certified_on);
    g_autofree char *certified = g_strdup_printf(_("Certified %s"), date);
    g_autofree char *student = g_strdup_printf("%s  %s", report->student_name, report->student_id);
    const char *status = report_status_label(report->status, station_language_get());
    gboolean pending = report_status_is_pending(report->status);

    set_or_hide(self->student, with_student ? student : "");
    gtk_label_set_label(self->certificate, report->certificate_name);
    gtk_label_set_label(self->status, status);
    gtk_widget_add_css_class(GTK_WIDGET(self->status), report_status_code(report->status));
    set_or_hide(self->issuer, report->issuer);
    set_or_hide(self->certified, pending ? certified : reason_of(report));
    g_string_append_printf(self->spoken, "%s%s%s, %s, %s", with_student ? student : "",
                           with_student ? ", " : "", report->certificate_name, status,
                           pending ? certified : reason_of(report));
    if (!station_answer_may_scan(answer, report)) {
        gtk_widget_add_css_class(GTK_WIDGET(self), "done");
        gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(self), FALSE);
        gtk_list_box_row_set_selectable(GTK_LIST_BOX_ROW(self), FALSE);
    }
}

Report *
app_report_row_get_report(AppReportRow *row)
{
    return row->report;
}

AppReportRow *
app_report_row_new(const StationAnswer *answer, Report *report, const char *station,
                   gboolean with_student)
{
    AppReportRow *self = g_object_new(APP_TYPE_REPORT_ROW, NULL);

    self->report = report_ref(report);
    show_report(self, answer, with_student);
    if (report_status_is_pending(report->status))
        add_badges(self, answer, station);
    app_spoken_name(GTK_WIDGET(self), self->spoken->str);
    return self;
}

static void
app_report_row_finalize(GObject *object)
{
    AppReportRow *self = APP_REPORT_ROW(object);

    g_clear_pointer(&self->report, report_unref);
    g_string_free(self->spoken, TRUE);
    G_OBJECT_CLASS(app_report_row_parent_class)->finalize(object);
}

static void
app_report_row_class_init(AppReportRowClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->finalize = app_report_row_finalize;
    gtk_widget_class_set_template_from_resource(widget_class,
                                                "/tw/edu/ksu/ScanStation/app-report-row.ui");
    gtk_widget_class_bind_template_child(widget_class, AppReportRow, student);
    gtk_widget_class_bind_template_child(widget_class, AppReportRow, certificate);
    gtk_widget_class_bind_template_child(widget_class, AppReportRow, status);
    gtk_widget_class_bind_template_child(widget_class, AppReportRow, issuer);
    gtk_widget_class_bind_template_child(widget_class, AppReportRow, certified);
    gtk_widget_class_bind_template_child(widget_class, AppReportRow, badges);
}

static void
app_report_row_init(AppReportRow *self)
{
    self->spoken = g_string_new(NULL);
    gtk_widget_init_template(GTK_WIDGET(self));
}
