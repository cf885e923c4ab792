#include "helper-option.h"

#include "helper-error.h"
#include "helper-link.h"
#include "helper-range.h"

#include <math.h>
#include <string.h>

/* What a driver says beyond these is not believed. */
#define MAX_OPTIONS    1000
#define MAX_VALUE_SIZE (64 * 1024)

SANE_Int
helper_option_count(SANE_Handle handle)
{
    SANE_Int count = 0;
    const SANE_Option_Descriptor *first = sane_get_option_descriptor(handle, 0);
    if (!first || first->type != SANE_TYPE_INT || first->size != sizeof(SANE_Word) ||
        sane_control_option(handle, 0, SANE_ACTION_GET_VALUE, &count, NULL) != SANE_STATUS_GOOD)
        return 0;
    return CLAMP(count, 0, MAX_OPTIONS);
}

static gboolean
is_sound(const SANE_Option_Descriptor *descriptor)
{
    if (!descriptor || !descriptor->name || !*descriptor->name)
        return FALSE;
    switch (descriptor->type) {
    case SANE_TYPE_BOOL:
        return descriptor->size == sizeof(SANE_Word);
    case SANE_TYPE_INT:
    case SANE_TYPE_FIXED:
        return descriptor->size >= (SANE_Int)sizeof(SANE_Word) &&
               descriptor->size <= MAX_VALUE_SIZE;
    case SANE_TYPE_STRING:
        return descriptor->size > 0 && descriptor->size <= MAX_VALUE_SIZE;
    case SANE_TYPE_BUTTON:
        return TRUE;
    case SANE_TYPE_GROUP:
        break;
    }
    return FALSE;
}

SANE_Int
helper_option_find(SANE_Handle handle, const char *name)
{
    SANE_Int count = helper_option_count(handle);
    for (SANE_Int i = 1; i < count; i++) {
        const SANE_Option_Descriptor *descriptor = sane_get_option_descriptor(handle, i);
        if (is_sound(descriptor) && strcmp(descriptor->name, name) == 0)
            return i;
    }
    return 0;
}

/* NULL where a driver that had the option a moment ago has it no more. */
static const SANE_Option_Descriptor *
describe_at(SANE_Handle handle, SANE_Int index)
{
    const SANE_Option_Descriptor *descriptor = sane_get_option_descriptor(handle, index);
    return is_sound(descriptor) ? descriptor : NULL;
}

const SANE_Option_Descriptor *
helper_option_describe(SANE_Handle handle, const char *name)
{
    SANE_Int index = helper_option_find(handle, name);
    return index ? describe_at(handle, index) : NULL;
}

gboolean
helper_option_is_settable(SANE_Handle handle, const char *name)
{
    const SANE_Option_Descriptor *descriptor = helper_option_describe(handle, name);
    return descriptor && SANE_OPTION_IS_ACTIVE(descriptor->cap) &&
           SANE_OPTION_IS_SETTABLE(descriptor->cap);
}

static gboolean
is_array(const SANE_Option_Descriptor *descriptor)
{
    return (descriptor->type == SANE_TYPE_INT || descriptor->type == SANE_TYPE_FIXED) &&
           descriptor->size != sizeof(SANE_Word);
}

static gboolean
is_single_number(const SANE_Option_Descriptor *descriptor)
{
    return (descriptor->type == SANE_TYPE_INT || descriptor->type == SANE_TYPE_FIXED) &&
           !is_array(descriptor);
}

/* Room for the value and for a driver that forgets a string's end. */
static void *
value_room(const SANE_Option_Descriptor *descriptor)
{
    return g_malloc0((gsize)MAX(descriptor->size, 0) + sizeof(SANE_Word));
}

static gboolean
get_value(SANE_Handle handle, SANE_Int index, const SANE_Option_Descriptor *descriptor, void *value)
{
    return SANE_OPTION_IS_ACTIVE(descriptor->cap) && (descriptor->cap & SANE_CAP_SOFT_DETECT) &&
           descriptor->type != SANE_TYPE_BUTTON &&
           sane_control_option(handle, index, SANE_ACTION_GET_VALUE, value, NULL) ==
               SANE_STATUS_GOOD;
}

static char *
value_to_text(const SANE_Option_Descriptor *descriptor, const void *value)
{
    SANE_Word word;
    if (descriptor->type == SANE_TYPE_STRING)
        return g_strndup(value, (gsize)descriptor->size);
    if (descriptor->type == SANE_TYPE_BUTTON || is_array(descriptor))
        return g_strdup("");
    memcpy(&word, value, sizeof(word));
    if (descriptor->type == SANE_TYPE_BOOL)
        return g_strdup(word ? "yes" : "no");
    return helper_range_number_to_text(descriptor, helper_range_from_word(descriptor, word));
}

