#include "scan-settings.h"

#include <math.h>
#include <string.h>

static const char *const scan_mode_codes[] = {
    [SCAN_MODE_COLOR] = "color",
    [SCAN_MODE_GRAY] = "gray",
    [SCAN_MODE_LINEART] = "lineart",
};

static const char *const scan_format_codes[] = {
    [SCAN_FORMAT_TIFF] = "tiff",
    [SCAN_FORMAT_PDF] = "pdf",
};

const char *
scan_mode_code(ScanMode mode)
{
    return scan_mode_codes[mode];
}

gboolean
scan_mode_from_code(const char *code, ScanMode *ret_mode)
{
    for (guint i = 0; i < G_N_ELEMENTS(scan_mode_codes); i++) {
        if (strcmp(scan_mode_codes[i], code) == 0) {
            *ret_mode = (ScanMode)i;
            return TRUE;
        }
    }
    return FALSE;
}

const char *
scan_format_code(ScanFormat format)
{
    return scan_format_codes[format];
}

gboolean
scan_format_from_code(const char *code, ScanFormat *ret_format)
{
    for (guint i = 0; i < G_N_ELEMENTS(scan_format_codes); i++) {
        if (strcmp(scan_format_codes[i], code) == 0) {
            *ret_format = (ScanFormat)i;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean
scan_area_parse(const char *text, ScanArea *ret_area)
{
    double numbers[4];
    const char *at = text;
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        if (!g_ascii_isdigit(*at))
            return FALSE;
        char *end;
        numbers[i] = g_ascii_strtod(at, &end);
        if (!isfinite(numbers[i]) || numbers[i] > SCAN_MAX_AREA_MM || *end != (i < 3 ? ',' : '\0'))
            return FALSE;
        at = end + 1;
    }
    if (numbers[2] <= 0 || numbers[3] <= 0)
        return FALSE;
    *ret_area = (ScanArea){numbers[0], numbers[1], numbers[2], numbers[3]};
    return TRUE;
}

ScanSettings *
scan_settings_new(void)
{
    ScanSettings *settings = g_new0(ScanSettings, 1);
    settings->resolution = 300;
    settings->mode = SCAN_MODE_COLOR;
    settings->format = SCAN_FORMAT_TIFF;
    settings->pages = 1;
    settings->options = g_ptr_array_new_with_free_func(g_free);
    return settings;
}

static gpointer
copy_option(gconstpointer option, gpointer data)
{
    (void)data;
    return g_strdup(option);
}

ScanSettings *
scan_settings_copy(const ScanSettings *settings)
{
    ScanSettings *copy = g_new(ScanSettings, 1);
    *copy = *settings;
    copy->options = g_ptr_array_copy(settings->options, copy_option, NULL);
    g_ptr_array_set_free_func(copy->options, g_free);
    return copy;
}

void
scan_settings_free(ScanSettings *settings)
{
    if (!settings)
        return;
    g_ptr_array_unref(settings->options);
    g_free(settings);
}
