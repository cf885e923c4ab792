#include "station-settings.h"

#include <string.h>

char *
station_settings_to_line(const ScanSettings *settings)
{
    const ScanArea *area = &settings->area;
    GString *line = g_string_new(NULL);
    g_string_printf(line, "resolution=%u mode=%s format=%s pages=%u", settings->resolution,
                    scan_mode_code(settings->mode), scan_format_code(settings->format),
                    settings->pages);
    if (area->width > 0) {
        double numbers[] = {area->x, area->y, area->width, area->height};
        for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
            char text[G_ASCII_DTOSTR_BUF_SIZE];
            g_ascii_formatd(text, sizeof text, "%.2f", numbers[i]);
            g_string_append_printf(line, "%s%s", i == 0 ? " area=" : ",", text);
        }
    }
    for (guint i = 0; i < settings->options->len; i++) {
        const char *option = g_ptr_array_index(settings->options, i);
        if (strchr(option, '/') == NULL && line->len + strlen(option) < 1000)
            g_string_append_printf(line, " %s", option);
    }
    return g_string_free(line, FALSE);
}
