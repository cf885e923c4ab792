#include "app-student-feed.h"

#include "desk-rig.h"

typedef struct {
    Desk desk;
    AppStudentView *view;
    AppStudentFeed *feed;
} Screen;

static void
screen_set_up(Screen *screen, gconstpointer data)
{
    desk_set_up(&screen->desk, data);
    screen->view = app_student_view_new();
    screen->feed = app_student_feed_new(screen->desk.counter, screen->desk.rig.sender,
                                        screen->view);
}

static void
screen_tear_down(Screen *screen, gconstpointer data)
{
    g_object_unref(screen->feed);
    g_object_unref(screen->view);
    desk_tear_down(&screen->desk, data);
}

#define screen_add(name, function)                                                                 \
    g_test_add(name, Screen, NULL, screen_set_up, function, screen_tear_down)

static void
assert_phase(Screen *screen, AppStudentPhase phase)
{
    g_assert_cmpint(app_student_view_get_phase(screen->view), ==, phase);
}

static void
assert_empty(Screen *screen)
{
    assert_phase(screen, APP_STUDENT_IDLE);
    g_assert_cmpstr(app_student_view_get_name(screen->view), ==, "");
    g_assert_cmpstr(app_student_view_get_number(screen->view), ==, "");
    g_assert_null(app_student_view_get_picture(screen->view));
}

static void
note_phase(AppStudentView *view, GParamSpec *pspec G_GNUC_UNUSED, GString *told)
{
    g_autoptr(GEnumClass) phases = g_type_class_ref(APP_TYPE_STUDENT_PHASE);
    const GEnumValue *phase = g_enum_get_value(phases, (int)app_student_view_get_phase(view));
    g_string_append_printf(told, "%s ", phase->value_nick);
}

static void
test_the_whole_way(Screen *screen, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GString) told = g_string_new(NULL);
    gulong handler = g_signal_connect(screen->view, "notify::phase", G_CALLBACK(note_phase), told);
    desk_look_up(&screen->desk, RIG_STUDENT);
    g_assert_cmpstr(app_student_view_get_name(screen->view), ==, "王○明");
    desk_deliver(&screen->desk);
    g_assert_cmpstr(told->str, ==, "chosen scanning looking sending accepted ");
    g_assert_cmpint(app_student_view_get_status(screen->view), ==, REPORT_STATUS_VERIFYING);
    g_assert_cmpint(ABS(g_get_real_time() - app_student_view_get_accepted_at(screen->view)), <,
                    60 * G_USEC_PER_SEC);
    g_assert_nonnull(app_student_view_get_picture(screen->view));
    g_signal_handler_disconnect(screen->view, handler);
}

#define TAKEN 1200 /* dpi */

static void
take_another_resolution(StationVisit *visit G_GNUC_UNUSED, StationScan *scan)
{
    g_signal_emit_by_name(scan, "adjusted", "resolution", "300", G_STRINGIFY(TAKEN));
}

static void
test_finer_than_asked(Screen *screen, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(&screen->desk, RIG_STUDENT);
    StationVisit *visit = station_counter_get_visit(screen->desk.counter);
    g_signal_connect(visit, "scan-started", G_CALLBACK(take_another_resolution), NULL);
    desk_scan(&screen->desk);
    guint width = station_page_get_width(station_pages_get(station_visit_get_pages(visit), 0));
    g_assert_cmpint(gdk_texture_get_width(app_student_view_get_picture(screen->view)), ==,
                    MAX(1, width * APP_STUDENT_PICTURE_DPI / TAKEN));
}

/* An original is saved, and the server goes away before it can be sent. */
static void
wait_for_server(Screen *screen)
{
    Desk *desk = &screen->desk;
    desk_look_up(desk, RIG_OTHER_STUDENT);
    desk_scan(desk);
    central_stop(desk->rig.central);
    visit_submit(station_counter_get_visit(desk->counter));
    assert_phase(screen, APP_STUDENT_WAITING);
}

/* Saved, and the server away: no green before it has said so, however long that takes. */
static void
test_waiting_until_the_server_is_back(Screen *screen, gconstpointer data G_GNUC_UNUSED)
{
    Desk *desk = &screen->desk;
    GAsyncResult *slot = NULL;
    rig_stop_time();
    wait_for_server(screen);
    g_assert_cmpint(app_student_view_get_accepted_at(screen->view), ==, 0);
    station_counter_give_back(desk->counter);
    rig_until(station_counter_get_state(desk->counter) == STATION_COUNTER_IDLE);
    assert_phase(screen, APP_STUDENT_WAITING);
    central_start(desk->rig.central);
    station_sender_send_all_async(desk->rig.sender, TRUE, NULL, rig_ready, &slot);
    rig_until(app_student_view_get_phase(screen->view) == APP_STUDENT_ACCEPTED);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    g_autoptr(GPtrArray) ends = station_sender_send_all_finish(desk->rig.sender, result, NULL);
    g_assert_cmpuint(ends->len, ==, 1);
}

