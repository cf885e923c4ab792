#include "cli-language.h"

#include <locale.h>
#include <string.h>

void
cli_language_start(void)
{
    const char *folder = g_getenv("SCAN_STATION_LOCALEDIR");

    /* A locale that is not installed leaves us in C: English, in UTF-8 all the same. */
    if (setlocale(LC_ALL, "") == NULL)
        setlocale(LC_ALL, "C.UTF-8");
    bindtextdomain(CLI_GETTEXT_DOMAIN, folder != NULL && *folder != '\0' ? folder : CLI_LOCALEDIR);
    bind_textdomain_codeset(CLI_GETTEXT_DOMAIN, "UTF-8");
    textdomain(CLI_GETTEXT_DOMAIN);
}

ReportLanguage
cli_language_get(void)
{
    /* Translators: the code of the language that this catalogue is written in. */
    return strcmp(_("en"), "zh_TW") == 0 ? REPORT_LANGUAGE_ZH_TW : REPORT_LANGUAGE_EN;
}
