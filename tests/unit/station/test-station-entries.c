#include "station-entries.h"

#include "base-clock.h"
#include "station-rig.h"
#include "station-today.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
    Rig rig;
    StationLink *link;
    StationEntries *entries;
    GListModel *model;
} List;

static void
set_up(List *list, gconstpointer scope)
{
    rig_set_up(&list->rig, NULL);
    list->link = station_link_new(list->rig.station, list->rig.sender);
    list->entries = station_entries_new(list->rig.station, list->rig.sender, list->link,
                                        (StationEntriesScope)GPOINTER_TO_INT(scope));
    list->model = station_entries_get_model(list->entries);
}

static void
tear_down(List *list, gconstpointer scope G_GNUC_UNUSED)
{
    g_clear_object(&list->entries);
    g_object_unref(list->link);
    rig_tear_down(&list->rig, NULL);
}

static void
on_changed(guint *count)
{
    (*count)++;
}

/* The reading that may be under way, and one that began after this call. */
static void
refresh(List *list)
{
    guint count = 0;
    gulong handler = g_signal_connect_swapped(list->entries, "changed", G_CALLBACK(on_changed),
                                              &count);
    for (guint round = 1; round <= 2; round++) {
        station_entries_refresh(list->entries);
        rig_until(count >= round);
    }
    g_signal_handler_disconnect(list->entries, handler);
}

/* Borrowed from the list. */
static StationEntry *
at(List *list, guint position)
{
    g_autoptr(StationEntry) entry = g_list_model_get_item(list->model, position);
    g_assert_nonnull(entry);
    return entry;
}

static void
assert_at(List *list, guint position, const char *id, OutboxState state)
{
    const OutboxItem *item = station_entry_get_item(at(list, position));
    g_assert_cmpstr(item->id, ==, id);
    g_assert_cmpint(item->state, ==, state);
}

