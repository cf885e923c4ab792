#include "station-language.h"

#include "base-clock.h"

#include <ftw.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

static void
test_age(void)
{
    static const struct {
        gint64 age;
        const char *text;
    } ages[] = {
        {-BASE_SECOND, "0 seconds"},      {BASE_SECOND, "1 second"},
        {59 * BASE_SECOND, "59 seconds"}, {BASE_MINUTE, "1 minute"},
        {90 * BASE_MINUTE, "1 hour"},     {49 * 60 * BASE_MINUTE, "2 days"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ages); i++) {
        g_autofree char *text = station_language_age(ages[i].age);
        g_assert_cmpstr(text, ==, ages[i].text);
    }
}

static void
test_date(void)
{
    g_autofree char *text = station_language_date((ReportDate){2015, 6, 24});

    g_assert_cmpstr(text, ==, "2015-06-24");
}

static void
test_instant(void)
{
    /* 2015-06-24T16:30:00Z is past midnight in Taiwan. */
    g_autofree char *text = station_language_instant((gint64)1435163400 * BASE_SECOND);

    g_autofree char *clock = station_language_clock((gint64)1435163400 * BASE_SECOND);

    g_assert_cmpstr(text, ==, "2015-06-25 00:30:00");
    g_assert_cmpstr(clock, ==, "00:30");
}

/* ---- in Chinese ---- */

static int
remove_one(const char *path, const struct stat *found G_GNUC_UNUSED, int kind G_GNUC_UNUSED,
           struct FTW *place G_GNUC_UNUSED)
{
    return remove(path);
}

/* A minimal machine has no Chinese locale, and gettext needs one. */
static void
make_locale(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "zh_TW.UTF-8", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocess) process = g_subprocess_new(
        G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "localedef",
        "--no-archive", "-i", "zh_TW", "-f", "UTF-8", path, NULL);
    g_assert_no_error(error);
    g_assert_true(g_subprocess_wait(process, NULL, NULL));
    g_assert_true(g_file_test(path, G_FILE_TEST_IS_DIR)); /* its exit code counts warnings too */
}

/* The last: from here on the program speaks Chinese. */
static void
test_chinese(void)
{
    g_autofree char *folder = g_dir_make_tmp("station-language-XXXXXX", NULL);
    g_assert_cmpint(station_language_get(), ==, REPORT_LANGUAGE_EN);
    g_setenv("LOCPATH", folder, TRUE);
    g_setenv("LC_ALL", "zh_TW.UTF-8", TRUE);
    make_locale(folder);
    station_language_start();
    g_assert_cmpint(station_language_get(), ==, REPORT_LANGUAGE_ZH_TW);
    g_autofree char *date = station_language_date((ReportDate){2015, 6, 24});
    g_autofree char *instant = station_language_instant((gint64)1435163400 * BASE_SECOND);
    g_autofree char *age = station_language_age(49 * 60 * BASE_MINUTE);
    g_test_message("%s; %s; %s", date, instant, age);
    g_assert_nonnull(strstr(date, "104")); /* the year of the Republic */
    g_assert_nonnull(strstr(date, "2015"));
    g_assert_nonnull(strstr(instant, "104"));
    g_assert_true(g_str_has_suffix(instant, " 00:30:00"));
    g_assert_cmpstr(age, ==, "2 天");
    g_assert_cmpint(nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), ==, 0);
}

/* A locale that nobody has is English. */
static void
test_unknown_locale(void)
{
    g_setenv("LC_ALL", "xx_XX.UTF-8", TRUE);
    station_language_start();
    g_assert_cmpint(station_language_get(), ==, REPORT_LANGUAGE_EN);
    g_autofree char *age = station_language_age(BASE_SECOND);
    g_assert_cmpstr(age, ==, "1 second");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/station/language/age", test_age);
    g_test_add_func("/station/language/date", test_date);
    g_test_add_func("/station/language/instant", test_instant);
    g_test_add_func("/station/language/unknown-locale", test_unknown_locale);
    g_test_add_func("/station/language/chinese", test_chinese);
    return g_test_run();
}
