#include "station-check.h"
#include "walk-rig.h"

static void
assert_question(Walk *walk, AppQuestion question)
{
    g_assert_cmpint(app_steps_get_question(walk->steps), ==, question);
}

/* Enter from the first to the last: no question where no check asks one. */
static void
test_enter_all_the_way(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    walk_assert_next(walk, APP_NEXT_LOOK_UP);
    station_counter_look_up(walk->desk.counter, RIG_OTHER_STUDENT);
    walk_assert_next(walk, APP_NEXT_WAIT);
    desk_await(&walk->desk, RIG_OTHER_REPORT);
    walk_assert_next(walk, APP_NEXT_SCAN);
    g_assert_null(app_steps_get_page(walk->steps));
    app_steps_go_on(walk->steps);
    walk_assert_next(walk, APP_NEXT_WAIT);
    rig_until(app_steps_get_next(walk->steps) != APP_NEXT_WAIT);
    walk_assert_next(walk, APP_NEXT_SUBMIT);
    g_assert_true(app_steps_get_page(walk->steps) == station_pages_get(walk_pages(walk), 0));
    app_steps_go_on(walk->steps);
    walk_assert_next(walk, APP_NEXT_WAIT);
    rig_until(app_steps_get_next(walk->steps) != APP_NEXT_WAIT);
    walk_assert_next(walk, APP_NEXT_GIVE_BACK);
    g_assert_cmpuint(rig_count(&walk->desk.rig, OUTBOX_STATE_DELIVERED), ==, 1);
    walk_press(walk, app_steps_go_on);
    walk_assert_next(walk, APP_NEXT_LOOK_UP);
}

static void
test_nothing_to_scan(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(&walk->desk, RIG_DONE_STUDENT);
    walk_assert_next(walk, APP_NEXT_LEAVE);
    app_steps_go_on(walk->steps);
    walk_assert_next(walk, APP_NEXT_LOOK_UP);
}

/* The number of a report that is through, of one who has others that wait. */
static void
test_which_report(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(&walk->desk, RIG_PASSED_REPORT);
    walk_assert_next(walk, APP_NEXT_CHOOSE);
    app_steps_scan(walk->steps); /* of none of them */
    walk_assert_next(walk, APP_NEXT_CHOOSE);
    station_counter_choose(walk->desk.counter, desk_report(&walk->desk, RIG_NEXT_REPORT));
    desk_await(&walk->desk, RIG_NEXT_REPORT);
    walk_assert_next(walk, APP_NEXT_SCAN);
}

static void
test_barred(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    Client *client = station_get_client(walk->desk.rig.station, NULL);
    g_assert_true(client_claim(client, RIG_REPORT, "8F-2", NULL, NULL));
    desk_look_up(&walk->desk, RIG_STUDENT);
    walk_assert_next(walk, APP_NEXT_LEAVE);
    g_assert_false(app_steps_may_change(walk->steps));
    app_steps_scan(walk->steps);
    walk_assert_next(walk, APP_NEXT_LEAVE);
    app_steps_go_on(walk->steps);
    walk_assert_next(walk, APP_NEXT_LOOK_UP);
}

/* ---- questions ---- */

static void
test_checks_are_asked_about(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    rig_lay_blank(&walk->desk.rig);
    walk_look_up_and_scan(walk);
    g_autoptr(GPtrArray) checks = app_steps_list_checks(walk->steps);
    g_assert_nonnull(checks);
    g_assert_false(station_check_all_passed(checks));
    app_steps_go_on(walk->steps);
    assert_question(walk, APP_QUESTION_CHECKS);
    app_steps_cancel(walk->steps); /* neither answer */
    assert_question(walk, APP_QUESTION_NONE);
    walk_assert_next(walk, APP_NEXT_SUBMIT);
    app_steps_go_on(walk->steps);
    StationPage *before = app_steps_get_page(walk->steps);
    walk_press(walk, app_steps_go_on); /* Enter is the safe answer: scan again */
    assert_question(walk, APP_QUESTION_NONE);
    walk_assert_next(walk, APP_NEXT_SUBMIT);
    g_assert_cmpuint(station_pages_get_n(walk_pages(walk)), ==, 1);
    g_assert_true(app_steps_get_page(walk->steps) != before);
    g_assert_cmpuint(rig_count(&walk->desk.rig, OUTBOX_STATE_DELIVERED), ==, 0);
    app_steps_go_on(walk->steps);
    walk_assert_next(walk, APP_NEXT_ANSWER);
    app_steps_answer(walk->steps, FALSE); /* it asks, and never forbids */
    rig_until(app_steps_get_next(walk->steps) == APP_NEXT_GIVE_BACK);
    g_assert_cmpuint(rig_count(&walk->desk.rig, OUTBOX_STATE_DELIVERED), ==, 1);
}

