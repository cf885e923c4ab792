#include "desk-rig.h"

#define OTHER_NAME "8F-2"

static void
free_states(gpointer states, GClosure *closure G_GNUC_UNUSED)
{
    g_string_free(states, TRUE);
}

static void
on_state(StationCounter *counter, GParamSpec *pspec G_GNUC_UNUSED, GString *states)
{
    static const char *const names[] = {"idle", "looking-up", "choosing", "visiting",
                                        "giving-back"};
    guint state;
    g_object_get(counter, "state", &state, NULL);
    g_assert_cmpuint(state, ==, station_counter_get_state(counter));
    g_string_append_printf(states, "%s ", names[state]);
}

static void
assert_state(Desk *desk, StationCounterState state)
{
    g_assert_cmpint(station_counter_get_state(desk->counter), ==, state);
}

static void
assert_visiting(Desk *desk, const char *report_id)
{
    assert_state(desk, STATION_COUNTER_VISITING);
    StationVisit *visit = station_counter_get_visit(desk->counter);
    g_assert_cmpstr(station_visit_get_report(visit)->id, ==, report_id);
}

/* Each state that the counter comes to from now on. Ends with the counter. */
static GString *
note_states(Desk *desk)
{
    GString *states = g_string_new(NULL);
    g_signal_connect_data(desk->counter, "notify::state", G_CALLBACK(on_state), states, free_states,
                          0);
    return states;
}

static gboolean
is_claimed(Desk *desk, const char *report_id)
{
    g_autofree char *name = rig_claimed_by(&desk->rig, report_id);
    return *name != '\0';
}

/* ---- looking up ---- */

static void
test_student(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    GString *states = note_states(desk);
    assert_state(desk, STATION_COUNTER_IDLE);
    g_assert_null(station_counter_get_answer(desk->counter));
    desk_look_up(desk, RIG_STUDENT);
    g_assert_cmpstr(states->str, ==, "looking-up choosing visiting ");
    assert_visiting(desk, RIG_REPORT);
    g_assert_cmpuint(station_counter_get_answer(desk->counter)->reports->len, ==, 3);
    g_assert_false(station_counter_is_occupied(desk->counter));
    g_assert_null(station_counter_get_previous(desk->counter));
}

static void
test_report(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_NEXT_REPORT);
    assert_visiting(desk, RIG_NEXT_REPORT);
}

/* The number of a report that is through is no request for another one. */
static void
test_report_that_does_not_wait(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_PASSED_REPORT);
    assert_state(desk, STATION_COUNTER_CHOOSING);
    g_assert_null(station_counter_get_visit(desk->counter));
}

static void
test_nothing_waits(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_DONE_STUDENT);
    assert_state(desk, STATION_COUNTER_CHOOSING);
    g_assert_null(station_counter_get_visit(desk->counter));
    station_counter_choose(desk->counter,
                           station_counter_get_answer(desk->counter)->reports->pdata[0]);
    assert_state(desk, STATION_COUNTER_CHOOSING);
}

/* Whose paper it is, a person decides. */
static void
test_several_students(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    static const char json[] =
        "{\"catalogue\": [], \"students\": [{\"student_id\": \"4100E099\", \"name\": \"王小明\","
        " \"gender\": \"male\", \"department\": \"資訊管理系\", \"class_name\": \"四資管四B\","
        " \"program\": \"日間部\", \"study_year\": 4, \"email\": \"s@example.edu.tw\"}],"
        " \"reports\": [{\"id\": \"103-2-000099\", \"student_id\": \"4100E099\","
        " \"certificate_code\": \"7104\", \"certified_on\": \"2015-06-24\","
        " \"academic_year\": 103, \"semester\": 2, \"grade\": 7, \"application_month\": 7,"
        " \"status\": \"applied\", \"reported_at\": \"2015-07-02T02:03:04Z\"}]}";
    central_stop(desk->rig.central);
    central_import(desk->rig.central, json);
    central_start(desk->rig.central);
    desk_look_up(desk, "王小明");
    assert_state(desk, STATION_COUNTER_CHOOSING);
    g_assert_cmpuint(station_counter_get_answer(desk->counter)->reports->len, ==, 4);
    station_counter_choose(desk->counter, desk_report(desk, "103-2-000099"));
    desk_await(desk, "103-2-000099");
}

