#include "report-status.h"

#define MOVES 4

/* The picture of domain.md, "The statuses", as a table of its own: from, to, move. */
static const struct {
    const char *from;
    const char *to;
    const char *move;
} allowed[] = {
    {"filed", "applied", "link_opened"},          {"filed", "verifying", "original_scanned"},
    {"applied", "verifying", "original_scanned"}, {"re_review", "verifying", "original_scanned"},
    {"re_review", "verifying", "reviewed"},       {"verifying", "re_review", "reviewed"},
    {"verifying", "rejected", "reviewed"},        {"verifying", "registered", "reviewed"},
    {"verifying", "crediting", "reviewed"},       {"crediting", "passed", "credited"},
};

static gboolean
is_allowed(ReportStatus from, ReportStatus to, ReportMove move)
{
    for (gsize i = 0; i < G_N_ELEMENTS(allowed); i++) {
        if (g_str_equal(allowed[i].from, report_status_code(from)) &&
            g_str_equal(allowed[i].to, report_status_code(to)) &&
            g_str_equal(allowed[i].move, report_move_code(move)))
            return TRUE;
    }
    return FALSE;
}

static void
every_move_is_the_picture_s(void)
{
    guint count = 0;

    for (guint from = 0; from < REPORT_STATUS_COUNT; from++) {
        for (guint to = 0; to < REPORT_STATUS_COUNT; to++) {
            for (guint move = 0; move < MOVES; move++) {
                gboolean may = report_status_may_move((ReportStatus)from, (ReportStatus)to,
                                                      (ReportMove)move);

                g_assert_cmpint(may, ==,
                                is_allowed((ReportStatus)from, (ReportStatus)to, (ReportMove)move));
                count += may ? 1 : 0;
            }
        }
    }
    g_assert_cmpuint(count, ==, G_N_ELEMENTS(allowed));
}

static void
codes_and_labels_go_both_ways(void)
{
    static const char *const labels[] = {"已建檔", "申請中", "查證中", "再審中",
                                         "不通過", "抵免中", "通過",   "登錄完成"};
    ReportStatus status = REPORT_STATUS_FILED;

    for (guint i = 0; i < REPORT_STATUS_COUNT; i++) {
        g_assert_true(report_status_from_code(report_status_code((ReportStatus)i), &status));
        g_assert_cmpuint(status, ==, i);
        g_assert_cmpstr(report_status_label(status, REPORT_LANGUAGE_ZH_TW), ==, labels[i]);
        g_assert_cmpuint(report_status_label(status, REPORT_LANGUAGE_EN)[0], >, 0);
    }
    g_assert_false(report_status_from_code("", &status));
    g_assert_false(report_status_from_code("Verifying", &status));
    g_assert_cmpuint(status, ==, REPORT_STATUS_REGISTERED);
}

static void
pending_is_what_the_counter_may_scan(void)
{
    for (guint i = 0; i < REPORT_STATUS_COUNT; i++)
        g_assert_cmpint(report_status_is_pending((ReportStatus)i), ==,
                        i == REPORT_STATUS_FILED || i == REPORT_STATUS_APPLIED ||
                            i == REPORT_STATUS_RE_REVIEW);
}

static void
the_stepper_has_a_place_for_each(void)
{
    static const guint steps[] = {0, 1, 2, 2, 3, 3, 3, 3};

    for (guint i = 0; i < REPORT_STATUS_COUNT; i++)
        g_assert_cmpuint(report_status_step((ReportStatus)i), ==, steps[i]);
    g_assert_cmpstr(report_step_label(0, REPORT_LANGUAGE_ZH_TW), ==, "建檔中");
    g_assert_cmpstr(report_step_label(3, REPORT_LANGUAGE_ZH_TW), ==, "通過");
    g_assert_cmpstr(report_step_label(2, REPORT_LANGUAGE_EN), ==, "Verifying");
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/status/every-move-is-the-picture-s", every_move_is_the_picture_s);
    g_test_add_func("/report/status/codes-and-labels-go-both-ways", codes_and_labels_go_both_ways);
    g_test_add_func("/report/status/pending-is-what-the-counter-may-scan",
                    pending_is_what_the_counter_may_scan);
    g_test_add_func("/report/status/the-stepper-has-a-place-for-each",
                    the_stepper_has_a_place_for_each);
    return g_test_run();
}