static void
test_esc_asks_before_pages_go(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    walk_look_up_and_scan(walk);
    app_steps_cancel(walk->steps);
    assert_question(walk, APP_QUESTION_DISCARD);
    app_steps_cancel(walk->steps);
    assert_question(walk, APP_QUESTION_NONE);
    g_assert_cmpuint(station_pages_get_n(walk_pages(walk)), ==, 1);
    app_steps_cancel(walk->steps);
    app_steps_go_on(walk->steps); /* Enter keeps them too */
    g_assert_cmpuint(station_pages_get_n(walk_pages(walk)), ==, 1);
    walk_assert_next(walk, APP_NEXT_SUBMIT);
    app_steps_cancel(walk->steps);
    app_steps_answer(walk->steps, FALSE);
    walk_assert_next(walk, APP_NEXT_LOOK_UP);
    rig_until(rig_count(&walk->desk.rig, OUTBOX_STATE_MAKING) == 0);
}

static void
test_esc_without_pages_leaves(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(&walk->desk, RIG_STUDENT);
    app_steps_cancel(walk->steps);
    assert_question(walk, APP_QUESTION_NONE);
    walk_assert_next(walk, APP_NEXT_LOOK_UP);
}

static void
test_another_student(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    walk_look_up_and_scan(walk);
    station_counter_look_up(walk->desk.counter, RIG_OTHER_STUDENT);
    assert_question(walk, APP_QUESTION_OTHER);
    app_steps_go_on(walk->steps);
    assert_question(walk, APP_QUESTION_NONE);
    g_assert_cmpstr(station_counter_get_waiting_text(walk->desk.counter), ==, "");
    g_assert_cmpuint(station_pages_get_n(walk_pages(walk)), ==, 1);
    station_counter_look_up(walk->desk.counter, RIG_OTHER_STUDENT);
    app_steps_answer(walk->steps, FALSE);
    desk_await(&walk->desk, RIG_OTHER_REPORT);
    assert_question(walk, APP_QUESTION_NONE);
    walk_assert_next(walk, APP_NEXT_SCAN);
}

/* Once it is saved nothing is given up: the paper goes back first. */
static void
test_esc_when_it_is_done(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    walk_look_up_and_scan(walk);
    app_steps_go_on(walk->steps);
    rig_until(app_steps_get_next(walk->steps) == APP_NEXT_GIVE_BACK);
    app_steps_cancel(walk->steps);
    walk_assert_next(walk, APP_NEXT_GIVE_BACK);
    assert_question(walk, APP_QUESTION_NONE);
}

/* ---- pages ---- */

static void
test_esc_ends_a_scan(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    walk_look_up_and_scan(walk);
    StationPage *page = app_steps_get_page(walk->steps);
    desk_scan(&walk->desk);
    app_steps_look_at(walk->steps, page);
    app_steps_scan(walk->steps);
    walk_assert_next(walk, APP_NEXT_WAIT);
    app_steps_cancel(walk->steps);
    rig_until(app_steps_get_next(walk->steps) != APP_NEXT_WAIT);
    walk_assert_next(walk, APP_NEXT_SUBMIT);
    g_assert_cmpuint(station_pages_get_n(walk_pages(walk)), ==, 2);
    g_assert_true(app_steps_get_page(walk->steps) == page);
}

static void
test_remove_and_undo(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    walk_look_up_and_scan(walk);
    StationPage *page = app_steps_get_page(walk->steps);
    app_steps_remove(walk->steps);
    g_assert_null(app_steps_get_page(walk->steps));
    g_assert_null(app_steps_list_checks(walk->steps));
    walk_assert_next(walk, APP_NEXT_SCAN);
    app_steps_remove(walk->steps);
    app_steps_undo(walk->steps);
    g_assert_true(app_steps_get_page(walk->steps) == page);
    walk_assert_next(walk, APP_NEXT_SUBMIT);
}

static void
test_look_at(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(StationPage) stranger = station_page_new("a-part", 0, 1, 1, 1, 1);
    walk_look_up_and_scan(walk);
    desk_scan(&walk->desk);
    StationPage *first = station_pages_get(walk_pages(walk), 0);
    g_assert_true(app_steps_get_page(walk->steps) == station_pages_get(walk_pages(walk), 1));
    app_steps_look_at(walk->steps, first);
    app_steps_look_at(walk->steps, stranger);
    g_assert_true(app_steps_get_page(walk->steps) == first);
    g_assert_cmpuint(app_steps_get_percent(walk->steps), ==, 100);
    g_assert_cmpstr(app_steps_get_progress(walk->steps), ==, "");
}

