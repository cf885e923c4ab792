#include "report-rule.h"

#define MONTHS 6

/* 103/02/01 (note 2): certificates before it have no limit. */
static const ReportDate limited_since = {2014, 2, 1};

ReportTerm
report_rule_six_months(ReportDate certified_on, gint64 reported_at, ReportDate *ret_last_day)
{
    ReportDate reported_on = report_date_in_taipei(reported_at);
    ReportDate last_day = {0, 0, 0};
    ReportTerm term = REPORT_TERM_NONE;

    if (report_date_compare(certified_on, limited_since) >= 0) {
        last_day = report_date_add_months(certified_on, MONTHS);
        term = report_date_compare(reported_on, last_day) <= 0 ? REPORT_TERM_WITHIN
                                                               : REPORT_TERM_OVER;
    }
    if (report_date_compare(certified_on, reported_on) > 0)
        term = REPORT_TERM_FUTURE;
    if (ret_last_day != NULL)
        *ret_last_day = last_day;
    return term;
}
