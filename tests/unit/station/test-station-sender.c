#include "station-sender.h"

#include "station-rig.h"

#include <string.h>

#define OTHER_SERVER "http://127.0.0.1:1"

static StationDelivery *
send(Rig *rig, const char *id, GError **ret_error)
{
    GAsyncResult *slot = NULL;
    station_sender_send_async(rig->sender, id, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    return station_sender_send_finish(rig->sender, result, ret_error);
}

static GPtrArray *
send_all(Rig *rig, gboolean now)
{
    GAsyncResult *slot = NULL;
    g_autoptr(GError) error = NULL;
    station_sender_send_all_async(rig->sender, now, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    GPtrArray *ends = station_sender_send_all_finish(rig->sender, result, &error);
    g_assert_no_error(error);
    return ends;
}

static void
assert_end(GPtrArray *ends, guint at, const char *id, StationDeliveryEnd end)
{
    g_assert_cmpuint(at, <, ends->len);
    const StationDelivery *delivery = g_ptr_array_index(ends, at);
    g_assert_cmpstr(delivery->id, ==, id);
    g_assert_cmpint(delivery->end, ==, end);
}

/* ---- what is told ---- */

static void
on_started(StationSender *sender G_GNUC_UNUSED, const char *id, GString *told)
{
    g_string_append_printf(told, "started %.4s ", id);
}

static void
on_uploading(StationSender *sender G_GNUC_UNUSED, const char *id, guint64 sent, guint64 total,
             GString *told)
{
    g_autofree char *word = g_strdup_printf("whole %.4s ", id);
    if (sent == total && total > 0 && !g_str_has_suffix(told->str, word))
        g_string_append(told, word);
}

static void
on_ended(StationSender *sender G_GNUC_UNUSED, const StationDelivery *delivery, GString *told)
{
    static const char *const ends[] = {"delivered", "waiting", "refused", "damaged"};
    g_string_append_printf(told, "%s %.4s ", ends[delivery->end], delivery->id);
}

static GString *
note(Rig *rig)
{
    GString *told = g_string_new(NULL);
    g_signal_connect(rig->sender, "started", G_CALLBACK(on_started), told);
    g_signal_connect(rig->sender, "uploading", G_CALLBACK(on_uploading), told);
    g_signal_connect(rig->sender, "ended", G_CALLBACK(on_ended), told);
    return told;
}

static void
test_delivers(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    const char *id = rig_put(rig, RIG_REPORT);
    g_autoptr(GString) told = note(rig);
    g_autofree char *expected = g_strdup_printf("started %.4s whole %.4s delivered %.4s ", id, id,
                                                id);
    g_autoptr(GError) error = NULL;
    g_autoptr(StationDelivery) delivery = send(rig, id, &error);
    g_assert_no_error(error);
    rig_until(strstr(told->str, "delivered") != NULL);
    g_assert_cmpstr(told->str, ==, expected);
    g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_DELIVERED);
    g_assert_cmpint(delivery->report->status, ==, REPORT_STATUS_VERIFYING);
    g_assert_cmpstr(delivery->receipt->report_id, ==, RIG_REPORT);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_DELIVERED), ==, 1);
}

/* A main loop that does not turn is told nothing, and least of all in the worker's thread. */
static void
test_tells_when_the_main_loop_turns(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    GAsyncResult *slot = NULL;
    const char *id = rig_put(rig, RIG_REPORT);
    g_autoptr(GString) told = note(rig);
    station_sender_send_async(rig->sender, id, NULL, rig_ready, &slot);
    while (rig_count(rig, OUTBOX_STATE_DELIVERED) == 0)
        g_thread_yield();
    g_assert_cmpstr(told->str, ==, "");
    rig_until(strstr(told->str, "delivered") != NULL);
    rig_until(slot != NULL);
    g_object_unref(slot);
}

/* ---- nothing was tried ---- */

static void
test_unknown(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(send(rig, "00000000-0000-4000-8000-000000000000", &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNKNOWN);
}

static void
test_needs_a_session(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    const char *id = rig_put(rig, RIG_REPORT);
    g_autoptr(GError) error = NULL;
    rig_sign_out(rig);
    g_assert_null(send(rig, id, &error));
    g_assert_error(error, STATION_ERROR, STATION_ERROR_NOT_SIGNED_IN);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_READY), ==, 1);
}

/* ---- one at a time ---- */

