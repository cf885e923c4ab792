#include "base-clock.h"

#include "base-error.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_OFFSET_SECONDS ((gint64)100 * 366 * 24 * 3600)

static gint64
offset_from_environment(void)
{
    const char *text = g_getenv("SCAN_STATION_CLOCK_OFFSET");
    gint64 seconds = 0;

    if (text != NULL && !g_ascii_string_to_signed(text, 10, -MAX_OFFSET_SECONDS, MAX_OFFSET_SECONDS,
                                                  &seconds, NULL))
        g_warning("SCAN_STATION_CLOCK_OFFSET is not a number of seconds; the real time is used");
    return seconds * BASE_SECOND;
}

gint64
base_clock_now(void)
{
    static gsize read_once;
    static gint64 offset;

    if (g_once_init_enter(&read_once)) {
        offset = offset_from_environment();
        g_once_init_leave(&read_once, 1);
    }
    return g_get_real_time() + offset;
}

/* The last digits of `number`; gives where the next ones go. */
static char *
put(char *at, guint number, guint digits, char after)
{
    for (guint i = digits; i > 0; i--, number /= 10)
        at[i - 1] = (char)('0' + number % 10);
    at[digits] = after;
    return at + digits + 1;
}

/* Not by printf, of which a look-up would need many. */
void
base_time_format(gint64 instant, char text[BASE_TIME_TEXT_SIZE])
{
    gint64 floor_second = instant / BASE_SECOND - (instant % BASE_SECOND < 0 ? 1 : 0);
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(floor_second);

    g_assert(when != NULL);
    text = put(text, (guint)g_date_time_get_year(when), 4, '-');
    text = put(text, (guint)g_date_time_get_month(when), 2, '-');
    text = put(text, (guint)g_date_time_get_day_of_month(when), 2, 'T');
    text = put(text, (guint)g_date_time_get_hour(when), 2, ':');
    text = put(text, (guint)g_date_time_get_minute(when), 2, ':');
    text = put(text, (guint)g_date_time_get_second(when), 2, 'Z');
    *text = '\0';
}

char *
base_time_to_string(gint64 instant)
{
    char text[BASE_TIME_TEXT_SIZE];

    base_time_format(instant, text);
    return g_strdup(text);
}

/* Reads exactly `digits` digits at *text and moves behind them. */
static gboolean
take_number(const char **text, guint digits, guint min, guint max, guint *ret_number)
{
    guint number = 0;

    for (guint i = 0; i < digits; i++, (*text)++) {
        if (!g_ascii_isdigit(**text))
            return FALSE;
        number = number * 10 + (guint)g_ascii_digit_value(**text);
    }
    if (number < min || number > max)
        return FALSE;
    *ret_number = number;
    return TRUE;
}

static gboolean
take_char(const char **text, char wanted)
{
    if (g_ascii_toupper(**text) != wanted)
        return FALSE;
    (*text)++;
    return TRUE;
}

/* "Z" or "+08:00"; gives microseconds east of UTC. */
static gboolean
take_offset(const char **text, gint64 *ret_offset)
{
    guint hours, minutes;
    gint64 sign;

    if (take_char(text, 'Z')) {
        *ret_offset = 0;
        return TRUE;
    }
    sign = **text == '+' ? 1 : **text == '-' ? -1 : 0;
    if (sign == 0)
        return FALSE;
    (*text)++;
    if (!take_number(text, 2, 0, 23, &hours) || !take_char(text, ':') ||
        !take_number(text, 2, 0, 59, &minutes))
        return FALSE;
    *ret_offset = sign * (gint64)(hours * 60 + minutes) * BASE_MINUTE;
    return TRUE;
}

/* ".123" of a second, in microseconds; further digits are cut off. */
static gboolean
take_fraction(const char **text, gint64 *ret_fraction)
{
    gint64 unit = BASE_SECOND, fraction = 0;

    if (**text != '.') {
        *ret_fraction = 0;
        return TRUE;
    }
    (*text)++;
    if (!g_ascii_isdigit(**text))
        return FALSE;
    for (; g_ascii_isdigit(**text); (*text)++) {
        unit /= 10;
        fraction += unit * g_ascii_digit_value(**text);
    }
    *ret_fraction = fraction;
    return TRUE;
}

gboolean
base_time_parse(const char *text, gint64 *ret_instant, GError **error)
{
    const char *at = text;
    guint year, month, day, hour, minute, second;
    gint64 fraction, offset;
    g_autoptr(GDateTime) when = NULL;

    if (strlen(text) <= 40 && take_number(&at, 4, 1, 9999, &year) && take_char(&at, '-') &&
        take_number(&at, 2, 1, 12, &month) && take_char(&at, '-') &&
        take_number(&at, 2, 1, 31, &day) && take_char(&at, 'T') &&
        take_number(&at, 2, 0, 23, &hour) && take_char(&at, ':') &&
        take_number(&at, 2, 0, 59, &minute) && take_char(&at, ':') &&
        take_number(&at, 2, 0, 60, &second) && take_fraction(&at, &fraction) &&
        take_offset(&at, &offset) && *at == '\0') {
        /* A leap second (60) counts as the next minute's first, as POSIX time has none. */
        when = g_date_time_new_utc((int)year, (int)month, (int)day, (int)hour, (int)minute, 0);
    }
    if (when == NULL) {
        g_set_error(error, BASE_ERROR, BASE_ERROR_TIME, "“%.40s” is not an RFC 3339 instant", text);
        return FALSE;
    }
    *ret_instant = (g_date_time_to_unix(when) + second) * BASE_SECOND + fraction - offset;
    return TRUE;
}
