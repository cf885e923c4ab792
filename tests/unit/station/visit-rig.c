#include "visit-rig.h"

StationVisit *
visit_new(Rig *rig, const char *report_id, gboolean remembered)
{
    g_autoptr(Report) report = rig_ask(rig, report_id);
    return station_visit_new(rig->station, rig->sender, report, remembered);
}

StationVisit *
visit_open(Rig *rig, const char *report_id)
{
    StationVisit *visit = visit_new(rig, report_id, FALSE);
    rig_until(station_visit_get_state(visit) != STATION_VISIT_OPENING);
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_READY);
    return visit;
}

void
visit_scan(StationVisit *visit, Rig *rig, StationPage *replaced)
{
    station_visit_scan(visit, RIG_SCANNER, rig->settings, replaced);
    rig_until(station_visit_get_state(visit) != STATION_VISIT_SCANNING);
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_READY);
}

void
visit_submit(StationVisit *visit)
{
    station_visit_submit(visit);
    rig_until(station_visit_get_state(visit) != STATION_VISIT_SAVING &&
              station_visit_get_state(visit) != STATION_VISIT_SENDING);
}

void
visit_close(StationVisit *visit)
{
    GAsyncResult *slot = NULL;
    station_visit_close_async(visit, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    station_visit_close_finish(visit, result);
    g_assert_cmpint(station_visit_get_state(visit), ==, STATION_VISIT_CLOSED);
    g_object_unref(visit);
}

guint
visit_count_pages(StationVisit *visit)
{
    return station_pages_get_n(station_visit_get_pages(visit));
}

StationPage *
visit_page_at(StationVisit *visit, guint position)
{
    return station_pages_get(station_visit_get_pages(visit), position);
}

static void
on_state(StationVisit *visit, GParamSpec *pspec G_GNUC_UNUSED, GString *states)
{
    static const char *const names[] = {"opening", "barred",  "ready", "scanning",
                                        "saving",  "sending", "ended", "closed"};
    guint state;
    g_object_get(visit, "state", &state, NULL);
    g_assert_cmpuint(state, ==, station_visit_get_state(visit));
    g_string_append_printf(states, "%s ", names[state]);
}

void
visit_note_states(StationVisit *visit, GString *states)
{
    g_signal_connect(visit, "notify::state", G_CALLBACK(on_state), states);
}
