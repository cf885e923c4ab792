#include "entry-fixture.h"
#include "station-entry-words.h"

typedef char *(*Words)(StationEntry *entry);

/* Takes the item. */
static void
assert_words(Words words, OutboxItem *item, const char *expected)
{
    g_autoptr(StationEntry) entry = station_entry_new(item);
    g_autofree char *text = words(entry);
    g_assert_cmpstr(text, ==, expected);
}

static OutboxItem *
ready(void)
{
    return entry_item("4100E001", "王小明", OUTBOX_STATE_READY);
}

static OutboxItem *
unreadable(void)
{
    OutboxItem *item = entry_item("", "", OUTBOX_STATE_QUARANTINE);
    g_clear_pointer(&item->capture, outbox_capture_free);
    return item;
}

static void
test_whose_and_what(void)
{
    assert_words(station_entry_words_whose, ready(), "王小明 4100E001");
    assert_words(station_entry_words_what, ready(), "CCNA · 103-2-000017");
    assert_words(station_entry_words_whose, unreadable(), "Unknown student");
    assert_words(station_entry_words_what, unreadable(), "Entry " ENTRY_ID);
}

static void
test_size(void)
{
    OutboxItem *one = ready();
    one->capture->pages = 1;
    one->capture->bytes = 14113100;
    assert_words(station_entry_words_size, one, "1 page · 14.1\xc2\xa0MB");
    assert_words(station_entry_words_size, ready(), "2 pages · 1.2\xc2\xa0kB");
    assert_words(station_entry_words_size, unreadable(), "");
}

static OutboxItem *
tried(OutboxState state, guint attempts, gint64 wait)
{
    OutboxItem *item = entry_item("S1", "A", state);
    item->attempts = attempts;
    item->next_attempt = base_clock_now() + wait;
    return item;
}

/* A refused entry is not tried again by itself, whatever stands there of its last attempt. */
static void
test_tries(void)
{
    assert_words(station_entry_words_tries, ready(), "");
    assert_words(station_entry_words_tries, tried(OUTBOX_STATE_READY, 1, -BASE_SECOND),
                 "Tried once");
    assert_words(station_entry_words_tries,
                 tried(OUTBOX_STATE_READY, 3, 2 * BASE_MINUTE + 30 * BASE_SECOND),
                 "Tried 3 times, next in 2 minutes");
    assert_words(station_entry_words_tries, tried(OUTBOX_STATE_SENDING, 3, BASE_MINUTE), "");
    assert_words(station_entry_words_tries, tried(OUTBOX_STATE_REFUSED, 3, BASE_MINUTE), "");
}

static OutboxItem *
aged(gint64 age)
{
    OutboxItem *item = ready();
    item->capture->captured_at = base_clock_now() - age;
    return item;
}

static void
test_age(void)
{
    assert_words(station_entry_words_age, aged(0), "Just now");
    assert_words(station_entry_words_age, aged(-BASE_DAY), "Just now"); /* a clock set back */
    assert_words(station_entry_words_age, aged(3 * BASE_MINUTE), "3 minutes ago");
    assert_words(station_entry_words_age, aged(49 * 60 * BASE_MINUTE), "2 days ago");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/station-entry-words/whose-and-what", test_whose_and_what);
    g_test_add_func("/station-entry-words/size", test_size);
    g_test_add_func("/station-entry-words/tries", test_tries);
    g_test_add_func("/station-entry-words/age", test_age);
    return g_test_run();
}
