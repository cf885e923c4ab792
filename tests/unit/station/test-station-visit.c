#include "station-visit.h"

#include "visit-rig.h"

#include <string.h>

#define OTHER_NAME "8F-2"

static void
assert_claimed_by(Rig *rig, const char *name)
{
    g_autofree char *found = rig_claimed_by(rig, RIG_REPORT);
    g_assert_cmpstr(found, ==, name);
}

static gboolean
is_claimed_by(Rig *rig, const char *name)
{
    g_autofree char *found = rig_claimed_by(rig, RIG_REPORT);
    return strcmp(found, name) == 0;
}

/* ---- opening and closing ---- */

static void
test_opens_with_a_claim(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    g_assert_cmpstr(station_visit_get_report(visit)->id, ==, RIG_REPORT);
    g_assert_no_error(station_visit_get_error(visit));
    g_assert_null(station_visit_get_entry(visit));
    g_assert_null(station_visit_get_delivery(visit));
    assert_claimed_by(rig, RIG_NAME);
    visit_close(visit);
    assert_claimed_by(rig, "");
}

static void
test_barred_by_another_counter(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    Client *client = station_get_client(rig->station, NULL);
    g_assert_true(client_claim(client, RIG_REPORT, OTHER_NAME, NULL, NULL));
    StationVisit *visit = visit_new(rig, RIG_REPORT, FALSE);
    rig_until(station_visit_get_state(visit) != STATION_VISIT_OPENING);
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_BARRED);
    g_autoptr(GError) error = NULL;
    g_object_get(visit, "error", &error, NULL);
    g_assert_error(error, API_PROBLEM_ERROR, API_PROBLEM_CLAIMED);
    visit_close(visit);
    assert_claimed_by(rig, OTHER_NAME);
}

static void
test_remembered_needs_no_claim(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_new(rig, RIG_REPORT, TRUE);
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_READY);
    assert_claimed_by(rig, "");
    visit_close(visit);
}

static void
test_server_gone_since_the_look_up(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Report) report = rig_ask(rig, RIG_REPORT);
    central_stop(rig->central);
    StationVisit *visit = station_visit_new(rig->station, rig->sender, report, FALSE);
    rig_until(station_visit_get_state(visit) != STATION_VISIT_OPENING);
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_READY);
    g_assert_no_error(station_visit_get_error(visit));
    visit_close(visit);
}

/* However the race between the claim and the close ends, no claim stays behind. */
static void
test_closed_while_opening(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    for (guint turn = 0; turn < 4; turn++) {
        StationVisit *visit = visit_new(rig, RIG_REPORT, FALSE);
        for (guint i = 0; i < turn; i++)
            g_main_context_iteration(NULL, FALSE);
        g_object_add_weak_pointer(G_OBJECT(visit), (gpointer *)&visit);
        station_visit_close_async(visit, NULL, NULL);
        g_object_unref(visit);
        rig_until(visit == NULL);
        rig_until(is_claimed_by(rig, ""));
    }
}

/* ---- the upload ahead ---- */

static void
test_upload_ahead_follows_the_pages(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    StationPages *pages = station_visit_get_pages(visit);
    visit_scan(visit, rig, NULL);
    rig_until(central_count_uploads(rig->central) == 1);
    station_pages_remove(pages, visit_page_at(visit, 0));
    rig_until(central_count_uploads(rig->central) == 0);
    station_pages_undo(pages);
    rig_until(central_count_uploads(rig->central) == 1);
    visit_close(visit);
    rig_until(central_count_uploads(rig->central) == 0);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, 0);
}

/* ---- submitting ---- */

static void
on_saved(StationVisit *visit, const OutboxCapture *capture, const char *path, GString *told)
{
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_SENDING);
    g_assert_cmpstr(capture->report_id, ==, RIG_REPORT);
    g_assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));
    g_string_append(told, "saved ");
}

static void
on_uploading(StationVisit *visit G_GNUC_UNUSED, guint64 sent, guint64 total, guint64 *left)
{
    *left = total - sent;
}

static void
test_delivered(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    g_autoptr(GString) told = g_string_new(NULL);
    visit_scan(visit, rig, NULL);
    visit_note_states(visit, told);
    g_signal_connect(visit, "saved", G_CALLBACK(on_saved), told);
    visit_submit(visit);
    g_assert_cmpstr(told->str, ==, "saving sending saved ended ");
    const StationDelivery *delivery = station_visit_get_delivery(visit);
    g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_DELIVERED);
    g_assert_no_error(delivery->error);
    g_assert_cmpstr(delivery->receipt->report_id, ==, RIG_REPORT);
    g_assert_cmpint(delivery->report->status, ==, REPORT_STATUS_VERIFYING);
    g_assert_cmpstr(station_visit_get_entry(visit), ==, delivery->id);
    visit_close(visit);
    g_autoptr(Report) now = rig_ask(rig, RIG_REPORT);
    g_assert_cmpint(now->status, ==, REPORT_STATUS_VERIFYING);
    g_assert_cmpuint(now->originals, ==, 1);
    g_assert_null(now->claimed_by);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_DELIVERED), ==, 1);
    g_assert_cmpuint(central_count_uploads(rig->central), ==, 0);
}

