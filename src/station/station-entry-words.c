#include "station-entry-words.h"

#include "base-clock.h"
#include "station-language.h"

static const OutboxCapture *
capture_of(StationEntry *entry)
{
    return station_entry_get_item(entry)->capture;
}

char *
station_entry_words_whose(StationEntry *entry)
{
    const OutboxCapture *capture = capture_of(entry);
    if (capture == NULL)
        return g_strdup(_("Unknown student"));
    return g_strdup_printf("%s %s", capture->student_name, capture->student_id);
}

char *
station_entry_words_what(StationEntry *entry)
{
    const OutboxCapture *capture = capture_of(entry);
    if (capture == NULL)
        /* Translators: %s is the entry's number in the outbox. */
        return g_strdup_printf(_("Entry %s"), station_entry_get_item(entry)->id);
    return g_strdup_printf("%s · %s", capture->certificate_name, capture->report_id);
}

char *
station_entry_words_size(StationEntry *entry)
{
    const OutboxCapture *capture = capture_of(entry);
    if (capture == NULL)
        return g_strdup("");
    g_autofree char *pages = g_strdup_printf(ngettext("%u page", "%u pages", capture->pages),
                                             capture->pages);
    g_autofree char *bytes = g_format_size(capture->bytes);
    return g_strdup_printf("%s · %s", pages, bytes);
}

char *
station_entry_words_tries(StationEntry *entry)
{
    const OutboxItem *item = station_entry_get_item(entry);
    if (item->attempts == 0 || item->state != OUTBOX_STATE_READY)
        return g_strdup("");
    g_autofree char *tries = g_strdup_printf(
        ngettext("Tried once", "Tried %u times", item->attempts), item->attempts);
    gint64 left = item->next_attempt - base_clock_now();
    if (left <= 0)
        return g_steal_pointer(&tries);
    g_autofree char *wait = station_language_age(left);
    /* Translators: the first %s is "Tried 3 times", the second a span such as "2 minutes". */
    return g_strdup_printf(_("%s, next in %s"), tries, wait);
}

char *
station_entry_words_age(StationEntry *entry)
{
    gint64 passed = base_clock_now() - station_entry_get_time(entry);
    if (passed < BASE_MINUTE)
        return g_strdup(_("Just now"));
    g_autofree char *age = station_language_age(passed);
    /* Translators: %s is a span of time such as "3 minutes". */
    return g_strdup_printf(_("%s ago"), age);
}
