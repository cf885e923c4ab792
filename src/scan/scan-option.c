#include "scan-option.h"

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