char *
helper_option_get_text(SANE_Handle handle, SANE_Int index, const SANE_Option_Descriptor *descriptor)
{
    g_autofree void *value = value_room(descriptor);
    return get_value(handle, index, descriptor, value) ? value_to_text(descriptor, value) : NULL;
}

/* ---- text to value ---- */

static gboolean
refuse(GError **error, const SANE_Option_Descriptor *descriptor, const char *why)
{
    g_autofree char *range = helper_range_to_text(descriptor);
    g_set_error(error, SCAN_ERROR, SCAN_ERROR_BAD_VALUE, "option %s %s%s%s", descriptor->name, why,
                *range ? "; it takes " : "", range);
    return FALSE;
}

static gboolean
parse_bool(const SANE_Option_Descriptor *descriptor, const char *text, void *value, GError **error)
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on", "0", "1"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_ascii_strcasecmp(words[i], text) == 0) {
            SANE_Bool flag = i % 2 ? SANE_TRUE : SANE_FALSE;
            memcpy(value, &flag, sizeof(flag));
            return TRUE;
        }
    }
    return refuse(error, descriptor, "is yes or no");
}

static gboolean
parse_number(const SANE_Option_Descriptor *descriptor, const char *text, void *value,
             GError **error)
{
    char *end;
    double number = g_ascii_strtod(text, &end);
    /* strtod would also take blanks, infinities and hexadecimals. */
    if (end == text || *end || !isfinite(number) || strspn(text, "+-.0123456789eE") < strlen(text))
        return refuse(error, descriptor, "is a number");
    if (descriptor->type == SANE_TYPE_INT && number != floor(number))
        return refuse(error, descriptor, "is a whole number");
    double limit = descriptor->type == SANE_TYPE_INT ? G_MAXINT32 : G_MAXINT16;
    if (fabs(number) > limit || !helper_range_holds(descriptor, number))
        return refuse(error, descriptor, "is out of its range");
    SANE_Word word = helper_range_to_word(descriptor, number);
    memcpy(value, &word, sizeof(word));
    return TRUE;
}

static gboolean
parse_string(const SANE_Option_Descriptor *descriptor, const char *text, void *value,
             GError **error)
{
    const char *match = helper_range_match(descriptor, text);
    if (!match)
        return refuse(error, descriptor, "does not take this");
    if (strlen(match) >= (gsize)descriptor->size)
        return refuse(error, descriptor, "is not so long");
    g_strlcpy(value, match, (gsize)descriptor->size);
    return TRUE;
}

static gboolean
parse_value(const SANE_Option_Descriptor *descriptor, const char *text, void *value, GError **error)
{
    if (descriptor->type == SANE_TYPE_BUTTON)
        return !text || !*text || refuse(error, descriptor, "is a button and takes no value");
    if (!text)
        return refuse(error, descriptor, "needs a value");
    if (is_array(descriptor))
        return refuse(error, descriptor, "is an array, which cannot be set");
    if (descriptor->type == SANE_TYPE_BOOL)
        return parse_bool(descriptor, text, value, error);
    if (descriptor->type == SANE_TYPE_STRING)
        return parse_string(descriptor, text, value, error);
    return parse_number(descriptor, text, value, error);
}

/* ---- setting ---- */

static gboolean
check_settable(const SANE_Option_Descriptor *descriptor, GError **error)
{
    const char *why = NULL;
    if (!SANE_OPTION_IS_ACTIVE(descriptor->cap))
        why = "is not active with the other settings";
    else if (!SANE_OPTION_IS_SETTABLE(descriptor->cap))
        why = "cannot be set by software";
    if (!why)
        return TRUE;
    g_set_error(error, SCAN_ERROR, SCAN_ERROR_BAD_VALUE, "option %s %s", descriptor->name, why);
    return FALSE;
}

/* Sets `value` and leaves in it what the device made of it. */
static gboolean
set_value(SANE_Handle handle, SANE_Int index, const SANE_Option_Descriptor *descriptor, void *value,
          GError **error)
{
    SANE_Int size = descriptor->size, info = 0;
    g_autofree char *doing = g_strdup_printf("setting option %s", descriptor->name);
    SANE_Status status = sane_control_option(handle, index, SANE_ACTION_SET_VALUE, value, &info);
    if (status == SANE_STATUS_INVAL) {
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_BAD_VALUE, "%s: the device refuses the value",
                    doing);
        return FALSE;
    }
    if (status != SANE_STATUS_GOOD) {
        helper_error_set_status(error, status, doing);
        return FALSE;
    }
    /* SANE_INFO_RELOAD_OPTIONS may have changed the descriptor, but never its index; a size that
     * changed as well does not fit our room any more. */
    descriptor = describe_at(handle, index);
    if (descriptor && descriptor->size == size)
        get_value(handle, index, descriptor, value);
    return TRUE;
}

