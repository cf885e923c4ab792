#include "helper-area.h"

#include "helper-link.h"
#include "helper-option.h"
#include "helper-range.h"

#include <math.h>

#define MM_PER_INCH 25.4
/* What lies outside by less than this is rounding. */
#define TOLERANCE_MM 0.01
/* A device may round to its steps; what it cuts off beyond this would be missing from the page. */
#define MAX_CUT_MM 2.0

/* One direction: the options of its two edges. */
typedef struct {
    const char *near_name; /* tl */
    const char *far_name;  /* br */
    double mm;             /* millimetres of one unit of the options */
} Axis;

static double
unit_mm(SANE_Handle handle, const char *option, double dpi)
{
    const SANE_Option_Descriptor *descriptor = helper_option_describe(handle, option);
    return descriptor && descriptor->unit == SANE_UNIT_PIXEL ? MM_PER_INCH / dpi : 1;
}

static gboolean
get_bounds(SANE_Handle handle, const char *option, double *ret_min, double *ret_max)
{
    const SANE_Option_Descriptor *descriptor = helper_option_describe(handle, option);
    return descriptor && helper_range_bounds(descriptor, ret_min, ret_max);
}

static gboolean
set_edges(SANE_Handle handle, const Axis *axis, double from, double to, GError **error)
{
    return helper_option_set_number(handle, axis->far_name, to, error) &&
           helper_option_set_number(handle, axis->near_name, from, error);
}

static gboolean
set_whole(SANE_Handle handle, const Axis *axis, double *ret_origin, GError **error)
{
    double near_min, near_max, far_min, far_max;
    if (!get_bounds(handle, axis->near_name, &near_min, &near_max) ||
        !get_bounds(handle, axis->far_name, &far_min, &far_max)) {
        *ret_origin = 0;
        return TRUE;
    }
    *ret_origin = near_min;
    return set_edges(handle, axis, near_min, far_max, error);
}

static gboolean
refuse(SANE_Handle handle, const Axis *axis, double from, double to, GError **error)
{
    double near_min = 0, near_max = 0, far_min = 0, far_max = 0;
    get_bounds(handle, axis->near_name, &near_min, &near_max);
    get_bounds(handle, axis->far_name, &far_min, &far_max);
    g_set_error(error, SCAN_ERROR, SCAN_ERROR_AREA,
                "%.2f to %.2f mm does not lie on the bed, which is %.2f mm", from * axis->mm,
                to * axis->mm, (far_max - near_min) * axis->mm);
    return FALSE;
}

static gboolean
lies_within(SANE_Handle handle, const char *option, double number, double mm)
{
    double min, max;
    return !get_bounds(handle, option, &min, &max) ||
           ((number - min) * mm > -TOLERANCE_MM && (number - max) * mm < TOLERANCE_MM);
}

static void
report(const char *option, double asked, double became, double mm)
{
    if (fabs(asked - became) * mm < 0.05)
        return;
    g_autofree char *was = g_strdup_printf("%.2f mm", asked * mm);
    g_autofree char *is = g_strdup_printf("%.2f mm", became * mm);
    helper_link_send_adjusted(option, was, is);
}

/* Did the device keep what lies between the edges? */
static gboolean
check_edges(SANE_Handle handle, const Axis *axis, double from, double to, GError **error)
{
    double real_from = from, real_to = to;
    helper_option_get_number(handle, axis->near_name, &real_from);
    helper_option_get_number(handle, axis->far_name, &real_to);
    report(axis->near_name, from, real_from, axis->mm);
    report(axis->far_name, to, real_to, axis->mm);
    if ((real_from - from) * axis->mm <= MAX_CUT_MM && (to - real_to) * axis->mm <= MAX_CUT_MM)
        return TRUE;
    g_set_error(error, SCAN_ERROR, SCAN_ERROR_AREA,
                "asked for %.2f to %.2f mm, the device made it %.2f to %.2f mm", from * axis->mm,
                to * axis->mm, real_from * axis->mm, real_to * axis->mm);
    return FALSE;
}

static gboolean
set_axis(SANE_Handle handle, const Axis *axis, double start, double length, gboolean whole,
         GError **error)
{
    double origin;
    if (!helper_option_is_settable(handle, axis->near_name) ||
        !helper_option_is_settable(handle, axis->far_name)) {
        if (whole)
            return TRUE;
        g_set_error_literal(error, SCAN_ERROR, SCAN_ERROR_UNSUPPORTED, "the device takes no area");
        return FALSE;
    }
    /* The whole bed first, so that no edge has to pass the other one. */
    if (!set_whole(handle, axis, &origin, error))
        return FALSE;
    if (whole)
        return TRUE;
    double from = origin + start / axis->mm;
    double to = from + length / axis->mm;
    if (!lies_within(handle, axis->near_name, from, axis->mm) ||
        !lies_within(handle, axis->far_name, to, axis->mm))
        return refuse(handle, axis, from, to, error);
    return set_edges(handle, axis, from, to, error) && check_edges(handle, axis, from, to, error);
}

gboolean
helper_area_set(SANE_Handle handle, const ScanArea *area, double dpi_x, double dpi_y,
                GError **error)
{
    gboolean whole = area->width <= 0 && area->height <= 0;
    Axis across = {HELPER_OPTION_TL_X, HELPER_OPTION_BR_X,
                   unit_mm(handle, HELPER_OPTION_BR_X, dpi_x)};
    Axis down = {HELPER_OPTION_TL_Y, HELPER_OPTION_BR_Y,
                 unit_mm(handle, HELPER_OPTION_BR_Y, dpi_y)};
    return set_axis(handle, &across, area->x, area->width, whole, error) &&
           set_axis(handle, &down, area->y, area->height, whole, error);
}
