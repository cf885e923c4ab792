#include "entry-fixture.h"
#include "station-fixture.h"
#include "station-today.h"

#include <string.h>
#include <sys/stat.h>

#define MARK "\xef\xbb\xbf"

static GListModel *
list_of(OutboxItem *item)
{
    GListStore *store = g_list_store_new(STATION_TYPE_ENTRY);
    g_autoptr(StationEntry) entry = station_entry_new(item);
    g_list_store_append(store, entry);
    return G_LIST_MODEL(store);
}

/* The one line under the heading. */
static char *
line_of(OutboxItem *item)
{
    g_autoptr(GListModel) list = list_of(item);
    g_autofree char *csv = station_today_to_csv(list);
    char *line = strstr(csv, "\r\n");
    g_assert_nonnull(line);
    g_assert_true(g_str_has_suffix(csv, "\r\n"));
    return g_strndup(line + 2, strlen(line + 2) - 2);
}

static void
assert_name_is(const char *name, const char *expected)
{
    g_autofree char *line = line_of(entry_item("S1", name, OUTBOX_STATE_READY));
    g_autofree char *whole = g_strdup_printf("2015-07-01 10:03:04,S1,%s,103-2-000017,CCNA,Waiting,"
                                             "2,1234,,,,5f0c7a52-0000-4000-8000-000000000001,%s",
                                             expected, ENTRY_SHA);
    g_assert_cmpstr(line, ==, whole);
}

static void
test_heading(void)
{
    g_autoptr(GListModel) none = G_LIST_MODEL(g_list_store_new(STATION_TYPE_ENTRY));
    g_autofree char *csv = station_today_to_csv(none);
    g_assert_cmpstr(csv, ==,
                    MARK
                    "Scanned,Student number,Student name,Report,Certificate,Status,Pages,Bytes,"
                    "Receipt,Receipt's time,Reason,Entry,SHA-256\r\n");
}

static void
test_summary(void)
{
    g_autoptr(GListStore) store = g_list_store_new(STATION_TYPE_ENTRY);
    g_autofree char *none = station_today_summary(G_LIST_MODEL(store));
    g_assert_cmpstr(none, ==, "0 scanned");
    for (guint i = OUTBOX_STATE_READY; i < OUTBOX_STATE_COUNT; i++) {
        g_autoptr(StationEntry) entry = station_entry_new(entry_item("S1", "A", (OutboxState)i));
        g_list_store_append(store, entry);
    }
    g_autofree char *all = station_today_summary(G_LIST_MODEL(store));
    g_assert_cmpstr(all, ==,
                    "6 scanned · 1 verifying · 2 to be sent · 2 to be decided · 1 discarded");
}

static void
test_quotes(void)
{
    assert_name_is("王小明", "王小明");
    assert_name_is("", "");
    assert_name_is("Smith, John", "\"Smith, John\"");
    assert_name_is("the \"one\"", "\"the \"\"one\"\"\"");
    assert_name_is("two\r\nlines", "\"two\r\nlines\"");
}

static void
test_no_formula(void)
{
    assert_name_is("=HYPERLINK(1)", "'=HYPERLINK(1)");
    assert_name_is("+1", "'+1");
    assert_name_is("-1", "'-1");
    assert_name_is("@SUM(1)", "'@SUM(1)");
    assert_name_is("\t=1", "'\t=1");
    assert_name_is("\r=1", "\"'\r=1\"");
    assert_name_is("＝1", "'＝1");
    assert_name_is("=1,2", "\"'=1,2\"");
    assert_name_is("a=1", "a=1");
}

static void
test_numbers_stay_as_they_are(void)
{
    static const char *const kept[] = {"4100", "0", "4100E", "E017", "4100E01A", "1234567890"};
    static const char *const marked[] = {"4100E017", "4100e017", "0123", "1234567890123456"};
    for (guint i = 0; i < G_N_ELEMENTS(kept); i++) {
        g_autofree char *line = line_of(entry_item(kept[i], "A", OUTBOX_STATE_READY));
        g_autofree char *expected = g_strdup_printf("2015-07-01 10:03:04,%s,A,", kept[i]);
        g_assert_true(g_str_has_prefix(line, expected));
    }
    for (guint i = 0; i < G_N_ELEMENTS(marked); i++) {
        g_autofree char *line = line_of(entry_item(marked[i], "A", OUTBOX_STATE_READY));
        g_autofree char *expected = g_strdup_printf("2015-07-01 10:03:04,'%s,A,", marked[i]);
        g_assert_true(g_str_has_prefix(line, expected));
    }
}

