#include "scan-plan.h"

#include "scan-error.h"

static char *
one_line(const char *text)
{
    g_autofree char *line = g_utf8_make_valid(text, -1);
    for (char *c = line; *c; c++)
        if (g_ascii_iscntrl(*c))
            *c = ' ';
    if (g_utf8_strlen(line, -1) > SCAN_PLAN_MAX_SETTINGS)
        *g_utf8_offset_to_pointer(line, SCAN_PLAN_MAX_SETTINGS) = '\0';
    return g_steal_pointer(&line);
}

ScanPlan *
scan_plan_new(ScanFormat format, gint64 captured_at, const char *settings)
{
    ScanPlan *plan = g_new0(ScanPlan, 1);
    plan->format = format;
    plan->captured_at = captured_at;
    plan->settings = one_line(settings ? settings : "");
    plan->parts = g_array_new(FALSE, FALSE, sizeof(ScanPlanPart));
    plan->pages = g_array_new(FALSE, FALSE, sizeof(ScanPlanPage));
    return plan;
}

ScanPlan *
scan_plan_copy(const ScanPlan *plan)
{
    ScanPlan *copy = g_memdup2(plan, sizeof(*plan));
    copy->settings = g_strdup(plan->settings);
    copy->parts = g_array_copy(plan->parts);
    copy->pages = g_array_copy(plan->pages);
    return copy;
}

void
scan_plan_free(ScanPlan *plan)
{
    if (!plan)
        return;
    g_free(plan->settings);
    g_array_unref(plan->parts);
    g_array_unref(plan->pages);
    g_free(plan);
}

guint
scan_plan_add_part(ScanPlan *plan, guint64 bytes, const char *crc64)
{
    ScanPlanPart part = {.bytes = bytes};
    g_strlcpy(part.crc64, crc64, sizeof(part.crc64));
    g_array_append_val(plan->parts, part);
    return plan->parts->len - 1;
}

void
scan_plan_add_page(ScanPlan *plan, const ScanPlanPage *page)
{
    g_array_append_val(plan->pages, *page);
}

const ScanPlanPart *
scan_plan_part(const ScanPlan *plan, guint index)
{
    return &g_array_index(plan->parts, ScanPlanPart, index);
}

const ScanPlanPage *
scan_plan_page(const ScanPlan *plan, guint index)
{
    return &g_array_index(plan->pages, ScanPlanPage, index);
}

gboolean
scan_plan_check(const ScanPlan *plan, GError **error)
{
    const char *fault = NULL;
    if (plan->pages->len == 0)
        fault = "has no page";
    else if (plan->pages->len > SCAN_PLAN_MAX_PAGES)
        fault = "has too many pages";
    else if (plan->parts->len > plan->pages->len)
        fault = "has more parts than pages";
    for (guint i = 0; i < plan->pages->len && !fault; i++) {
        const ScanPlanPage *page = scan_plan_page(plan, i);
        if (page->part >= plan->parts->len)
            fault = "has a page of no part";
        else if (page->rotation >= 360 || page->rotation % 90 != 0)
            fault = "has a page that is turned by no quarters";
    }
    if (fault)
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_BAD_VALUE, "the document %s", fault);
    return !fault;
}
