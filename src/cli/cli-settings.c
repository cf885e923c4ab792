#include "cli-settings.h"

#include "station-language.h"

#include <string.h>

static struct {
    char *scanner;
    char *resolution;
    char *mode;
    char *format;
    char *pages;
    char *area;
    char **options;
} given;

const GOptionEntry cli_settings_entries[] = {
    {"scanner", 0, 0, G_OPTION_ARG_STRING, &given.scanner,
     N_("The scanner, instead of the configured one"), "NAME"},
    {"resolution", 0, 0, G_OPTION_ARG_STRING, &given.resolution, N_("Resolution (300)"), "DPI"},
    {"mode", 0, 0, G_OPTION_ARG_STRING, &given.mode, N_("color, gray or lineart (color)"), "MODE"},
    {"format", 0, 0, G_OPTION_ARG_STRING, &given.format, N_("tiff or pdf (tiff)"), "FORMAT"},
    {"pages", 0, 0, G_OPTION_ARG_STRING, &given.pages, N_("Number of pages (1)"), "N"},
    {"area", 0, 0, G_OPTION_ARG_STRING, &given.area,
     N_("Part of the bed, in millimetres (the whole bed)"), "X,Y,W,H"},
    {"option", 0, 0, G_OPTION_ARG_STRING_ARRAY, &given.options,
     N_("Any option of the scanner; may be repeated"), "NAME=VALUE"},
    {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
};

static gboolean
read_number(const char *text, guint max, guint *ret_number)
{
    guint64 number = 0;
    if (!g_ascii_string_to_unsigned(text, 10, 1, max, &number, NULL))
        return FALSE;
    *ret_number = (guint)number;
    return TRUE;
}

static gboolean
is_assignment(const char *option)
{
    const char *equals = strchr(option, '=');
    return equals != NULL && equals != option && strlen(option) <= SCAN_MAX_OPTION;
}

/* The first option whose value cannot be, or NULL. */
static const char *
apply(ScanSettings *settings)
{
    if (given.resolution != NULL &&
        !read_number(given.resolution, SCAN_MAX_RESOLUTION, &settings->resolution))
        return "--resolution";
    if (given.mode != NULL && !scan_mode_from_code(given.mode, &settings->mode))
        return "--mode";
    if (given.format != NULL && !scan_format_from_code(given.format, &settings->format))
        return "--format";
    if (given.pages != NULL && !read_number(given.pages, SCAN_MAX_PAGES, &settings->pages))
        return "--pages";
    if (given.area != NULL && !scan_area_parse(given.area, &settings->area))
        return "--area";
    for (char **option = given.options; option != NULL && *option != NULL; option++) {
        if (!is_assignment(*option) || settings->options->len >= SCAN_MAX_OPTIONS)
            return "--option";
        g_ptr_array_add(settings->options, g_strdup(*option));
    }
    return NULL;
}

gboolean
cli_settings_make(Cli *cli, char **ret_scanner, ScanSettings **ret_settings, CliExit *ret_exit)
{
    const StationConfig *config = station_get_config(cli->station);
    g_autoptr(ScanSettings) settings = scan_settings_copy(config->settings);
    const char *wrong = apply(settings);
    if (wrong != NULL) {
        g_autofree char *sentence = g_strdup_printf(
            _("The value of %s cannot be; see --help of the verb."), wrong);
        *ret_exit = cli_fail_usage(cli, sentence);
        return FALSE;
    }
    *ret_scanner = g_strdup(given.scanner != NULL ? given.scanner : config->scanner);
    *ret_settings = g_steal_pointer(&settings);
    return TRUE;
}