static void
test_failed(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    GString *states = note_states(desk);
    desk_look_up(desk, "9999Z999");
    g_assert_cmpstr(states->str, ==, "looking-up idle ");
    g_assert_nonnull(station_counter_get_error(desk->counter));
    g_assert_null(station_counter_get_answer(desk->counter));
    desk_look_up(desk, RIG_OTHER_STUDENT);
    g_assert_no_error(station_counter_get_error(desk->counter));
    assert_visiting(desk, RIG_OTHER_REPORT);
}

static void
test_no_text(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    GString *states = note_states(desk);
    station_counter_look_up(desk->counter, "");
    g_assert_cmpstr(states->str, ==, "");
    desk_look_up(desk, RIG_STUDENT);
    station_counter_look_up(desk->counter, "");
    assert_visiting(desk, RIG_REPORT);
}

/* The last card counts, whichever answer comes first. */
static void
test_another_while_looking_up(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    GString *states = note_states(desk);
    station_counter_look_up(desk->counter, RIG_STUDENT);
    desk_look_up(desk, RIG_OTHER_STUDENT);
    assert_visiting(desk, RIG_OTHER_REPORT);
    g_assert_cmpstr(states->str, ==, "looking-up looking-up choosing visiting ");
}

static void
test_remembered(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_STUDENT);
    station_counter_reset(desk->counter);
    central_stop(desk->rig.central);
    station_counter_look_up(desk->counter, RIG_STUDENT);
    rig_until(station_counter_get_state(desk->counter) == STATION_COUNTER_VISITING);
    assert_visiting(desk, RIG_REPORT);
    g_assert_true(station_counter_get_answer(desk->counter)->remembered);
    /* It asked for no claim. */
    g_assert_cmpint(station_visit_get_state(station_counter_get_visit(desk->counter)), ==,
                    STATION_VISIT_READY);
}

/* ---- choosing ---- */

static void
test_another_report(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_STUDENT);
    StationVisit *first = station_counter_get_visit(desk->counter);
    station_counter_choose(desk->counter, desk_report(desk, RIG_REPORT));
    g_assert_true(station_counter_get_visit(desk->counter) == first);
    station_counter_choose(desk->counter, desk_report(desk, RIG_NEXT_REPORT));
    desk_await(desk, RIG_NEXT_REPORT);
    rig_until(!is_claimed(desk, RIG_REPORT));
    g_assert_true(is_claimed(desk, RIG_NEXT_REPORT));
    station_counter_choose(desk->counter, desk_report(desk, RIG_PASSED_REPORT));
    assert_visiting(desk, RIG_NEXT_REPORT);
    desk_scan(desk);
    station_counter_choose(desk->counter, desk_report(desk, RIG_REPORT));
    assert_visiting(desk, RIG_NEXT_REPORT);
}

/* ---- while it is occupied ---- */

static void
test_occupied(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_STUDENT);
    desk_scan(desk);
    g_assert_true(station_counter_is_occupied(desk->counter));
    station_counter_look_up(desk->counter, RIG_OTHER_STUDENT);
    assert_visiting(desk, RIG_REPORT);
    g_autofree char *waiting = NULL;
    g_object_get(desk->counter, "waiting-text", &waiting, NULL);
    g_assert_cmpstr(waiting, ==, RIG_OTHER_STUDENT);
    station_counter_stay(desk->counter);
    g_assert_cmpstr(station_counter_get_waiting_text(desk->counter), ==, "");
    g_assert_cmpuint(rig_count(&desk->rig, OUTBOX_STATE_MAKING), ==, 1);
}

