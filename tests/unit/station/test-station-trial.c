#include "station-trial.h"

#include "station-rig.h"
#include "station-scanner.h"

static void
on_page_begun(StationTrial *trial G_GNUC_UNUSED, StationPage *page, StationPage **ret_page)
{
    *ret_page = page;
}

static void
on_progress(StationTrial *trial G_GNUC_UNUSED, guint page G_GNUC_UNUSED, guint percent,
            guint *ret_percent)
{
    *ret_percent = percent;
}

static StationPage *
run(Rig *rig, const char *scanner, StationPage **ret_begun, guint *ret_percent, GError **error)
{
    g_autoptr(StationTrial) trial = station_trial_new(rig->station);
    GAsyncResult *slot = NULL;
    g_signal_connect(trial, "page-begun", G_CALLBACK(on_page_begun), ret_begun);
    g_signal_connect(trial, "progress", G_CALLBACK(on_progress), ret_percent);
    station_trial_run_async(trial, scanner, NULL, rig_ready, &slot);
    g_autoptr(GAsyncResult) result = rig_result(&slot);
    return station_trial_run_finish(trial, result, error);
}

/* Files in the profile's folder that a trial may have made. */
static guint
count_parts(Rig *rig)
{
    g_autoptr(GDir) folder = g_dir_open(station_get_profile(rig->station), 0, NULL);
    const char *name;
    guint parts = 0;
    while ((name = g_dir_read_name(folder)) != NULL)
        parts += g_str_has_suffix(name, ".part");
    return parts;
}

static void
test_shows_the_page_and_keeps_nothing(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationPage *begun = NULL;
    guint percent = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(StationPage) page = run(rig, RIG_SCANNER, &begun, &percent, &error);
    g_assert_no_error(error);
    g_assert_true(page == begun);
    g_assert_true(station_page_is_finished(page));
    g_assert_cmpuint(station_page_get_width(page), ==, 160);
    g_assert_cmpuint(station_page_get_height(page), ==, 200);
    g_assert_cmpuint(station_page_get_picture_rows(page), >, 0);
    g_assert_nonnull(station_page_get_findings(page));
    g_assert_cmpuint(percent, ==, 100);
    g_assert_cmpuint(count_parts(rig), ==, 0);
    g_assert_cmpuint(rig_count(rig, OUTBOX_STATE_MAKING), ==, 0);
    g_autoptr(ScanDevice)
        known = station_scanner_recall(station_get_profile(rig->station), RIG_SCANNER);
    g_assert_nonnull(known);
}

static void
test_says_why_not(Rig *rig, gconstpointer data G_GNUC_UNUSED)
{
    StationPage *begun = NULL;
    guint percent = 0;
    g_autoptr(GError) error = NULL;
    g_assert_null(run(rig, "pnm:7", &begun, &percent, &error));
    g_assert_cmpuint(error->domain, ==, SCAN_ERROR);
    g_assert_null(begun);
    g_assert_cmpuint(count_parts(rig), ==, 0);
}

int
main(int argc, char **argv)
{
    rig_init(&argc, &argv);
    rig_add("/station-trial/shows-the-page-and-keeps-nothing",
            test_shows_the_page_and_keeps_nothing);
    rig_add("/station-trial/says-why-not", test_says_why_not);
    return rig_run();
}