static gboolean
send(List *list, const char *id, GError **error)
{
    GAsyncResult *slot = NULL;
    station_entries_send_async(list->entries, id, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    return station_entries_send_finish(list->entries, result, error);
}

static gboolean
discard(List *list, const char *id, const char *why, GError **error)
{
    GAsyncResult *slot = NULL;
    station_entries_discard_async(list->entries, id, why, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    return station_entries_discard_finish(list->entries, result, error);
}

static char *
view(List *list, const char *id, GError **error)
{
    GAsyncResult *slot = NULL;
    station_entries_view_async(list->entries, id, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    return station_entries_view_finish(list->entries, result, error);
}

/* ---- what is listed ---- */

static void
test_decisions_first(List *list, gconstpointer data G_GNUC_UNUSED)
{
    const char *first = rig_put(&list->rig, RIG_REPORT);
    const char *bad = rig_put_bad(&list->rig, RIG_OTHER_REPORT);
    g_autoptr(GError) error = NULL;
    g_assert_true(send(list, bad, &error));
    g_assert_no_error(error);
    refresh(list);
    g_assert_cmpuint(g_list_model_get_n_items(list->model), ==, 2);
    assert_at(list, 0, bad, OUTBOX_STATE_REFUSED);
    assert_at(list, 1, first, OUTBOX_STATE_READY);
    g_autofree char *why = station_entry_why(at(list, 0));
    g_assert_cmpstr(why, !=, "");
    g_assert_true(station_entry_is_stuck(at(list, 0)));
    g_assert_cmpstr(station_entry_decision(at(list, 0)), !=, "");
    g_assert_cmpstr(station_entry_decision(at(list, 1)), ==, "");
}

static void
test_follows_the_sender(List *list, gconstpointer data G_GNUC_UNUSED)
{
    rig_put(&list->rig, RIG_REPORT);
    refresh(list);
    g_assert_cmpuint(g_list_model_get_n_items(list->model), ==, 1);
    station_sender_send_all_async(list->rig.sender, TRUE, NULL, NULL, NULL);
    rig_until(g_list_model_get_n_items(list->model) == 0);
    g_assert_cmpuint(rig_count(&list->rig, OUTBOX_STATE_DELIVERED), ==, 1);
}

static void
test_an_entry_stays_itself(List *list, gconstpointer data G_GNUC_UNUSED)
{
    const char *id = rig_put(&list->rig, RIG_REPORT);
    guint changes = 0;
    refresh(list);
    g_autoptr(StationEntry) entry = g_object_ref(at(list, 0));
    g_signal_connect_swapped(entry, "changed", G_CALLBACK(on_changed), &changes);
    refresh(list);
    g_assert_cmpuint(changes, ==, 0);
    central_stop(list->rig.central);
    g_assert_true(send(list, id, NULL));
    refresh(list);
    g_assert_true(at(list, 0) == entry);
    g_assert_cmpuint(changes, >, 0);
    g_assert_cmpuint(station_entry_get_item(entry)->attempts, ==, 1);
    g_assert_cmpint(station_entry_get_item(entry)->next_attempt, >, base_clock_now());
    central_start(list->rig.central);
}

static void
test_today_with_receipt(List *list, gconstpointer data G_GNUC_UNUSED)
{
    const char *id = rig_put(&list->rig, RIG_REPORT);
    rig_put(&list->rig, RIG_NEXT_REPORT);
    g_assert_true(send(list, id, NULL));
    refresh(list);
    guint count = g_list_model_get_n_items(list->model);
    for (guint i = 0; i < count; i++)
        g_assert_cmpint(station_entry_get_time(at(list, i)), >=, station_today_begin());
    for (guint i = 0; i < count; i++) {
        const OutboxItem *item = station_entry_get_item(at(list, i));
        gboolean is_delivered = strcmp(item->id, id) == 0;
        g_assert_true((station_entry_get_receipt(at(list, i)) != NULL) == is_delivered);
        g_assert_cmpstr(station_entry_status_label(at(list, i)), ==,
                        is_delivered ? "Verifying" : "Waiting");
    }
}

static void
test_searched(List *list, gconstpointer data G_GNUC_UNUSED)
{
    rig_put(&list->rig, RIG_REPORT);
    refresh(list);
    StationEntry *entry = at(list, 0);
    g_assert_true(station_entry_matches(entry, ""));
    g_assert_true(station_entry_matches(entry, RIG_REPORT));
    g_assert_true(station_entry_matches(entry, "  ００００１７ 103 "));
    g_assert_false(station_entry_matches(entry, "103 nobody"));
}

/* ---- what a person does ---- */

static void
test_sends_one_and_all(List *list, gconstpointer data G_GNUC_UNUSED)
{
    const char *first = rig_put(&list->rig, RIG_REPORT);
    const char *second = rig_put(&list->rig, RIG_NEXT_REPORT);
    rig_put(&list->rig, RIG_OTHER_REPORT);
    g_autoptr(GError) error = NULL;
    refresh(list);
    g_assert_true(send(list, second, &error));
    refresh(list);
    g_assert_cmpuint(g_list_model_get_n_items(list->model), ==, 2);
    assert_at(list, 0, first, OUTBOX_STATE_READY);
    g_assert_true(send(list, NULL, &error));
    g_assert_no_error(error);
    refresh(list);
    g_assert_cmpuint(g_list_model_get_n_items(list->model), ==, 0);
    g_assert_cmpuint(rig_count(&list->rig, OUTBOX_STATE_DELIVERED), ==, 3);
}

static void
test_a_refused_one_is_tried_again(List *list, gconstpointer data G_GNUC_UNUSED)
{
    const char *bad = rig_put_bad(&list->rig, RIG_REPORT);
    g_autoptr(GError) error = NULL;
    g_assert_true(send(list, bad, &error));
    refresh(list);
    assert_at(list, 0, bad, OUTBOX_STATE_REFUSED);
    central_stop(list->rig.central);
    g_assert_true(send(list, bad, &error));
    g_assert_no_error(error);
    refresh(list);
    assert_at(list, 0, bad, OUTBOX_STATE_READY);
    g_assert_cmpuint(station_entry_get_item(at(list, 0))->attempts, ==, 1);
    central_start(list->rig.central);
}

static void
test_needs_a_session(List *list, gconstpointer data G_GNUC_UNUSED)
{
    const char *id = rig_put(&list->rig, RIG_REPORT);
    g_autoptr(GError) error = NULL;
    refresh(list);
    rig_sign_out(&list->rig);
    g_assert_false(send(list, id, &error));
    g_assert_error(error, STATION_ERROR, STATION_ERROR_NOT_SIGNED_IN);
    g_clear_error(&error);
    g_assert_false(send(list, NULL, &error));
    g_assert_error(error, STATION_ERROR, STATION_ERROR_NOT_SIGNED_IN);
    g_clear_error(&error);
    g_assert_false(discard(list, id, "twice", &error));
    g_assert_error(error, STATION_ERROR, STATION_ERROR_NOT_SIGNED_IN);
    g_assert_cmpuint(rig_count(&list->rig, OUTBOX_STATE_READY), ==, 1);
}

static void
test_discards_with_a_reason(List *list, gconstpointer data G_GNUC_UNUSED)
{
    const char *id = rig_put(&list->rig, RIG_REPORT);
    g_autoptr(GError) error = NULL;
    refresh(list);
    g_assert_false(discard(list, id, " \t", &error));
    g_assert_error(error, STATION_ERROR, STATION_ERROR_NO_REASON);
    g_clear_error(&error);
    g_assert_cmpuint(rig_count(&list->rig, OUTBOX_STATE_READY), ==, 1);
    g_assert_true(discard(list, id, " scanned twice ", &error));
    g_assert_no_error(error);
    refresh(list);
    g_assert_cmpuint(g_list_model_get_n_items(list->model), ==, 0);
    g_autoptr(OutboxItem) item = outbox_find(station_get_outbox(list->rig.station), id, NULL);
    g_assert_cmpint(item->state, ==, OUTBOX_STATE_DISCARDED);
    g_assert_cmpstr(item->reason, ==, "scanned twice");
}

static void
test_delivered_is_not_discarded(List *list, gconstpointer data G_GNUC_UNUSED)
{
    const char *id = rig_put(&list->rig, RIG_REPORT);
    g_autoptr(GError) error = NULL;
    g_assert_true(send(list, id, NULL));
    g_assert_false(discard(list, id, "why not", &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE);
    g_assert_cmpuint(rig_count(&list->rig, OUTBOX_STATE_DELIVERED), ==, 1);
}

static void
test_views_a_copy(List *list, gconstpointer data G_GNUC_UNUSED)
{
    const char *id = rig_put(&list->rig, RIG_REPORT);
    g_autoptr(GError) error = NULL;
    g_autofree char *saved = NULL, *shown = NULL;
    gsize saved_size = 0, shown_size = 0;
    struct stat found;
    refresh(list);
    const char *original = station_entry_get_item(at(list, 0))->path;
    g_autofree char *path = view(list, id, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(path, !=, original);
    g_assert_cmpint(stat(path, &found), ==, 0);
    g_assert_cmpuint(found.st_mode & 0777, ==, 0400);
    g_assert_true(g_file_get_contents(original, &saved, &saved_size, NULL));
    g_assert_true(g_file_get_contents(path, &shown, &shown_size, NULL));
    g_assert_cmpmem(saved, saved_size, shown, shown_size);
    g_autofree char *again = view(list, id, &error);
    g_assert_cmpstr(again, ==, path);
    g_clear_object(&list->entries);
    rig_until(stat(path, &found) != 0);
}

static void
test_views_what_is_there(List *list, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(view(list, "00000000-0000-4000-8000-000000000000", &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNKNOWN);
}

#define open_add(name, function)                                                                   \
    g_test_add(name, List, GINT_TO_POINTER(STATION_ENTRIES_OPEN), set_up, function, tear_down)
#define today_add(name, function)                                                                  \
    g_test_add(name, List, GINT_TO_POINTER(STATION_ENTRIES_TODAY), set_up, function, tear_down)

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    open_add("/station-entries/decisions-first", test_decisions_first);
    open_add("/station-entries/follows-the-sender", test_follows_the_sender);
    open_add("/station-entries/an-entry-stays-itself", test_an_entry_stays_itself);
    today_add("/station-entries/today-with-receipt", test_today_with_receipt);
    open_add("/station-entries/searched", test_searched);
    open_add("/station-entries/sends-one-and-all", test_sends_one_and_all);
    open_add("/station-entries/a-refused-one-is-tried-again", test_a_refused_one_is_tried_again);
    open_add("/station-entries/needs-a-session", test_needs_a_session);
    open_add("/station-entries/discards-with-a-reason", test_discards_with_a_reason);
    open_add("/station-entries/delivered-is-not-discarded", test_delivered_is_not_discarded);
    open_add("/station-entries/views-a-copy", test_views_a_copy);
    open_add("/station-entries/views-what-is-there", test_views_what_is_there);
    return rig_run();
}