static void
test_free_until_something_is_scanned(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_STUDENT);
    desk_look_up(desk, RIG_OTHER_STUDENT);
    assert_visiting(desk, RIG_OTHER_REPORT);
    rig_until(!is_claimed(desk, RIG_REPORT));
}

/* ---- giving back ---- */

static void
test_next_report(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_STUDENT);
    station_counter_give_back(desk->counter); /* not yet */
    assert_visiting(desk, RIG_REPORT);
    desk_deliver(desk);
    g_assert_true(station_counter_is_occupied(desk->counter));
    station_counter_give_back(desk->counter);
    desk_await(desk, RIG_NEXT_REPORT);
    g_assert_nonnull(station_counter_get_previous(desk->counter));
    rig_until(!is_claimed(desk, RIG_REPORT));
    desk_deliver(desk);
    station_counter_give_back(desk->counter);
    assert_state(desk, STATION_COUNTER_IDLE);
    g_assert_null(station_counter_get_visit(desk->counter));
    g_assert_null(station_counter_get_answer(desk->counter));
    g_assert_cmpuint(rig_count(&desk->rig, OUTBOX_STATE_DELIVERED), ==, 2);
}

static void
test_text_that_waits_goes_first(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_STUDENT);
    desk_deliver(desk);
    station_counter_look_up(desk->counter, RIG_OTHER_STUDENT);
    assert_state(desk, STATION_COUNTER_GIVING_BACK);
    station_counter_give_back(desk->counter);
    desk_await(desk, RIG_OTHER_REPORT);
    g_assert_cmpstr(station_counter_get_waiting_text(desk->counter), ==, "");
}

/* Saved and not delivered: the paper goes back all the same, and is not scanned a second time. */
static void
test_given_back_while_away(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_STUDENT);
    desk_scan(desk);
    central_stop(desk->rig.central);
    visit_submit(station_counter_get_visit(desk->counter));
    assert_state(desk, STATION_COUNTER_GIVING_BACK);
    station_counter_give_back(desk->counter);
    desk_await(desk, RIG_NEXT_REPORT);
    g_assert_false(station_answer_may_scan(station_counter_get_answer(desk->counter),
                                           desk_report(desk, RIG_REPORT)));
    g_assert_cmpuint(rig_count(&desk->rig, OUTBOX_STATE_READY), ==, 1);
}

/* ---- resetting ---- */

static void
test_reset_gives_up(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_STUDENT);
    desk_scan(desk);
    station_counter_reset(desk->counter);
    assert_state(desk, STATION_COUNTER_IDLE);
    g_assert_null(station_counter_get_visit(desk->counter));
    g_assert_null(station_counter_get_previous(desk->counter));
    rig_until(!is_claimed(desk, RIG_REPORT));
    rig_until(rig_count(&desk->rig, OUTBOX_STATE_MAKING) == 0);
    rig_until(central_count_uploads(desk->rig.central) == 0);
    g_assert_cmpuint(rig_count(&desk->rig, OUTBOX_STATE_READY), ==, 0);
}

static void
test_reset_goes_on_to_the_text_that_waits(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_STUDENT);
    desk_scan(desk);
    station_counter_look_up(desk->counter, RIG_OTHER_STUDENT);
    station_counter_reset(desk->counter);
    desk_await(desk, RIG_OTHER_REPORT);
}

static void
test_reset_ends_a_look_up(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    GString *states = note_states(desk);
    central_freeze(desk->rig.central);
    station_counter_look_up(desk->counter, RIG_STUDENT);
    station_counter_reset(desk->counter);
    assert_state(desk, STATION_COUNTER_IDLE);
    central_wake(desk->rig.central);
    desk_look_up(desk, RIG_OTHER_STUDENT);
    g_assert_cmpstr(states->str, ==, "looking-up idle looking-up choosing visiting ");
}