static void
note_format(StationVisit *visit G_GNUC_UNUSED, StationScan *scan, ScanFormat *ret_format)
{
    *ret_format = station_scan_get_settings(scan)->format;
}

/* Other settings are for one original: nobody scans the next one so without knowing. */
static void
test_settings_of_one_visit(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    ScanFormat scanned = SCAN_FORMAT_TIFF;
    desk_look_up(&walk->desk, RIG_OTHER_STUDENT);
    g_autoptr(ScanSettings) settings = scan_settings_copy(app_steps_get_settings(walk->steps));
    settings->format = SCAN_FORMAT_PDF;
    app_steps_set_settings(walk->steps, settings);
    g_signal_connect(station_counter_get_visit(walk->desk.counter), "scan-started",
                     G_CALLBACK(note_format), &scanned);
    walk_press(walk, app_steps_go_on);
    g_assert_cmpint(scanned, ==, SCAN_FORMAT_PDF);
    g_assert_cmpint(app_steps_get_settings(walk->steps)->format, ==, SCAN_FORMAT_PDF);
    walk_press(walk, app_steps_go_on);
    app_steps_go_on(walk->steps);
    desk_look_up(&walk->desk, RIG_STUDENT);
    g_assert_cmpint(app_steps_get_settings(walk->steps)->format, ==, SCAN_FORMAT_TIFF);
    const StationConfigChange change = {"scanner", "format", "pdf"};
    g_assert_true(station_change_config(walk->desk.rig.station, &change, 1, NULL));
    g_assert_cmpint(app_steps_get_settings(walk->steps)->format, ==, SCAN_FORMAT_PDF);
}

/* Three pages, moved as a hand does it and by keys, and looked at in turn. */
static void
test_move_and_look(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(&walk->desk, RIG_STUDENT);
    g_assert_false(app_steps_may_add(walk->steps));
    walk_press(walk, app_steps_scan);
    for (guint i = 0; i < 2; i++)
        walk_press(walk, app_steps_add);
    g_assert_true(app_steps_may_add(walk->steps));
    StationPages *pages = walk_pages(walk);
    StationPage *first = station_pages_get(pages, 0), *last = station_pages_get(pages, 2);
    StationPixels *pixels = app_steps_get_pixels(walk->steps);
    g_assert_true(station_pixels_get_page(pixels) == last);
    app_steps_look_by(walk->steps, 1); /* there is none */
    g_assert_true(app_steps_get_page(walk->steps) == last);
    app_steps_look_by(walk->steps, -2);
    g_assert_true(app_steps_get_page(walk->steps) == first);
    g_assert_true(station_pixels_get_page(app_steps_get_pixels(walk->steps)) == first);
    app_steps_look_by(walk->steps, -1);
    g_assert_true(app_steps_get_page(walk->steps) == first);
    app_steps_move_to(walk->steps, last, 0);
    g_assert_true(station_pages_get(pages, 0) == last);
    g_assert_true(app_steps_get_page(walk->steps) == last);
    app_steps_move_to(walk->steps, last, 2); /* before the third: it becomes the second */
    g_assert_true(station_pages_get(pages, 1) == last);
    app_steps_move_to(walk->steps, last, 3);
    g_assert_true(station_pages_get(pages, 2) == last);
    app_steps_move_to(walk->steps, last, 2); /* where it is */
    app_steps_undo(walk->steps);
    g_assert_true(station_pages_get(pages, 1) == last);
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    walk_add("/app-steps/enter-all-the-way", test_enter_all_the_way);
    walk_add("/app-steps/nothing-to-scan", test_nothing_to_scan);
    walk_add("/app-steps/which-report", test_which_report);
    walk_add("/app-steps/barred", test_barred);
    walk_add("/app-steps/checks", test_checks_are_asked_about);
    walk_add("/app-steps/esc-asks", test_esc_asks_before_pages_go);
    walk_add("/app-steps/esc-leaves", test_esc_without_pages_leaves);
    walk_add("/app-steps/another-student", test_another_student);
    walk_add("/app-steps/esc-when-done", test_esc_when_it_is_done);
    walk_add("/app-steps/esc-ends-a-scan", test_esc_ends_a_scan);
    walk_add("/app-steps/remove-and-undo", test_remove_and_undo);
    walk_add("/app-steps/look-at", test_look_at);
    walk_add("/app-steps/settings-of-one-visit", test_settings_of_one_visit);
    walk_add("/app-steps/move-and-look", test_move_and_look);
    return rig_run();
}