/* Somebody else's original that is delivered meanwhile lights nobody's screen. */
static void
test_anothers_delivery(Screen *screen, gconstpointer data G_GNUC_UNUSED)
{
    Desk *desk = &screen->desk;
    GAsyncResult *slot = NULL;
    const char *id = rig_put(&desk->rig, RIG_REPORT);
    wait_for_server(screen);
    central_start(desk->rig.central);
    station_sender_send_async(desk->rig.sender, id, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    g_autoptr(StationDelivery)
        delivery = station_sender_send_finish(desk->rig.sender, result, NULL);
    g_assert_cmpint(delivery->end, ==, STATION_DELIVERY_DELIVERED);
    assert_phase(screen, APP_STUDENT_WAITING);
}

static void
test_clears_by_itself(Screen *screen, gconstpointer data G_GNUC_UNUSED)
{
    Desk *desk = &screen->desk;
    desk_look_up(desk, RIG_OTHER_STUDENT);
    desk_deliver(desk);
    station_counter_give_back(desk->counter);
    g_assert_cmpint(station_counter_get_state(desk->counter), ==, STATION_COUNTER_IDLE);
    assert_phase(screen, APP_STUDENT_ACCEPTED);
    rig_until(app_student_view_get_phase(screen->view) == APP_STUDENT_IDLE);
    assert_empty(screen);
}

static void
test_clears_for_the_next(Screen *screen, gconstpointer data G_GNUC_UNUSED)
{
    Desk *desk = &screen->desk;
    desk_look_up(desk, RIG_STUDENT);
    desk_deliver(desk);
    station_counter_look_up(desk->counter, RIG_OTHER_STUDENT);
    assert_phase(screen, APP_STUDENT_ACCEPTED);
    station_counter_give_back(desk->counter);
    assert_empty(screen);
    desk_await(desk, RIG_OTHER_REPORT);
    g_assert_cmpstr(app_student_view_get_number(screen->view), ==, "…031");
    assert_phase(screen, APP_STUDENT_CHOSEN);
}

static void
test_clears_what_is_given_up(Screen *screen, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(&screen->desk, RIG_STUDENT);
    desk_scan(&screen->desk);
    assert_phase(screen, APP_STUDENT_LOOKING);
    station_counter_reset(screen->desk.counter);
    assert_empty(screen);
}

static void
test_cleared_by_hand(Screen *screen, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(&screen->desk, RIG_STUDENT);
    app_student_feed_clear(screen->feed);
    assert_empty(screen);
    desk_scan(&screen->desk);
    assert_empty(screen);
}

static void
test_failed_scan(Screen *screen, gconstpointer data G_GNUC_UNUSED)
{
    Desk *desk = &screen->desk;
    desk_look_up(desk, RIG_STUDENT);
    g_ptr_array_add(desk->rig.settings->options, g_strdup("no-such-option=1"));
    desk_scan(desk);
    assert_phase(screen, APP_STUDENT_ATTENTION);
}

static void
test_barred(Screen *screen, gconstpointer data G_GNUC_UNUSED)
{
    Client *client = station_get_client(screen->desk.rig.station, NULL);
    g_assert_true(client_claim(client, RIG_REPORT, "8F-2", NULL, NULL));
    desk_look_up(&screen->desk, RIG_STUDENT);
    assert_phase(screen, APP_STUDENT_ATTENTION);
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    screen_add("/app-student-feed/whole-way", test_the_whole_way);
    screen_add("/app-student-feed/finer-than-asked", test_finer_than_asked);
    screen_add("/app-student-feed/waiting", test_waiting_until_the_server_is_back);
    screen_add("/app-student-feed/anothers-delivery", test_anothers_delivery);
    screen_add("/app-student-feed/clears-by-itself", test_clears_by_itself);
    screen_add("/app-student-feed/clears-for-the-next", test_clears_for_the_next);
    screen_add("/app-student-feed/given-up", test_clears_what_is_given_up);
    screen_add("/app-student-feed/cleared-by-hand", test_cleared_by_hand);
    screen_add("/app-student-feed/failed-scan", test_failed_scan);
    screen_add("/app-student-feed/barred", test_barred);
    return rig_run();
}