static void
test_reset_ends_a_scan(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_STUDENT);
    StationVisit *visit = station_counter_get_visit(desk->counter);
    desk->rig.settings->pages = 100;
    station_visit_scan(visit, RIG_SCANNER, desk->rig.settings, NULL);
    g_assert_true(station_counter_is_occupied(desk->counter));
    station_counter_reset(desk->counter);
    assert_state(desk, STATION_COUNTER_VISITING);
    rig_until(station_counter_get_state(desk->counter) == STATION_COUNTER_IDLE);
    rig_until(rig_count(&desk->rig, OUTBOX_STATE_MAKING) == 0);
}

static void
reset_at_saved(StationVisit *visit G_GNUC_UNUSED, gpointer capture G_GNUC_UNUSED,
               const char *path G_GNUC_UNUSED, Desk *desk)
{
    station_counter_reset(desk->counter);
    assert_state(desk, STATION_COUNTER_VISITING);
}

static void
test_no_reset_while_sending(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(desk, RIG_STUDENT);
    StationVisit *visit = station_counter_get_visit(desk->counter);
    desk_scan(desk);
    g_signal_connect(visit, "saved", G_CALLBACK(reset_at_saved), desk);
    station_visit_submit(visit);
    station_counter_reset(desk->counter);
    assert_state(desk, STATION_COUNTER_VISITING);
    rig_until(station_visit_get_state(visit) == STATION_VISIT_ENDED);
    station_counter_reset(desk->counter); /* the paper is still on the glass */
    assert_state(desk, STATION_COUNTER_GIVING_BACK);
    g_assert_cmpint(station_visit_get_delivery(visit)->end, ==, STATION_DELIVERY_DELIVERED);
}

static void
test_barred(Desk *desk, gconstpointer data G_GNUC_UNUSED)
{
    Client *client = station_get_client(desk->rig.station, NULL);
    g_assert_true(client_claim(client, RIG_REPORT, OTHER_NAME, NULL, NULL));
    desk_look_up(desk, RIG_STUDENT);
    assert_visiting(desk, RIG_REPORT);
    g_assert_cmpint(station_visit_get_state(station_counter_get_visit(desk->counter)), ==,
                    STATION_VISIT_BARRED);
    g_assert_false(station_counter_is_occupied(desk->counter));
    station_counter_reset(desk->counter);
    assert_state(desk, STATION_COUNTER_IDLE);
    g_assert_true(is_claimed(desk, RIG_REPORT));
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    desk_add("/station-counter/student", test_student);
    desk_add("/station-counter/report", test_report);
    desk_add("/station-counter/report-does-not-wait", test_report_that_does_not_wait);
    desk_add("/station-counter/nothing-waits", test_nothing_waits);
    desk_add("/station-counter/several-students", test_several_students);
    desk_add("/station-counter/failed", test_failed);
    desk_add("/station-counter/no-text", test_no_text);
    desk_add("/station-counter/another-while-looking-up", test_another_while_looking_up);
    desk_add("/station-counter/remembered", test_remembered);
    desk_add("/station-counter/another-report", test_another_report);
    desk_add("/station-counter/occupied", test_occupied);
    desk_add("/station-counter/free", test_free_until_something_is_scanned);
    desk_add("/station-counter/next-report", test_next_report);
    desk_add("/station-counter/waiting-text-first", test_text_that_waits_goes_first);
    desk_add("/station-counter/given-back-while-away", test_given_back_while_away);
    desk_add("/station-counter/reset", test_reset_gives_up);
    desk_add("/station-counter/reset-to-waiting-text", test_reset_goes_on_to_the_text_that_waits);
    desk_add("/station-counter/reset-ends-a-look-up", test_reset_ends_a_look_up);
    desk_add("/station-counter/reset-ends-a-scan", test_reset_ends_a_scan);
    desk_add("/station-counter/no-reset-while-sending", test_no_reset_while_sending);
    desk_add("/station-counter/barred", test_barred);
    return rig_run();
}
