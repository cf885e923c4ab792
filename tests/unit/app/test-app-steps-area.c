#include "walk-rig.h"

static const StationCrop part = {40, 50, 80, 100};

static void
preview(Walk *walk)
{
    walk_press(walk, app_steps_preview);
    g_assert_true(app_steps_is_preview(walk->steps));
    walk_assert_next(walk, APP_NEXT_SCAN_AREA);
}

static void
note_area(StationVisit *visit G_GNUC_UNUSED, StationScan *scan, ScanArea *area)
{
    *area = station_scan_get_settings(scan)->area;
}

/* The rig's glass is 160 × 200 dots, at 100 dpi; SANE's pnm takes no area, so that the page is cut
 * to it. */
static void
test_area_of_the_glass(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    ScanArea asked = {0};
    StationCrop crop;
    desk_look_up(&walk->desk, RIG_STUDENT);
    g_signal_connect(station_counter_get_visit(walk->desk.counter), "scan-started",
                     G_CALLBACK(note_area), &asked);
    preview(walk);
    g_assert_false(app_steps_has_pages(walk->steps));
    g_assert_null(app_steps_list_checks(walk->steps)); /* it is no page to be judged */
    g_assert_null(app_steps_get_pixels(walk->steps));
    app_steps_choose(walk->steps, &part);
    walk_assert_next(walk, APP_NEXT_SCAN_AREA);
    walk_press(walk, app_steps_go_on);
    g_assert_false(app_steps_is_preview(walk->steps));
    g_assert_false(app_steps_is_choosing(walk->steps));
    walk_assert_next(walk, APP_NEXT_SUBMIT);
    g_assert_cmpfloat_with_epsilon(app_steps_get_settings(walk->steps)->area.x, 10.16, 0.001);
    g_assert_cmpfloat_with_epsilon(app_steps_get_settings(walk->steps)->area.height, 25.4, 0.001);
    g_assert_cmpuint(station_pages_get_n(walk_pages(walk)), ==, 1);
    g_assert_true(station_page_get_crop(app_steps_get_page(walk->steps), &crop));
    g_assert_cmpmem(&crop, sizeof crop, &part, sizeof part);
    preview(walk); /* all of it again, in the place of that page */
    app_steps_choose(walk->steps, &(StationCrop){0, 0, 160, 200});
    walk_press(walk, app_steps_scan);
    g_assert_cmpfloat(asked.width, ==, 0);
    g_assert_cmpuint(station_pages_get_n(walk_pages(walk)), ==, 1);
    g_assert_false(station_page_get_crop(app_steps_get_page(walk->steps), &crop));
}

/* What is done to pages is not done to a preview, and what it was taken over is there again. */
static void
test_leaving_a_preview(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    walk_look_up_and_scan(walk);
    StationPage *first = app_steps_get_page(walk->steps);
    walk_press(walk, app_steps_add);
    app_steps_look_at(walk->steps, first);
    preview(walk);
    app_steps_remove(walk->steps);
    app_steps_rotate(walk->steps, 90);
    app_steps_move(walk->steps, 1);
    app_steps_look_by(walk->steps, 1);
    g_assert_true(app_steps_is_preview(walk->steps));
    app_steps_choose(walk->steps, &part);
    app_steps_cancel(walk->steps); /* Esc */
    g_assert_cmpint(app_steps_get_question(walk->steps), ==, APP_QUESTION_NONE);
    g_assert_true(app_steps_get_page(walk->steps) == first);
    g_assert_nonnull(app_steps_get_pixels(walk->steps));
    walk_assert_next(walk, APP_NEXT_SUBMIT);
    g_assert_cmpuint(station_pages_get_n(walk_pages(walk)), ==, 2);
    g_assert_cmpfloat(app_steps_get_settings(walk->steps)->area.width, ==, 0);
    preview(walk); /* one that is looked away from is left as well */
    app_steps_look_at(walk->steps, station_pages_get(walk_pages(walk), 1));
    g_assert_false(app_steps_is_preview(walk->steps));
    walk_assert_next(walk, APP_NEXT_SUBMIT);
    preview(walk); /* and one on the empty glass, or one that is cancelled */
    app_steps_preview(walk->steps);
    app_steps_cancel(walk->steps);
    rig_until(app_steps_get_next(walk->steps) != APP_NEXT_WAIT);
    g_assert_true(app_steps_get_page(walk->steps) == station_pages_get(walk_pages(walk), 1));
}

static void
test_leaving_the_first_preview(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    desk_look_up(&walk->desk, RIG_STUDENT);
    preview(walk);
    app_steps_cancel(walk->steps);
    g_assert_null(app_steps_get_page(walk->steps));
    walk_assert_next(walk, APP_NEXT_SCAN);
    g_assert_cmpuint(rig_count(&walk->desk.rig, OUTBOX_STATE_MAKING), ==, 0);
}

/* While an area is being chosen Enter takes it, and submits nothing. */
static void
test_area_of_a_page(Walk *walk, gconstpointer data G_GNUC_UNUSED)
{
    StationCrop crop;
    walk_look_up_and_scan(walk);
    StationPage *page = app_steps_get_page(walk->steps);
    app_steps_choose(walk->steps, &(StationCrop){0, 0, 160, 200});
    walk_assert_next(walk, APP_NEXT_CUT);
    app_steps_cancel(walk->steps);
    walk_assert_next(walk, APP_NEXT_SUBMIT);
    app_steps_choose(walk->steps, &(StationCrop){0, 0, 160, 200});
    app_steps_choose(walk->steps, &part);
    app_steps_go_on(walk->steps);
    walk_assert_next(walk, APP_NEXT_SUBMIT);
    g_assert_true(app_steps_get_page(walk->steps) == page);
    g_assert_true(station_page_get_crop(page, &crop));
    g_assert_cmpmem(&crop, sizeof crop, &part, sizeof part);
    g_assert_true(app_steps_get_area(walk->steps, &crop)); /* chosen anew, it begins there */
    g_assert_cmpmem(&crop, sizeof crop, &part, sizeof part);
    g_assert_cmpuint(rig_count(&walk->desk.rig, OUTBOX_STATE_DELIVERED), ==, 0);
    app_steps_choose(walk->steps, &part);
    station_counter_look_up(walk->desk.counter, RIG_OTHER_STUDENT); /* a question comes first */
    app_steps_go_on(walk->steps);
    g_assert_cmpint(app_steps_get_question(walk->steps), ==, APP_QUESTION_NONE);
    walk_assert_next(walk, APP_NEXT_CUT);
    walk_press(walk, app_steps_scan); /* another scan is not what was being cut */
    walk_assert_next(walk, APP_NEXT_SUBMIT);
    app_steps_take_area(walk->steps);
    g_assert_false(station_page_get_crop(app_steps_get_page(walk->steps), &crop));
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    walk_add("/app-steps-area/glass", test_area_of_the_glass);
    walk_add("/app-steps-area/leaving", test_leaving_a_preview);
    walk_add("/app-steps-area/leaving-the-first", test_leaving_the_first_preview);
    walk_add("/app-steps-area/page", test_area_of_a_page);
    return rig_run();
}
