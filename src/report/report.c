#include "report.h"

#include <string.h>

#define PRIORITY_YEAR 4

/* The reference count stands before the report, so that Report has nothing but its fields. */
Report *
report_new(void)
{
    Report *report = g_atomic_rc_box_new0(Report);
    char **const texts[] = {
        &report->id,
        &report->student_id,
        &report->student_name,
        &report->gender,
        &report->department,
        &report->class_name,
        &report->program,
        &report->email,
        &report->certificate_code,
        &report->issuer,
        &report->certificate_name,
        &report->category,
        &report->tier,
        &report->set.family,
    };

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i] = g_strdup("");
    report->set.needs = 1;
    return report;
}

Report *
report_ref(Report *report)
{
    return g_atomic_rc_box_acquire(report);
}

static void
clear(gpointer data)
{
    Report *report = data;
    char *const texts[] = {
        report->id,
        report->student_id,
        report->student_name,
        report->gender,
        report->department,
        report->class_name,
        report->program,
        report->email,
        report->certificate_code,
        report->issuer,
        report->certificate_name,
        report->category,
        report->tier,
        report->set.family,
        report->claimed_by,
    };

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
}

void
report_unref(Report *report)
{
    if (report != NULL)
        g_atomic_rc_box_release_full(report, clear);
}

gboolean
report_is_priority(const Report *report)
{
    return report->study_year >= PRIORITY_YEAR;
}

int
report_compare_queue(const Report *a, const Report *b)
{
    gboolean a_first = report_is_priority(a), b_first = report_is_priority(b);

    if (a_first != b_first)
        return a_first ? -1 : 1;
    if (a->reported_at != b->reported_at)
        return a->reported_at < b->reported_at ? -1 : 1;
    return strcmp(a->id, b->id);
}

const char *
report_region_code(ReportRegion region)
{
    return region == REPORT_REGION_DOMESTIC ? "domestic" : "international";
}

gboolean
report_region_from_code(const char *code, ReportRegion *ret_region)
{
    for (ReportRegion i = REPORT_REGION_DOMESTIC; i <= REPORT_REGION_INTERNATIONAL; i++) {
        if (strcmp(report_region_code(i), code) == 0) {
            *ret_region = i;
            return TRUE;
        }
    }
    return FALSE;
}
