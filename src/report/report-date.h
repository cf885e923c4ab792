/* Calendar dates, Gregorian and ROC (民國; year 1 is 1912). Pure; any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A Gregorian date, or all zero for none. Years 1912 to 9999. */
typedef struct {
    guint16 year;
    guint8 month; /* 1 to 12 */
    guint8 day;   /* 1 to 31 */
} ReportDate;

#define REPORT_DATE_TEXT_SIZE 32

gboolean report_date_is_valid(ReportDate date);
/* ISO 8601 "2015-06-24", exactly; FALSE for anything else, a day that does not exist among it. */
gboolean report_date_parse(const char *text, ReportDate *ret_date);
void report_date_format(ReportDate date, char ret_text[REPORT_DATE_TEXT_SIZE]);
/* ROC "104/06/24" both ways; parsing takes an optional leading 民國 and years of 1 to 4 digits. */
gboolean report_date_parse_roc(const char *text, ReportDate *ret_date);
void report_date_format_roc(ReportDate date, char ret_text[REPORT_DATE_TEXT_SIZE]);
/* As people read it: zh_TW "2015-06-24（民國 104/06/24）"; English "2015-06-24". g_free. */
char *report_date_to_label(ReportDate date, gboolean with_roc);

/* <0, 0, >0 as for strcmp. */
int report_date_compare(ReportDate a, ReportDate b);
/* `months` calendar months later; a day that the month lacks becomes its last day
 * (2015-08-31 + 6 = 2016-02-29). */
ReportDate report_date_add_months(ReportDate date, guint months);
/* The date in Asia/Taipei (UTC+8, no summer time since 1979) of an instant in microseconds. */
ReportDate report_date_in_taipei(gint64 instant);

G_END_DECLS
