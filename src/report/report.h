/* A certificate report: the fields of seed slide 1-4, as domain.md lists them.
 *
 * A Report is made whole and never changed afterwards; share it by reference from any thread.
 * Strings are UTF-8 and never NULL unless said; they belong to the report. */
#pragma once

#include "report-date.h"
#include "report-status.h"

G_BEGIN_DECLS

typedef enum {
    REPORT_REGION_DOMESTIC,
    REPORT_REGION_INTERNATIONAL,
} ReportRegion;

/* A set (TQC, BAP, MOS; note 1): how many originals of its family the student needs and has.
 * `family` is "" for a certificate that stands alone. */
typedef struct {
    char *family;
    guint needs; /* 1 for a certificate that stands alone */
    guint have;  /* reports of this family with an original: verifying and every later status */
} ReportSet;

typedef struct {
    char *id;            /* 通報編號, at most 64 ASCII characters, base_id_is_safe */
    guint academic_year; /* ROC */
    guint semester;
    char *student_id;
    char *student_name;
    char *gender;
    char *department;
    char *class_name;
    char *program;
    guint study_year;
    char *email;
    char *certificate_code;
    char *certificate_name;
    char *issuer;
    ReportDate certified_on;
    ReportRegion region;
    char *category;
    char *tier;
    guint grade;
    guint application_month;
    gboolean is_it_certificate;
    gint64 reported_at; /* microseconds, UTC */
    ReportStatus status;
    ReportSet set;
    guint originals;      /* how many originals are stored */
    char *claimed_by;     /* the station that has the record before it, or NULL */
    gint64 claimed_until; /* 0 without a claim */
} Report;

/* An empty report (every string ""), for the one who fills it before it is shared. */
Report *report_new(void);
Report *report_ref(Report *report);
void report_unref(Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_unref)

/* 四年級優先處理: fourth-year students and above go first. */
gboolean report_is_priority(const Report *report);
/* For g_ptr_array_sort_with_data and friends: priority first, then the longest waiting. */
int report_compare_queue(const Report *a, const Report *b);

const char *report_region_code(ReportRegion region);
gboolean report_region_from_code(const char *code, ReportRegion *ret_region);

G_END_DECLS
