#include "report-date.h"

#include <stdio.h>
#include <string.h>

#define FIRST_YEAR     1912 /* ROC year 1 */
#define LAST_YEAR      9999
#define TAIPEI_SECONDS (8 * 3600)
#define ROC_PREFIX     "民國"

gboolean
report_date_is_valid(ReportDate date)
{
    return date.year >= FIRST_YEAR && date.year <= LAST_YEAR &&
           g_date_valid_dmy(date.day, (GDateMonth)date.month, date.year);
}

/* Reads `min` to `max` digits at *text and moves behind them. */
static gboolean
take_number(const char **text, guint min, guint max, guint *ret_number)
{
    guint number = 0, digits = 0;

    for (; digits < max && g_ascii_isdigit(**text); digits++, (*text)++)
        number = number * 10 + (guint)g_ascii_digit_value(**text);
    if (digits < min)
        return FALSE;
    *ret_number = number;
    return TRUE;
}

/* The date of these parts, if it is one. */
static gboolean
assemble(guint year, guint month, guint day, ReportDate *ret_date)
{
    ReportDate date;

    if (year > LAST_YEAR || month > 12 || day > 31)
        return FALSE;
    date = (ReportDate){(guint16)year, (guint8)month, (guint8)day};
    if (!report_date_is_valid(date))
        return FALSE;
    *ret_date = date;
    return TRUE;
}

gboolean
report_date_parse(const char *text, ReportDate *ret_date)
{
    guint year, month, day;

    return take_number(&text, 4, 4, &year) && *text++ == '-' && take_number(&text, 2, 2, &month) &&
           *text++ == '-' && take_number(&text, 2, 2, &day) && *text == '\0' &&
           assemble(year, month, day, ret_date);
}

void
report_date_format(ReportDate date, char ret_text[REPORT_DATE_TEXT_SIZE])
{
    snprintf(ret_text, REPORT_DATE_TEXT_SIZE, "%04u-%02u-%02u", date.year, date.month, date.day);
}

gboolean
report_date_parse_roc(const char *text, ReportDate *ret_date)
{
    guint year, month, day;

    if (g_str_has_prefix(text, ROC_PREFIX)) {
        text += strlen(ROC_PREFIX);
        while (*text == ' ')
            text++;
    }
    return take_number(&text, 1, 4, &year) && year >= 1 && *text++ == '/' &&
           take_number(&text, 1, 2, &month) && *text++ == '/' && take_number(&text, 1, 2, &day) &&
           *text == '\0' && assemble(year + FIRST_YEAR - 1, month, day, ret_date);
}

void
report_date_format_roc(ReportDate date, char ret_text[REPORT_DATE_TEXT_SIZE])
{
    snprintf(ret_text, REPORT_DATE_TEXT_SIZE, "%u/%02u/%02u", date.year - (FIRST_YEAR - 1u),
             date.month, date.day);
}

char *
report_date_to_label(ReportDate date, gboolean with_roc)
{
    char gregorian[REPORT_DATE_TEXT_SIZE], roc[REPORT_DATE_TEXT_SIZE];

    report_date_format(date, gregorian);
    if (!with_roc)
        return g_strdup(gregorian);
    report_date_format_roc(date, roc);
    return g_strdup_printf("%s（" ROC_PREFIX " %s）", gregorian, roc);
}

int
report_date_compare(ReportDate a, ReportDate b)
{
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    if (a.month != b.month)
        return a.month < b.month ? -1 : 1;
    return (a.day > b.day) - (a.day < b.day);
}

ReportDate
report_date_add_months(ReportDate date, guint months)
{
    guint since_zero = date.year * 12u + (date.month - 1u) + months;
    guint year = since_zero / 12, month = since_zero % 12 + 1;
    guint8 last = g_date_get_days_in_month((GDateMonth)month, (GDateYear)year);

    return (ReportDate){(guint16)year, (guint8)month, MIN(date.day, last)};
}

ReportDate
report_date_in_taipei(gint64 instant)
{
    gint64 second = instant / G_USEC_PER_SEC - (instant % G_USEC_PER_SEC < 0 ? 1 : 0);
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(second + TAIPEI_SECONDS);

    return (ReportDate){(guint16)g_date_time_get_year(when), (guint8)g_date_time_get_month(when),
                        (guint8)g_date_time_get_day_of_month(when)};
}