/* The option if it can be set now; NULL otherwise. */
static const SANE_Option_Descriptor *
require(SANE_Handle handle, const char *name, SANE_Int *ret_index, GError **error)
{
    *ret_index = helper_option_find(handle, name);
    const SANE_Option_Descriptor *descriptor = *ret_index ? describe_at(handle, *ret_index) : NULL;
    if (!descriptor)
        g_set_error(error, SCAN_ERROR, SCAN_ERROR_UNKNOWN_OPTION, "the device has no option %s",
                    name);
    return descriptor && check_settable(descriptor, error) ? descriptor : NULL;
}

gboolean
helper_option_set_text(SANE_Handle handle, const char *assignment, GError **error)
{
    SANE_Int index;
    g_auto(GStrv) parts = g_strsplit(assignment, "=", 2);
    const SANE_Option_Descriptor *descriptor = require(handle, parts[0] ? parts[0] : "", &index,
                                                       error);
    if (!descriptor)
        return FALSE;
    SANE_Int size = descriptor->size;
    g_autofree void *value = value_room(descriptor);
    if (!parse_value(descriptor, parts[1], value, error))
        return FALSE;
    g_autofree char *asked = value_to_text(descriptor, value);
    if (!set_value(handle, index, descriptor, value, error))
        return FALSE;
    descriptor = describe_at(handle, index);
    if (!descriptor || descriptor->size != size)
        return TRUE;
    g_autofree char *became = value_to_text(descriptor, value);
    if (strcmp(asked, became) != 0)
        helper_link_send_adjusted(descriptor->name, asked, became);
    return TRUE;
}

gboolean
helper_option_set_number(SANE_Handle handle, const char *name, double number, GError **error)
{
    SANE_Int index;
    const SANE_Option_Descriptor *descriptor = require(handle, name, &index, error);
    if (!descriptor)
        return FALSE;
    if (!is_single_number(descriptor))
        return refuse(error, descriptor, "is no number");
    SANE_Word word = helper_range_to_word(descriptor, number);
    return set_value(handle, index, descriptor, &word, error);
}

gboolean
helper_option_get_number(SANE_Handle handle, const char *name, double *ret_number)
{
    SANE_Int index = helper_option_find(handle, name);
    const SANE_Option_Descriptor *descriptor = index ? describe_at(handle, index) : NULL;
    SANE_Word word = 0;
    if (!descriptor || !is_single_number(descriptor) ||
        !get_value(handle, index, descriptor, &word))
        return FALSE;
    *ret_number = helper_range_from_word(descriptor, word);
    return TRUE;
}

/* ---- for people ---- */

static const char *
type_name(SANE_Value_Type type)
{
    static const char *const names[] = {
        [SANE_TYPE_BOOL] = "bool",     [SANE_TYPE_INT] = "int",       [SANE_TYPE_FIXED] = "fixed",
        [SANE_TYPE_STRING] = "string", [SANE_TYPE_BUTTON] = "button",
    };
    return names[type];
}

static const char *
unit_name(SANE_Unit unit)
{
    static const char *const names[] = {
        [SANE_UNIT_NONE] = "",          [SANE_UNIT_PIXEL] = "px", [SANE_UNIT_BIT] = "bit",
        [SANE_UNIT_MM] = "mm",          [SANE_UNIT_DPI] = "dpi",  [SANE_UNIT_PERCENT] = "%",
        [SANE_UNIT_MICROSECOND] = "us",
    };
    return (gsize)unit < G_N_ELEMENTS(names) ? names[unit] : "";
}

ScanOption *
helper_option_to_value(SANE_Handle handle, SANE_Int index)
{
    const SANE_Option_Descriptor *descriptor = describe_at(handle, index);
    if (!descriptor)
        return NULL;
    ScanOption *option = g_new0(ScanOption, 1);
    option->name = g_strdup(descriptor->name);
    option->title = g_strdup(descriptor->title ? descriptor->title : "");
    option->unit = g_strdup(unit_name(descriptor->unit));
    option->type = g_strdup(type_name(descriptor->type));
    option->range = helper_range_to_text(descriptor);
    option->value = helper_option_get_text(handle, index, descriptor);
    if (!option->value)
        option->value = g_strdup("");
    option->active = SANE_OPTION_IS_ACTIVE(descriptor->cap);
    option->settable = option->active && SANE_OPTION_IS_SETTABLE(descriptor->cap);
    return option;
}
