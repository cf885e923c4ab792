#include "walk-rig.h"

void
walk_set_up(Walk *walk, gconstpointer data)
{
    desk_set_up(&walk->desk, data);
    walk->steps = app_steps_new(walk->desk.rig.station, walk->desk.counter);
}

void
walk_tear_down(Walk *walk, gconstpointer data)
{
    g_object_unref(walk->steps);
    desk_tear_down(&walk->desk, data);
}

void
walk_assert_next(Walk *walk, AppNext next)
{
    guint told;
    g_object_get(walk->steps, "next", &told, NULL);
    g_assert_cmpint(told, ==, next);
    g_assert_cmpint(app_steps_get_next(walk->steps), ==, next);
}

void
walk_press(Walk *walk, void (*key)(AppSteps *steps))
{
    key(walk->steps);
    rig_until(app_steps_get_next(walk->steps) != APP_NEXT_WAIT);
}

void
walk_look_up_and_scan(Walk *walk)
{
    desk_look_up(&walk->desk, RIG_STUDENT);
    walk_press(walk, app_steps_go_on);
    g_assert_cmpuint(station_pages_get_n(walk_pages(walk)), ==, 1);
}

StationPages *
walk_pages(Walk *walk)
{
    return station_visit_get_pages(station_counter_get_visit(walk->desk.counter));
}
