#include "app-alternative.h"

#include "station-check.h"
#include "station-language.h"

static void
append_straightness(GString *text, const PageFindings *findings)
{
    g_autoptr(GPtrArray) checks = station_check_list(findings, NULL);

    for (guint i = 0; i < checks->len; i++) {
        const StationCheck *check = g_ptr_array_index(checks, i);

        if (check->measured && g_strcmp0(check->code, page_finding_code(PAGE_FINDING_SKEW)) == 0)
            g_string_append_printf(text, ", %s (%s)", check->title, check->shown);
    }
}

static char *
text_of_page(StationPage *page, guint position, guint n)
{
    const PageFindings *findings = station_page_get_findings(page);
    GString *text = g_string_new(NULL);
    StationCrop crop;

    g_string_printf(text, _("Page %u of %u, %u × %u pixels"), position + 1, n,
                    station_page_get_width(page), station_page_get_height(page));
    if (findings != NULL)
        append_straightness(text, findings);
    if (station_page_get_rotation(page) != 0)
        g_string_append_printf(text, _(", turned by %u°"), station_page_get_rotation(page));
    if (station_page_get_crop(page, &crop))
        g_string_append_printf(text, _(", cut to %u × %u"), crop.width, crop.height);
    return g_string_free(text, FALSE);
}

char *
app_alternative_text(StationPage *page, guint position, guint n)
{
    if (page == NULL)
        return g_strdup(_("Empty glass"));
    if (!station_page_is_finished(page))
        return g_strdup(_("Page being scanned"));
    return text_of_page(page, position, n);
}
