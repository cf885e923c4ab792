#include "app-first-run.h"

#include "station-fixture.h"

#define ALL_LOCKED                                                                                 \
    "[station]\nserver=https://cca.example\nname=8F-1\n[scanner]\ndevice=pnm:0\n"                  \
    "[student-display]\nmonitor=HDMI-1\n"

static const struct {
    const char *own;    /* station.conf, or NULL */
    const char *system; /* the administrator's, or NULL */
    const char *given;  /* with --server, or NULL */
    gboolean needed;
} cases[] = {
    {NULL, NULL, NULL, TRUE},
    {"", NULL, NULL, TRUE},
    {"[station]\nname=8F-1\n", NULL, NULL, TRUE},
    {"[station]\nserver=https://cca.example\n", NULL, NULL, FALSE},
    {"", NULL, "https://cca.example", FALSE},
    {NULL, NULL, "https://cca.example", TRUE},
    {NULL, "[station]\nserver=https://cca.example\n", NULL, TRUE},
    {"", "[station]\nserver=https://cca.example\n", NULL, FALSE},
    {NULL, ALL_LOCKED, NULL, FALSE},
};

static void
test_needed(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *own = fixture_path(fixture, "station.conf");
    g_autofree char *system = fixture_path(fixture, "system.conf");
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_remove(own);
        g_remove(system);
        if (cases[i].own != NULL)
            fixture_write(fixture, "station.conf", cases[i].own);
        if (cases[i].system != NULL)
            fixture_write(fixture, "system.conf", cases[i].system);
        g_test_message("case %" G_GSIZE_FORMAT, i);
        g_autoptr(Station) station = station_new(fixture->folder, cases[i].given, &error);
        g_assert_no_error(error);
        g_assert_cmpint(app_first_run_is_needed(station), ==, cases[i].needed);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("/app-first-run/needed", test_needed);
    return g_test_run();
}