/* What was uploaded ahead is what is committed: nothing is sent twice. */
static void
test_delivered_from_ahead(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    guint64 left = 1;
    visit_scan(visit, rig, NULL);
    rig_until(central_count_uploads(rig->central) == 1);
    g_signal_connect(visit, "uploading", G_CALLBACK(on_uploading), &left);
    visit_submit(visit);
    g_assert_cmpint(station_visit_get_delivery(visit)->end, ==, STATION_DELIVERY_DELIVERED);
    g_assert_cmpuint(central_count_uploads(rig->central), ==, 0);
    visit_close(visit);
}

static void
test_saved_while_away(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    visit_scan(visit, rig, NULL);
    central_stop(rig->central);
    visit_submit(visit);
    const StationDelivery *delivery = station_visit_get_delivery(visit);
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_ENDED);
    g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_WAITING);
    g_assert_error(delivery->error, CLIENT_ERROR, CLIENT_ERROR_UNREACHABLE);
    g_assert_cmpint(delivery->next_attempt, >, g_get_real_time());
    g_assert_null(delivery->receipt);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_READY), ==, 1);
    visit_close(visit);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_READY), ==, 1);
}

static void
test_signed_out_meanwhile(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    visit_scan(visit, rig, NULL);
    rig_sign_out(rig);
    visit_submit(visit);
    const StationDelivery *delivery = station_visit_get_delivery(visit);
    g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_WAITING);
    g_assert_error(delivery->error, STATION_ERROR, STATION_ERROR_NOT_SIGNED_IN);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_READY), ==, 1);
    visit_close(visit);
}

static void
test_claim_lost_meanwhile(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    Client *client = station_get_client(rig->station, NULL);
    StationVisit *visit = visit_new(rig, RIG_REPORT, TRUE);
    visit_scan(visit, rig, NULL);
    g_assert_true(client_claim(client, RIG_REPORT, OTHER_NAME, NULL, NULL));
    visit_submit(visit);
    const StationDelivery *delivery = station_visit_get_delivery(visit);
    g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_WAITING);
    g_assert_error(delivery->error, API_PROBLEM_ERROR, API_PROBLEM_CLAIMED);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_READY), ==, 1);
    visit_close(visit);
    assert_claimed_by(rig, OTHER_NAME);
}

static void
freeze_at_saved(StationVisit *visit G_GNUC_UNUSED, gpointer capture G_GNUC_UNUSED,
                const char *path G_GNUC_UNUSED, Rig *rig)
{
    central_freeze(rig->central);
}

static void
test_cancelled_sending(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    visit_scan(visit, rig, NULL);
    g_signal_connect(visit, "saved", G_CALLBACK(freeze_at_saved), rig);
    station_visit_submit(visit);
    rig_until(station_visit_get_state(visit) == STATION_VISIT_SENDING);
    station_visit_cancel(visit);
    rig_until(station_visit_get_state(visit) == STATION_VISIT_ENDED);
    central_wake(rig->central);
    const StationDelivery *delivery = station_visit_get_delivery(visit);
    g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_WAITING);
    g_assert_error(delivery->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_READY), ==, 1);
    visit_close(visit);
}

/* The disk gave back other bytes: nothing is sealed, and the pages stay to be scanned again. */
static void
test_failed_saving(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationVisit *visit = visit_open(rig, RIG_REPORT);
    visit_scan(visit, rig, NULL);
    g_autoptr(OutboxItem) item = outbox_find(station_get_outbox(rig->station),
                                             station_page_get_part(visit_page_at(visit, 0)), NULL);
    g_assert_true(g_file_set_contents(item->path, "rubbish", -1, NULL));
    visit_submit(visit);
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_READY);
    g_assert_error(station_visit_get_error(visit), OUTBOX_ERROR, OUTBOX_ERROR_DIGEST);
    g_assert_null(station_visit_get_entry(visit));
    g_assert_cmpuint(visit_count_pages(visit), ==, 1);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_READY), ==, 0);
    visit_scan(visit, rig, visit_page_at(visit, 0));
    visit_submit(visit);
    g_assert_cmpint(station_visit_get_delivery(visit)->end, ==, STATION_DELIVERY_DELIVERED);
    visit_close(visit);
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    rig_add("/station-visit/opens-with-a-claim", test_opens_with_a_claim);
    rig_add("/station-visit/barred", test_barred_by_another_counter);
    rig_add("/station-visit/remembered", test_remembered_needs_no_claim);
    rig_add("/station-visit/server-gone", test_server_gone_since_the_look_up);
    rig_add("/station-visit/closed-while-opening", test_closed_while_opening);
    rig_add("/station-visit/upload-ahead", test_upload_ahead_follows_the_pages);
    rig_add("/station-visit/delivered", test_delivered);
    rig_add("/station-visit/delivered-from-ahead", test_delivered_from_ahead);
    rig_add("/station-visit/saved-while-away", test_saved_while_away);
    rig_add("/station-visit/signed-out", test_signed_out_meanwhile);
    rig_add("/station-visit/claim-lost", test_claim_lost_meanwhile);
    rig_add("/station-visit/cancelled-sending", test_cancelled_sending);
    rig_add("/station-visit/failed-saving", test_failed_saving);
    return rig_run();
}
