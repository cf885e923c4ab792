#include "station-language.h"

#include "base-clock.h"

#include <locale.h>
#include <string.h>

void
station_language_start(void)
{
    /* What words and numbers hang on; the window's toolkit takes the rest. Each is a file. */
    static const int categories[] = {LC_CTYPE, LC_MESSAGES, LC_NUMERIC, LC_TIME};
    const char *folder = g_getenv("SCAN_STATION_LOCALEDIR");

    /* A locale that is not installed leaves us in C: English, in UTF-8 all the same. */
    for (guint i = 0; i < G_N_ELEMENTS(categories); i++)
        if (setlocale(categories[i], "") == NULL)
            setlocale(categories[i], "C.UTF-8");
    bindtextdomain(STATION_GETTEXT_DOMAIN,
                   folder != NULL && *folder != '\0' ? folder : STATION_LOCALEDIR);
    bind_textdomain_codeset(STATION_GETTEXT_DOMAIN, "UTF-8");
    textdomain(STATION_GETTEXT_DOMAIN);
}

ReportLanguage
station_language_get(void)
{
    /* Translators: the code of the language that this catalogue is written in. */
    return strcmp(_("en"), "zh_TW") == 0 ? REPORT_LANGUAGE_ZH_TW : REPORT_LANGUAGE_EN;
}

char *
station_language_date(ReportDate date)
{
    return report_date_to_label(date, station_language_get() == REPORT_LANGUAGE_ZH_TW);
}

/* Taiwan's time; "?" if no calendar has it. */
static char *
format_clock(gint64 instant, const char *format)
{
    g_autoptr(GTimeZone) taipei = g_time_zone_new_offset(8 * 3600);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant / BASE_SECOND);
    g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone(utc, taipei) : NULL;
    return local != NULL ? g_date_time_format(local, format) : g_strdup("?");
}

char *
station_language_clock(gint64 instant)
{
    return format_clock(instant, "%H:%M");
}

char *
station_language_instant(gint64 instant)
{
    g_autofree char *clock = format_clock(instant, "%H:%M:%S");
    if (strcmp(clock, "?") == 0)
        return g_steal_pointer(&clock);
    gboolean roc = station_language_get() == REPORT_LANGUAGE_ZH_TW;
    g_autofree char *date = report_date_to_label(report_date_in_taipei(instant), roc);
    return g_strdup_printf("%s %s", date, clock);
}

char *
station_language_age(gint64 microseconds)
{
    gint64 seconds = MAX(microseconds, 0) / BASE_SECOND;
    if (seconds < 60)
        return g_strdup_printf(ngettext("%d second", "%d seconds", (gulong)seconds), (int)seconds);
    if (seconds < 3600)
        return g_strdup_printf(ngettext("%d minute", "%d minutes", (gulong)(seconds / 60)),
                               (int)(seconds / 60));
    if (seconds < 86400)
        return g_strdup_printf(ngettext("%d hour", "%d hours", (gulong)(seconds / 3600)),
                               (int)(seconds / 3600));
    return g_strdup_printf(ngettext("%d day", "%d days", (gulong)(seconds / 86400)),
                           (int)(seconds / 86400));
}
