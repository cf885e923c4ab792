#include "desk-rig.h"

#include <string.h>

void
desk_set_up(Desk *desk, gconstpointer data)
{
    rig_set_up(&desk->rig, data);
    desk->counter = station_counter_new(desk->rig.station, desk->rig.sender);
}

void
desk_tear_down(Desk *desk, gconstpointer data)
{
    station_counter_stay(desk->counter);
    station_counter_give_back(desk->counter);
    station_counter_reset(desk->counter);
    g_object_unref(desk->counter);
    rig_tear_down(&desk->rig, data);
}

void
desk_look_up(Desk *desk, const char *text)
{
    station_counter_look_up(desk->counter, text);
    rig_until(station_counter_get_state(desk->counter) != STATION_COUNTER_LOOKING_UP);
    StationVisit *visit = station_counter_get_visit(desk->counter);
    rig_until(visit == NULL || station_visit_get_state(visit) != STATION_VISIT_OPENING);
}

void
desk_await(Desk *desk, const char *report_id)
{
    rig_until(station_counter_get_state(desk->counter) == STATION_COUNTER_VISITING);
    StationVisit *visit = station_counter_get_visit(desk->counter);
    g_assert_cmpstr(station_visit_get_report(visit)->id, ==, report_id);
    rig_until(station_visit_get_state(visit) == STATION_VISIT_READY);
}

void
desk_scan(Desk *desk)
{
    visit_scan(station_counter_get_visit(desk->counter), &desk->rig, NULL);
}

void
desk_deliver(Desk *desk)
{
    StationVisit *visit = station_counter_get_visit(desk->counter);
    desk_scan(desk);
    visit_submit(visit);
    g_assert_cmpint(station_visit_get_delivery(visit)->end, ==, STATION_DELIVERY_DELIVERED);
    g_assert_cmpint(station_counter_get_state(desk->counter), ==, STATION_COUNTER_GIVING_BACK);
}

Report *
desk_report(Desk *desk, const char *report_id)
{
    const StationAnswer *answer = station_counter_get_answer(desk->counter);
    for (guint i = 0; i < answer->reports->len; i++) {
        Report *report = g_ptr_array_index(answer->reports, i);
        if (strcmp(report->id, report_id) == 0)
            return report;
    }
    g_assert_not_reached();
}
