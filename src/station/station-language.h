/* The language of people's text, and how it tells dates and times. Any thread but for the start. */
#pragma once

#include "report-date.h"
#include "report-status.h"

#include <libintl.h>

G_BEGIN_DECLS

#define STATION_GETTEXT_DOMAIN "scan-station"

#define _(text)  gettext(text)
#define N_(text) text

/* Sets the locale and finds the translations: in the environment variable SCAN_STATION_LOCALEDIR if
 * set (an uninstalled build), else where they are installed. A locale that is not installed is
 * English in UTF-8. Call once, first of all. */
void station_language_start(void);
/* The language that the texts really come in. */
ReportLanguage station_language_get(void);
/* A date as people of this language read it: in Chinese with the ROC date beside; g_free. */
char *station_language_date(ReportDate date);
/* An instant as people here read it: Taiwan's time, with the ROC date in Chinese. g_free. */
char *station_language_instant(gint64 instant);
/* The same day's time alone: "10:03". g_free. */
char *station_language_clock(gint64 instant);
/* "3 minutes", the larger of the units that fit. g_free. */
char *station_language_age(gint64 microseconds);

G_END_DECLS
