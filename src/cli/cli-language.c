#include "cli-language.h"

#include <locale.h>
#include <string.h>

/* gettext takes LANGUAGE into account in every locale but the one that is called "C". */
static void
fall_back_to_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *asked = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(names) && (asked == NULL || *asked == '\0'); i++)
        asked = g_getenv(names[i]);
    setlocale(LC_ALL, "C.UTF-8");
    if (asked != NULL && g_getenv("LANGUAGE") == NULL) {
        g_autofree char *language = g_strndup(asked, strcspn(asked, ".@"));
        g_setenv("LANGUAGE", language, TRUE);
    }
}

void
cli_language_start(void)
{
    const char *folder = g_getenv("SCAN_STATION_LOCALEDIR");
    if (setlocale(LC_ALL, "") == NULL)
        fall_back_to_utf8();
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