/* "Verifying" is said by a receipt, and by nothing else. */
static void
test_status_is_the_receipts(void)
{
    OutboxItem *item = entry_item("S1", "A", OUTBOX_STATE_DELIVERED);
    g_autofree char *without = line_of(item);
    g_assert_nonnull(strstr(without, ",CCNA,Delivered,2,1234,,,"));
    item = entry_item("S1", "A", OUTBOX_STATE_DELIVERED);
    entry_set(&item->receipt,
              "{\"id\":\"R-7\",\"report_id\":\"103-2-000017\",\"sha256\":\"" ENTRY_SHA "\","
              "\"bytes\":1234,\"stored_at\":\"2015-07-01T02:03:09Z\"}");
    g_autofree char *with = line_of(item);
    g_assert_nonnull(strstr(with, ",CCNA,Verifying,2,1234,R-7,2015-07-01 10:03:09,"));
}

static void
test_without_a_capture(void)
{
    OutboxItem *item = entry_item("S1", "A", OUTBOX_STATE_QUARANTINE);
    g_clear_pointer(&item->capture, outbox_capture_free);
    entry_set(&item->reason_code, "damaged");
    item->changed_at = 1435716184 * BASE_SECOND;
    g_autofree char *line = line_of(item);
    g_assert_true(g_str_has_prefix(line, "2015-07-01 10:03:04,,,,,Set aside,0,0,,,\"The file on"));
}

static void
test_begins_at_midnight_in_taiwan(void)
{
    gint64 begin = station_today_begin();
    g_assert_cmpint((begin + 8 * 60 * BASE_MINUTE) % BASE_DAY, ==, 0);
    g_assert_cmpint(begin, <=, base_clock_now());
    g_assert_cmpint(begin + BASE_DAY, >, base_clock_now());
}

static void
on_saved(GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer slot)
{
    *(GAsyncResult **)slot = g_object_ref(result);
}

static gboolean
save(GListModel *list, const char *path, GError **error)
{
    g_autoptr(GAsyncResult) result = NULL;
    station_today_save_async(list, path, NULL, on_saved, &result);
    while (result == NULL)
        g_main_context_iteration(NULL, TRUE);
    return station_today_save_finish(list, result, error);
}

static void
test_saves(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GListModel) list = list_of(entry_item("S1", "王小明", OUTBOX_STATE_READY));
    g_autofree char *expected = station_today_to_csv(list);
    g_autofree char *path = fixture_path(fixture, "today.csv");
    g_autoptr(GError) error = NULL;
    struct stat found;
    fixture_write(fixture, "today.csv", "what was there");
    g_assert_true(save(list, path, &error));
    g_assert_no_error(error);
    g_autofree char *text = fixture_read(fixture, "today.csv");
    g_assert_cmpstr(text, ==, expected);
    g_assert_cmpint(stat(path, &found), ==, 0);
    g_assert_cmpuint(found.st_mode & 0777, ==, 0600);
}

static void
test_cannot_save(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GListModel) list = list_of(entry_item("S1", "A", OUTBOX_STATE_READY));
    g_autofree char *path = fixture_path(fixture, "none/today.csv");
    g_autoptr(GError) error = NULL;
    g_assert_false(save(list, path, &error));
    g_assert_nonnull(error);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/station-today/heading", test_heading);
    g_test_add_func("/station-today/summary", test_summary);
    g_test_add_func("/station-today/quotes", test_quotes);
    g_test_add_func("/station-today/no-formula", test_no_formula);
    g_test_add_func("/station-today/numbers-stay-as-they-are", test_numbers_stay_as_they_are);
    g_test_add_func("/station-today/status-is-the-receipts", test_status_is_the_receipts);
    g_test_add_func("/station-today/without-a-capture", test_without_a_capture);
    g_test_add_func("/station-today/begins-at-midnight-in-taiwan",
                    test_begins_at_midnight_in_taiwan);
    fixture_add("/station-today/saves", test_saves);
    fixture_add("/station-today/cannot-save", test_cannot_save);
    return g_test_run();
}
