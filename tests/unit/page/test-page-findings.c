#include "page-findings.h"

#include <string.h>

#define PLANE (PAGE_FINGERPRINT_SIZE / 2)

static void
set_field(PageFindings *findings, guint x, guint y, gboolean darker, gboolean sure)
{
    guint field = y * PAGE_FINGERPRINT_SIDE + x;
    guint8 bit = (guint8)(1 << field % 8);
    guint8 *darks = findings->fingerprint + field / 8, *sures = darks + PLANE;
    *darks = (guint8)(darker ? *darks | bit : *darks & ~bit);
    *sures = (guint8)(sure ? *sures | bit : *sures & ~bit);
}

/* Two rows of sure fields, dark and light in turn: what a line of text leaves. */
static PageFindings
with_a_line(void)
{
    PageFindings findings = {.has_fingerprint = TRUE};
    for (guint y = 20; y < 22; y++)
        for (guint x = 0; x < PAGE_FINGERPRINT_SIDE; x++)
            set_field(&findings, x, y, x % 2 == 0, TRUE);
    return findings;
}

static void
codes_go_there_and_back(void)
{
    PageFindingKind kind = PAGE_FINDING_LINES;
    for (guint i = 0; i < PAGE_N_FINDINGS; i++) {
        g_assert_true(page_finding_from_code(page_finding_code((PageFindingKind)i), &kind));
        g_assert_cmpint(kind, ==, i);
    }
    g_assert_false(page_finding_from_code("", &kind));
    g_assert_false(page_finding_from_code("Skew", &kind));
    g_assert_cmpint(kind, ==, PAGE_FINDING_RESOLUTION);
}

static void
one_failed_is_not_all_passed(void)
{
    PageFindings findings = {0};
    for (guint i = 0; i < PAGE_N_FINDINGS; i++)
        findings.findings[i].passed = TRUE;
    g_assert_true(page_findings_all_passed(&findings));
    for (guint i = 0; i < PAGE_N_FINDINGS; i++) {
        findings.findings[i].passed = FALSE;
        g_assert_false(page_findings_all_passed(&findings));
        findings.findings[i].passed = TRUE;
    }
}

/* Wherever they are, corners as well: what is close together counts. */
static void
neighbours_are_counted(void)
{
    static const guint places[][2] = {{0, 0}, {56, 0}, {0, 60}, {56, 60}, {31, 17}};
    for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
        PageFindings a = with_a_line(), b = with_a_line();
        for (guint n = 0; n < PAGE_FINDINGS_SAME_BELOW; n++) {
            guint x = places[i][0] + 7 * (n % 2), y = places[i][1] + n;
            g_assert_true(page_findings_same(&a, &b));
            g_assert_cmpuint(page_findings_distance(&a, &b), ==, n);
            set_field(&a, x, y, TRUE, TRUE);
            set_field(&b, x, y, FALSE, TRUE);
        }
        g_assert_false(page_findings_same(&a, &b));
        g_assert_cmpuint(page_findings_distance(&b, &a), ==, PAGE_FINDINGS_SAME_BELOW);
    }
}

/* What is spread over the page is noise, and what is not sure on both is nothing. */
static void
strays_and_doubts_are_not(void)
{
    PageFindings a = with_a_line(), b = with_a_line();
    for (guint y = 0; y < 64; y += 8) {
        for (guint x = 0; x < 64; x += 8) {
            set_field(&a, x, y, TRUE, TRUE);
            set_field(&b, x, y, FALSE, TRUE);
        }
    }
    g_assert_cmpuint(page_findings_distance(&a, &b), ==, 1);
    for (guint x = 0; x < 8; x++)
        set_field(&b, x, 40, TRUE, FALSE);
    g_assert_true(page_findings_same(&a, &b));
}

static void
without_print_nothing_is_said(void)
{
    PageFindings a = with_a_line(), b = with_a_line(), bare = {.has_fingerprint = TRUE};
    b.has_fingerprint = FALSE;
    g_assert_cmpuint(page_findings_distance(&a, &b), ==, G_MAXUINT);
    g_assert_cmpuint(page_findings_distance(&b, &a), ==, G_MAXUINT);
    g_assert_false(page_findings_same(&a, &b));
    g_assert_cmpuint(page_findings_distance(&a, &bare), ==, G_MAXUINT);
    g_assert_false(page_findings_same(&bare, &bare));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/findings/codes", codes_go_there_and_back);
    g_test_add_func("/page/findings/all-passed", one_failed_is_not_all_passed);
    g_test_add_func("/page/findings/neighbours", neighbours_are_counted);
    g_test_add_func("/page/findings/strays", strays_and_doubts_are_not);
    g_test_add_func("/page/findings/without-print", without_print_nothing_is_said);
    return g_test_run();
}
