#include "helper-setup.h"

#include "helper-area.h"
#include "helper-link.h"
#include "helper-option.h"
#include "helper-range.h"

#include <math.h>
#include <string.h>

/* What drivers call the three modes, the plainest name first. */
static const struct {
    ScanMode mode;
    const char *name;
} mode_names[] = {
    {SCAN_MODE_COLOR, "Color"},
    {SCAN_MODE_COLOR, "Colour"},
    {SCAN_MODE_COLOR, "24bit Color"},
    {SCAN_MODE_COLOR, "24 bit Color"},
    {SCAN_MODE_COLOR, "24-bit Color"},
    {SCAN_MODE_COLOR, "Full Color"},
    {SCAN_MODE_COLOR, "True Color"},
    {SCAN_MODE_COLOR, "Color24"},
    {SCAN_MODE_COLOR, "RGB"},
    {SCAN_MODE_COLOR, "24bit Color[Fast]"},
    {SCAN_MODE_GRAY, "Gray"},
    {SCAN_MODE_GRAY, "Grey"},
    {SCAN_MODE_GRAY, "Grayscale"},
    {SCAN_MODE_GRAY, "Greyscale"},
    {SCAN_MODE_GRAY, "True Gray"},
    {SCAN_MODE_GRAY, "8-bit Gray"},
    {SCAN_MODE_GRAY, "8 bit Gray"},
    {SCAN_MODE_GRAY, "Gray256"},
    {SCAN_MODE_GRAY, "Grayscale8"},
    {SCAN_MODE_LINEART, "Lineart"},
    {SCAN_MODE_LINEART, "Line Art"},
    {SCAN_MODE_LINEART, "Line-Art"},
    {SCAN_MODE_LINEART, "Binary"},
    {SCAN_MODE_LINEART, "Monochrome"},
    {SCAN_MODE_LINEART, "Black & White"},
    {SCAN_MODE_LINEART, "Black and White"},
    {SCAN_MODE_LINEART, "BlackAndWhite1"},
    {SCAN_MODE_LINEART, "Thresholded"},
    {SCAN_MODE_LINEART, "Halftone"},
};

static gboolean
is_named(const ScanSettings *settings, const char *option)
{
    gsize length = strlen(option);
    for (guint i = 0; i < settings->options->len; i++) {
        const char *text = settings->options->pdata[i];
        if (strncmp(text, option, length) == 0 && (text[length] == '=' || text[length] == '\0'))
            return TRUE;
    }
    return FALSE;
}

/* ---- mode ---- */

static const char *
match_mode(const SANE_Option_Descriptor *descriptor, ScanMode mode)
{
    if (descriptor->constraint_type != SANE_CONSTRAINT_STRING_LIST)
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(mode_names); i++) {
        if (mode_names[i].mode != mode)
            continue;
        const char *match = helper_range_match(descriptor, mode_names[i].name);
        if (match)
            return match;
    }
    return NULL;
}

/* One bit or eight, where the device has a choice of depths beside its modes. */
static gboolean
set_depth(SANE_Handle handle, ScanMode mode, GError **error)
{
    double depth;
    if (!helper_option_is_settable(handle, HELPER_OPTION_DEPTH) ||
        !helper_option_get_number(handle, HELPER_OPTION_DEPTH, &depth))
        return TRUE;
    if (mode == SCAN_MODE_LINEART && depth != 1)
        return helper_option_set_number(handle, HELPER_OPTION_DEPTH, 1, error);
    if (mode != SCAN_MODE_LINEART && depth == 1)
        return helper_option_set_number(handle, HELPER_OPTION_DEPTH, 8, error);
    return TRUE;
}

static gboolean
has_one_bit(SANE_Handle handle)
{
    const SANE_Option_Descriptor *depth = helper_option_describe(handle, HELPER_OPTION_DEPTH);
    return depth && helper_option_is_settable(handle, HELPER_OPTION_DEPTH) &&
           helper_range_holds(depth, 1);
}

