#include "helper-range.h"

#include <math.h>
#include <string.h>

/* A driver's list longer than this is cut when shown and when searched. */
#define MAX_ITEMS 4096

static gboolean
is_number(const SANE_Option_Descriptor *descriptor)
{
    return descriptor->type == SANE_TYPE_INT || descriptor->type == SANE_TYPE_FIXED;
}

double
helper_range_from_word(const SANE_Option_Descriptor *descriptor, SANE_Word word)
{
    return descriptor->type == SANE_TYPE_FIXED ? SANE_UNFIX(word) : word;
}

SANE_Word
helper_range_to_word(const SANE_Option_Descriptor *descriptor, double number)
{
    double scaled = descriptor->type == SANE_TYPE_FIXED ? number * (1 << SANE_FIXED_SCALE_SHIFT)
                                                        : number;
    return (SANE_Word)CLAMP(round(scaled), G_MININT32, G_MAXINT32);
}

char *
helper_range_number_to_text(const SANE_Option_Descriptor *descriptor, double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(text, sizeof(text), "%.4f",
                    descriptor->type == SANE_TYPE_FIXED ? number : round(number));
    char *end = text + strlen(text);
    while (end[-1] == '0')
        *--end = '\0';
    if (end[-1] == '.')
        *--end = '\0';
    return g_strdup(strcmp(text, "-0") == 0 ? "0" : text);
}

static SANE_Word
word_count(const SANE_Option_Descriptor *descriptor)
{
    const SANE_Word *list = descriptor->constraint.word_list;
    if (!is_number(descriptor) || descriptor->constraint_type != SANE_CONSTRAINT_WORD_LIST || !list)
        return 0;
    return CLAMP(list[0], 0, MAX_ITEMS);
}

static const SANE_Range *
range_of(const SANE_Option_Descriptor *descriptor)
{
    if (!is_number(descriptor) || descriptor->constraint_type != SANE_CONSTRAINT_RANGE)
        return NULL;
    return descriptor->constraint.range;
}

gboolean
helper_range_bounds(const SANE_Option_Descriptor *descriptor, double *ret_min, double *ret_max)
{
    const SANE_Range *range = range_of(descriptor);
    SANE_Word n = word_count(descriptor);
    if (!range && n == 0)
        return FALSE;
    SANE_Word low = range ? range->min : descriptor->constraint.word_list[1];
    SANE_Word high = range ? range->max : low;
    for (SANE_Word i = 1; i <= n; i++) {
        low = MIN(low, descriptor->constraint.word_list[i]);
        high = MAX(high, descriptor->constraint.word_list[i]);
    }
    *ret_min = helper_range_from_word(descriptor, low);
    *ret_max = helper_range_from_word(descriptor, high);
    return TRUE;
}

double
helper_range_nearest(const SANE_Option_Descriptor *descriptor, double number)
{
    SANE_Word n = word_count(descriptor);
    double min, max;
    if (n > 0) {
        double best = helper_range_from_word(descriptor, descriptor->constraint.word_list[1]);
        for (SANE_Word i = 2; i <= n; i++) {
            double other = helper_range_from_word(descriptor, descriptor->constraint.word_list[i]);
            if (fabs(other - number) < fabs(best - number))
                best = other;
        }
        return best;
    }
    return helper_range_bounds(descriptor, &min, &max) ? CLAMP(number, min, max) : number;
}

gboolean
helper_range_holds(const SANE_Option_Descriptor *descriptor, double number)
{
    /* A fixed number has steps of 1/65536. */
    return fabs(helper_range_nearest(descriptor, number) - number) < 0.0001;
}

const char *
helper_range_match(const SANE_Option_Descriptor *descriptor, const char *text)
{
    const SANE_String_Const *list = descriptor->constraint.string_list;
    if (descriptor->constraint_type != SANE_CONSTRAINT_STRING_LIST || !list)
        return text;
    for (guint i = 0; i < MAX_ITEMS && list[i]; i++)
        if (strcmp(list[i], text) == 0)
            return list[i];
    for (guint i = 0; i < MAX_ITEMS && list[i]; i++)
        if (g_ascii_strcasecmp(list[i], text) == 0)
            return list[i];
    return NULL;
}

static char *
range_to_text(const SANE_Option_Descriptor *descriptor, const SANE_Range *range)
{
    g_autofree char *min = helper_range_number_to_text(
        descriptor, helper_range_from_word(descriptor, range->min));
    g_autofree char *max = helper_range_number_to_text(
        descriptor, helper_range_from_word(descriptor, range->max));
    g_autofree char *step = helper_range_number_to_text(
        descriptor, helper_range_from_word(descriptor, range->quant));
    return range->quant ? g_strdup_printf("%s..%s step %s", min, max, step)
                        : g_strdup_printf("%s..%s", min, max);
}

char *
helper_range_to_text(const SANE_Option_Descriptor *descriptor)
{
    const SANE_Range *range = range_of(descriptor);
    if (range)
        return range_to_text(descriptor, range);
    GString *text = g_string_new(NULL);
    SANE_Word n = word_count(descriptor);
    for (SANE_Word i = 1; i <= n; i++) {
        double number = helper_range_from_word(descriptor, descriptor->constraint.word_list[i]);
        g_autofree char *item = helper_range_number_to_text(descriptor, number);
        g_string_append_printf(text, "%s%s", i > 1 ? "|" : "", item);
    }
    const SANE_String_Const *list = descriptor->constraint.string_list;
    if (descriptor->constraint_type == SANE_CONSTRAINT_STRING_LIST && list)
        for (guint i = 0; i < MAX_ITEMS && list[i]; i++)
            g_string_append_printf(text, "%s%s", i > 0 ? "|" : "", list[i]);
    return g_string_free(text, FALSE);
}