static void
test_one_after_the_other(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    const char *first = rig_put(rig, RIG_REPORT);
    const char *second = rig_put(rig, RIG_NEXT_REPORT);
    g_autoptr(GString) told = note(rig);
    g_autofree char *expected = g_strdup_printf(
        "started %.4s whole %.4s delivered %.4s started %.4s whole %.4s delivered %.4s ", first,
        first, first, second, second, second);
    GAsyncResult *slots[2] = {NULL, NULL};
    station_sender_send_async(rig->sender, first, NULL, rig_ready, &slots[0]);
    station_sender_send_async(rig->sender, second, NULL, rig_ready, &slots[1]);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(GAsyncResult) result = rig_result(&slots[i]);
        g_autoptr(StationDelivery) delivery = station_sender_send_finish(rig->sender, result, NULL);
        g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_DELIVERED);
    }
    rig_until(told->len >= strlen(expected));
    g_assert_cmpstr(told->str, ==, expected);
}

static void
test_never_twice(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    const char *id = rig_put(rig, RIG_REPORT);
    g_autoptr(GError) error = NULL;
    GAsyncResult *slots[2] = {NULL, NULL};
    station_sender_send_async(rig->sender, id, NULL, rig_ready, &slots[0]);
    station_sender_send_async(rig->sender, id, NULL, rig_ready, &slots[1]);
    g_autoptr(GAsyncResult) first = rig_result(&slots[0]);
    g_autoptr(GAsyncResult) second = rig_result(&slots[1]);
    g_autoptr(StationDelivery) delivery = station_sender_send_finish(rig->sender, first, &error);
    g_assert_no_error(error);
    g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_DELIVERED);
    g_autoptr(StationDelivery) same = station_sender_send_finish(rig->sender, second, &error);
    g_assert_no_error(error);
    g_assert_true(same == delivery);
    g_assert_null(send(rig, id, &error));
    g_assert_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE);
    g_autoptr(Report) report = rig_ask(rig, RIG_REPORT);
    g_assert_cmpuint(report->originals, ==, 1);
}

/* What a look for due entries has found is asked for by the one who saved it. */
static void
test_found_before_it_was_asked_for(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    const char *id = rig_put(rig, RIG_REPORT);
    g_autoptr(GError) error = NULL;
    GAsyncResult *slots[2] = {NULL, NULL};
    station_sender_send_all_async(rig->sender, FALSE, NULL, rig_ready, &slots[0]);
    station_sender_send_async(rig->sender, id, NULL, rig_ready, &slots[1]);
    g_autoptr(GAsyncResult) all = rig_result(&slots[0]);
    g_autoptr(GAsyncResult) one = rig_result(&slots[1]);
    g_autoptr(GPtrArray) ends = station_sender_send_all_finish(rig->sender, all, &error);
    g_assert_no_error(error);
    assert_end(ends, 0, id, STATION_DELIVERY_DELIVERED);
    g_autoptr(StationDelivery) delivery = station_sender_send_finish(rig->sender, one, &error);
    g_assert_no_error(error);
    g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_DELIVERED);
    g_assert_nonnull(delivery->receipt);
}

/* ---- all of them ---- */

static void
test_all_oldest_first(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    const char *first = rig_put(rig, RIG_REPORT);
    const char *bad = rig_put_bad(rig, RIG_OTHER_REPORT);
    const char *last = rig_put(rig, RIG_NEXT_REPORT);
    g_autoptr(GPtrArray) ends = send_all(rig, FALSE);
    g_assert_cmpuint(ends->len, ==, 3);
    assert_end(ends, 0, first, STATION_DELIVERY_DELIVERED);
    assert_end(ends, 1, bad, STATION_DELIVERY_REFUSED);
    assert_end(ends, 2, last, STATION_DELIVERY_DELIVERED);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_REFUSED), ==, 1);
}

/* The first tells that the server is away; the second is due later, and now is now. */
static void
test_all_while_away(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    const char *first = rig_put(rig, RIG_REPORT);
    const char *second = rig_put(rig, RIG_NEXT_REPORT);
    central_stop(rig->central);
    g_autoptr(GPtrArray) away = send_all(rig, FALSE);
    g_assert_cmpuint(away->len, ==, 1);
    assert_end(away, 0, first, STATION_DELIVERY_WAITING);
    g_autoptr(OutboxItem) item = outbox_find(station_get_outbox(rig->station), first, NULL);
    g_assert_cmpint(item->next_attempt, >, g_get_real_time());
    central_start(rig->central);
    g_autoptr(GPtrArray) due = send_all(rig, FALSE);
    g_assert_cmpuint(due->len, ==, 1);
    assert_end(due, 0, second, STATION_DELIVERY_DELIVERED);
    g_autoptr(GPtrArray) all = send_all(rig, TRUE);
    g_assert_cmpuint(all->len, ==, 1);
    assert_end(all, 0, first, STATION_DELIVERY_DELIVERED);
}