static gboolean
set_mode(SANE_Handle handle, ScanMode mode, GError **error)
{
    const SANE_Option_Descriptor *descriptor = helper_option_describe(handle, HELPER_OPTION_MODE);
    if (!descriptor || descriptor->type != SANE_TYPE_STRING ||
        !helper_option_is_settable(handle, HELPER_OPTION_MODE))
        return TRUE;
    const char *name = match_mode(descriptor, mode);
    gboolean by_depth = !name && mode == SCAN_MODE_LINEART && has_one_bit(handle);
    if (by_depth)
        name = match_mode(descriptor, SCAN_MODE_GRAY);
    if (!name) {
        g_autofree char *range = helper_range_to_text(descriptor);
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_MODE, "the device cannot do %s, but %s",
                    scan_mode_code(mode), range);
        return FALSE;
    }
    g_autofree char *assignment = g_strdup_printf("%s=%s", HELPER_OPTION_MODE, name);
    if (!helper_option_set_text(handle, assignment, error))
        return FALSE;
    return (mode == SCAN_MODE_LINEART && !by_depth) || set_depth(handle, mode, error);
}

gboolean
helper_setup_check_mode(ScanMode mode, const SANE_Parameters *parameters, GError **error)
{
    ScanMode delivered = parameters->format != SANE_FRAME_GRAY ? SCAN_MODE_COLOR
                         : parameters->depth == 1              ? SCAN_MODE_LINEART
                                                               : SCAN_MODE_GRAY;
    if (delivered == mode)
        return TRUE;
    g_set_error(error, SCAN_ERROR, SCAN_ERROR_MODE, "asked for %s, but the device delivers %s",
                scan_mode_code(mode), scan_mode_code(delivered));
    return FALSE;
}

/* ---- resolution ---- */

static gboolean
refuse_resolution(SANE_Handle handle, const char *option, guint asked, GError **error)
{
    const SANE_Option_Descriptor *descriptor = helper_option_describe(handle, option);
    g_autofree char *range = descriptor ? helper_range_to_text(descriptor) : g_strdup("");
    g_set_error(error, SCAN_ERROR, SCAN_ERROR_RESOLUTION, "the device cannot do %u dpi%s%s", asked,
                *range ? ", but " : "", range);
    return FALSE;
}

static gboolean
is_near(double number, guint asked)
{
    return number * 2 >= asked && number <= 2.0 * asked;
}

/* Sets one of the options for resolution, or believes what it shows. */
static gboolean
set_resolution(SANE_Handle handle, const char *option, const ScanSettings *settings,
               double *ret_dpi, GError **error)
{
    guint asked = settings->resolution;
    gboolean ours = !is_named(settings, option);
    double dpi;
    const SANE_Option_Descriptor *descriptor = helper_option_describe(handle, option);
    if (ours && descriptor && helper_option_is_settable(handle, option)) {
        dpi = helper_range_nearest(descriptor, asked);
        if (!is_near(dpi, asked))
            return refuse_resolution(handle, option, asked, error);
        if (!helper_option_set_number(handle, option, dpi, error))
            return FALSE;
    }
    if (!helper_option_get_number(handle, option, &dpi) || !(dpi >= 1) ||
        dpi > SCAN_MAX_RESOLUTION || (ours && !is_near(dpi, asked)))
        return refuse_resolution(handle, option, asked, error);
    if (fabs(dpi - asked) > 0.5) {
        /* Asked for anew: the one from before may be gone, and so may this one. */
        descriptor = helper_option_describe(handle, option);
        if (descriptor == NULL)
            return refuse_resolution(handle, option, asked, error);
        g_autofree char *was = g_strdup_printf("%u", asked);
        g_autofree char *became = helper_range_number_to_text(descriptor, dpi);
        helper_link_send_adjusted(option, was, became);
    }
    *ret_dpi = dpi;
    return TRUE;
}

