#include "station-check.h"

#include <string.h>

static PageFindings
findings_of(gboolean passed, gboolean measured, double value, double threshold)
{
    PageFindings findings = {0};
    for (guint i = 0; i < PAGE_N_FINDINGS; i++)
        findings.findings[i] = (PageFinding){passed, measured, value, threshold};
    return findings;
}

/* Fields that are surely darker, from `first` on, every other one. */
static PageFindings
findings_with_print(guint first)
{
    PageFindings findings = findings_of(TRUE, TRUE, 1, 1);
    guint8 *sure = findings.fingerprint + PAGE_FINGERPRINT_SIZE / 2;
    findings.has_fingerprint = TRUE;
    memset(sure, 0xff, PAGE_FINGERPRINT_SIZE / 2);
    for (guint i = first; i < PAGE_FINGERPRINT_SIZE / 2; i++)
        findings.fingerprint[i] = 0x55;
    return findings;
}

static void
assert_words(const StationCheck *check)
{
    g_assert_cmpstr(check->title, !=, "");
    g_assert_true(g_str_has_suffix(check->text, "."));
    g_assert_null(strstr(check->text, "%s"));
    g_assert_null(strstr(check->text, "%%"));
}

/* Each says itself what it measured and against what, and what to do about a bad one. */
static void
test_every_check_has_words(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint passed = 0; passed < 2; passed++) {
        PageFindings findings = findings_of(passed == 1, TRUE, 17, 23);
        g_autoptr(GPtrArray) checks = station_check_list(&findings, NULL);
        g_assert_cmpuint(checks->len, ==, PAGE_N_FINDINGS);
        for (guint i = 0; i < checks->len; i++) {
            const StationCheck *check = checks->pdata[i];
            assert_words(check);
            g_assert_cmpstr(check->code, ==, page_finding_code((PageFindingKind)i));
            g_assert_cmpint(check->passed, ==, passed);
            g_assert_nonnull(strstr(check->text, "17"));
            g_assert_nonnull(strstr(check->text, "23"));
            g_assert_true(g_hash_table_add(seen, g_strdup(check->title)));
            g_assert_true(g_hash_table_add(seen, g_strdup(check->text)));
            g_assert_true(passed == 1 || strstr(check->text, "scan again") != NULL);
        }
        g_assert_cmpint(station_check_all_passed(checks), ==, passed);
    }
}

static void
test_one_failed_is_enough(void)
{
    PageFindings findings = findings_of(TRUE, TRUE, 1, 1);
    findings.findings[PAGE_FINDING_BLUR].passed = FALSE;
    g_autoptr(GPtrArray) checks = station_check_list(&findings, NULL);
    g_assert_false(station_check_all_passed(checks));
}

/* What the page gives no ground for has no numbers. */
static void
test_unmeasured(void)
{
    PageFindings findings = findings_of(TRUE, FALSE, 0, 7);
    g_autoptr(GPtrArray) checks = station_check_list(&findings, NULL);
    for (guint i = PAGE_FINDING_CUT; i < PAGE_FINDING_RESOLUTION; i++) {
        const StationCheck *check = checks->pdata[i];
        assert_words(check);
        g_assert_false(check->measured);
        g_assert_null(strpbrk(check->text, "0123456789"));
    }
}

/* "1.0, more than 1.0" would be nonsense: what is shown lies on the side that it is on. */
static void
test_numbers_keep_their_side(void)
{
    static const struct {
        double value;
        gboolean passed;
        const char *shown;
    } skews[] = {{1.04, FALSE, "1.1°"}, {1.0, TRUE, "1.0°"},  {0.97, TRUE, "0.9°"},
                 {0.72, TRUE, "0.7°"},  {0.78, TRUE, "0.8°"}, {2.04, FALSE, "2.0°"}};
    for (guint i = 0; i < G_N_ELEMENTS(skews); i++) {
        PageFindings findings = findings_of(TRUE, TRUE, 1, 1);
        findings.findings[PAGE_FINDING_SKEW] = (PageFinding){skews[i].passed, TRUE, skews[i].value,
                                                             1};
        g_autoptr(GPtrArray) checks = station_check_list(&findings, NULL);
        const StationCheck *check = checks->pdata[PAGE_FINDING_SKEW];
        g_test_message("%g: %s", skews[i].value, check->text);
        g_assert_nonnull(strstr(check->text, skews[i].shown));
    }
}

static void
test_previous(void)
{
    PageFindings one = findings_with_print(0), other = findings_with_print(30);
    PageFindings blank = findings_of(TRUE, TRUE, 1, 1);
    const PageFindings *const before[] = {&one, &other, &blank};
    for (guint i = 0; i < G_N_ELEMENTS(before); i++) {
        g_autoptr(GPtrArray) checks = station_check_list(&one, before[i]);
        const StationCheck *check = checks->pdata[checks->len - 1];
        g_assert_cmpuint(checks->len, ==, PAGE_N_FINDINGS + 1);
        assert_words(check);
        g_assert_cmpstr(check->code, ==, "previous");
        g_assert_cmpint(check->passed, ==, before[i] != &one);
        g_assert_cmpint(check->measured, ==, before[i] != &blank);
        g_assert_cmpint(station_check_all_passed(checks), ==, before[i] != &one);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/station-check/words", test_every_check_has_words);
    g_test_add_func("/station-check/one-failed", test_one_failed_is_enough);
    g_test_add_func("/station-check/unmeasured", test_unmeasured);
    g_test_add_func("/station-check/numbers", test_numbers_keep_their_side);
    g_test_add_func("/station-check/previous", test_previous);
    return g_test_run();
}
