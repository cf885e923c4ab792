/* The language of people's text. */
#pragma once

#include "report-status.h"

#include <libintl.h>

G_BEGIN_DECLS

#define CLI_GETTEXT_DOMAIN "scan-station"

#define _(text)  gettext(text)
#define N_(text) text

/* Sets the locale and finds the translations: in the environment variable SCAN_STATION_LOCALEDIR if
 * set (an uninstalled build), else where they are installed. A locale that is not installed is
 * English in UTF-8. Call once, first of all. */
void cli_language_start(void);
/* The language that the texts really come in. */
ReportLanguage cli_language_get(void);

G_END_DECLS