static void
test_all_stop_without_a_session(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    const char *first = rig_put(rig, RIG_REPORT);
    rig_put(rig, RIG_NEXT_REPORT);
    g_assert_true(client_sign_out(station_get_client(rig->station, NULL), NULL, NULL));
    g_autoptr(GPtrArray) ends = send_all(rig, FALSE);
    g_assert_cmpuint(ends->len, ==, 1);
    assert_end(ends, 0, first, STATION_DELIVERY_WAITING);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_READY), ==, 2);
}

/* It keeps no other from being sent. */
static void
test_all_but_damaged(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    const char *damaged = rig_put(rig, RIG_REPORT);
    const char *good = rig_put(rig, RIG_NEXT_REPORT);
    g_autoptr(OutboxItem) item = outbox_find(station_get_outbox(rig->station), damaged, NULL);
    g_assert_true(g_file_set_contents(item->path, "rubbish", -1, NULL));
    g_autoptr(GPtrArray) ends = send_all(rig, FALSE);
    g_assert_cmpuint(ends->len, ==, 2);
    assert_end(ends, 0, damaged, STATION_DELIVERY_DAMAGED);
    assert_end(ends, 1, good, STATION_DELIVERY_DELIVERED);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_QUARANTINE), ==, 1);
}

static void
test_of_another_server(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    const char *id = rig_put_for(rig, RIG_REPORT, OTHER_SERVER);
    g_autoptr(GError) error = NULL;
    g_autoptr(StationDelivery) delivery = send(rig, id, &error);
    g_assert_no_error(error);
    g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_WAITING);
    g_assert_error(delivery->error, STATION_ERROR, STATION_ERROR_OTHER_SERVER);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_READY), ==, 1);
}

/* ---- cancelled ---- */

static void
test_cancel_puts_back(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    const char *id = rig_put(rig, RIG_REPORT);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(GError) error = NULL;
    GAsyncResult *slot = NULL;
    central_freeze(rig->central);
    station_sender_send_async(rig->sender, id, cancellable, rig_ready, &slot);
    rig_until(rig_count(rig, OUTBOX_STATE_SENDING) == 1);
    g_cancellable_cancel(cancellable);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    central_wake(rig->central);
    g_autoptr(StationDelivery) delivery = station_sender_send_finish(rig->sender, result, &error);
    g_assert_no_error(error);
    g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_WAITING);
    g_assert_error(delivery->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_READY), ==, 1);
}

/* ---- by itself ---- */

static void
test_sends_by_itself(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    rig_put(rig, RIG_REPORT);
    station_sender_start(rig->sender);
    station_sender_start(rig->sender);
    rig_until(rig_count(rig, OUTBOX_STATE_DELIVERED) == 1);
    rig_put(rig, RIG_NEXT_REPORT);
    rig_until(rig_count(rig, OUTBOX_STATE_DELIVERED) == 2);
    station_sender_stop(rig->sender);
    g_assert_null(g_main_context_find_source_by_user_data(NULL, rig->sender));
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    rig_add("/station-sender/delivers", test_delivers);
    rig_add("/station-sender/tells-when-the-main-loop-turns", test_tells_when_the_main_loop_turns);
    rig_add("/station-sender/unknown", test_unknown);
    rig_add("/station-sender/needs-a-session", test_needs_a_session);
    rig_add("/station-sender/one-after-the-other", test_one_after_the_other);
    rig_add("/station-sender/never-twice", test_never_twice);
    rig_add("/station-sender/found-before-it-was-asked-for", test_found_before_it_was_asked_for);
    rig_add("/station-sender/all-oldest-first", test_all_oldest_first);
    rig_add("/station-sender/all-while-away", test_all_while_away);
    rig_add("/station-sender/all-without-a-session", test_all_stop_without_a_session);
    rig_add("/station-sender/all-but-damaged", test_all_but_damaged);
    rig_add("/station-sender/of-another-server", test_of_another_server);
    rig_add("/station-sender/cancelled", test_cancel_puts_back);
    rig_add("/station-sender/by-itself", test_sends_by_itself);
    return rig_run();
}
