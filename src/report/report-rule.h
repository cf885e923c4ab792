/* The six-month rule (seed slide 4-1 condition 3 and note 2). It warns and never blocks: the
 * reviewer decides. Pure; any thread. */
#pragma once

#include "report-date.h"

G_BEGIN_DECLS

typedef enum {
    REPORT_TERM_NONE,   /* certified before 2014-02-01: no limit */
    REPORT_TERM_WITHIN, /* reported on or before the last good day */
    REPORT_TERM_OVER,   /* reported later than six calendar months after the certificate's date */
    REPORT_TERM_FUTURE, /* the certificate's date lies after the report: mistyped, say so */
} ReportTerm;

/* *ret_last_day (may be NULL) is the last good day, or all zero for REPORT_TERM_NONE. */
ReportTerm report_rule_six_months(ReportDate certified_on, gint64 reported_at,
                                  ReportDate *ret_last_day);

G_END_DECLS
