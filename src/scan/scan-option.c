#include "scan-option.h"

ScanOption *
scan_option_copy(const ScanOption *option)
{
    ScanOption *copy = g_new(ScanOption, 1);
    *copy = *option;
    copy->name = g_strdup(option->name);
    copy->title = g_strdup(option->title);
    copy->unit = g_strdup(option->unit);
    copy->type = g_strdup(option->type);
    copy->value = g_strdup(option->value);
    copy->range = g_strdup(option->range);
    return copy;
}

void
scan_option_free(ScanOption *option)
{
    if (!option)
        return;
    g_free(option->name);
    g_free(option->title);
    g_free(option->unit);
    g_free(option->type);
    g_free(option->value);
    g_free(option->range);
    g_free(option);
}