static gboolean
set_resolutions(SANE_Handle handle, const ScanSettings *settings, HelperSetup *setup,
                GError **error)
{
    if (helper_option_find(handle, HELPER_OPTION_RESOLUTION)) {
        if (!set_resolution(handle, HELPER_OPTION_RESOLUTION, settings, &setup->dpi_x, error))
            return FALSE;
        setup->dpi_y = setup->dpi_x;
        /* Some devices have a second one, for the carriage alone. */
        return !helper_option_is_settable(handle, HELPER_OPTION_Y_RESOLUTION) ||
               set_resolution(handle, HELPER_OPTION_Y_RESOLUTION, settings, &setup->dpi_y, error);
    }
    return set_resolution(handle, HELPER_OPTION_X_RESOLUTION, settings, &setup->dpi_x, error) &&
           set_resolution(handle, HELPER_OPTION_Y_RESOLUTION, settings, &setup->dpi_y, error);
}

/* ---- all ---- */

static gboolean
set_options(SANE_Handle handle, const ScanSettings *settings, GError **error)
{
    for (guint i = 0; i < settings->options->len; i++)
        if (!helper_link_check(error) ||
            !helper_option_set_text(handle, settings->options->pdata[i], error))
            return FALSE;
    return TRUE;
}

static gboolean
names_area(const ScanSettings *settings)
{
    return is_named(settings, HELPER_OPTION_TL_X) || is_named(settings, HELPER_OPTION_TL_Y) ||
           is_named(settings, HELPER_OPTION_BR_X) || is_named(settings, HELPER_OPTION_BR_Y);
}

gboolean
helper_setup_apply(SANE_Handle handle, const ScanSettings *settings, HelperSetup *ret_setup,
                   GError **error)
{
    HelperSetup setup = {0};
    if (!is_named(settings, HELPER_OPTION_MODE) && !set_mode(handle, settings->mode, error))
        return FALSE;
    if (!set_options(handle, settings, error) || !set_resolutions(handle, settings, &setup, error))
        return FALSE;
    if (!names_area(settings) &&
        !helper_area_set(handle, &settings->area, setup.dpi_x, setup.dpi_y, error))
        return FALSE;
    *ret_setup = setup;
    return TRUE;
}

/* ---- what else there would be ---- */

static char *
describe_modes(SANE_Handle handle)
{
    static const ScanMode modes[] = {SCAN_MODE_COLOR, SCAN_MODE_GRAY, SCAN_MODE_LINEART};
    const SANE_Option_Descriptor *descriptor = helper_option_describe(handle, HELPER_OPTION_MODE);
    GString *text = g_string_new(NULL);
    if (!descriptor || descriptor->type != SANE_TYPE_STRING ||
        !helper_option_is_settable(handle, HELPER_OPTION_MODE))
        return g_string_free(text, FALSE);
    gboolean one_bit = match_mode(descriptor, SCAN_MODE_GRAY) && has_one_bit(handle);
    for (guint i = 0; i < G_N_ELEMENTS(modes); i++)
        if (match_mode(descriptor, modes[i]) || (modes[i] == SCAN_MODE_LINEART && one_bit))
            g_string_append_printf(text, "%s%s", text->len > 0 ? "|" : "",
                                   scan_mode_code(modes[i]));
    return g_string_free(text, FALSE);
}

void
helper_setup_describe(SANE_Handle handle, char **ret_resolutions, char **ret_modes)
{
    const char *option = helper_option_find(handle, HELPER_OPTION_RESOLUTION)
                             ? HELPER_OPTION_RESOLUTION
                             : HELPER_OPTION_X_RESOLUTION;
    const SANE_Option_Descriptor *descriptor = helper_option_describe(handle, option);
    *ret_resolutions = descriptor && helper_option_is_settable(handle, option)
                           ? helper_range_to_text(descriptor)
                           : g_strdup("");
    *ret_modes = describe_modes(handle);
}
