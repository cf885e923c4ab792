#include "report-status.h"

#include <string.h>

static const struct {
    const char *code;
    const char *labels[2]; /* by ReportLanguage */
    guint step;
} statuses[REPORT_STATUS_COUNT] = {
    [REPORT_STATUS_FILED] = {"filed", {"已建檔", "Filed"}, 0},
    [REPORT_STATUS_APPLIED] = {"applied", {"申請中", "Applied"}, 1},
    [REPORT_STATUS_VERIFYING] = {"verifying", {"查證中", "Verifying"}, 2},
    [REPORT_STATUS_RE_REVIEW] = {"re_review", {"再審中", "In re-review"}, 2},
    [REPORT_STATUS_REJECTED] = {"rejected", {"不通過", "Not passed"}, 3},
    [REPORT_STATUS_CREDITING] = {"crediting", {"抵免中", "Crediting"}, 3},
    [REPORT_STATUS_PASSED] = {"passed", {"通過", "Passed"}, 3},
    [REPORT_STATUS_REGISTERED] = {"registered", {"登錄完成", "Registered"}, 3},
};

static const char *const steps[REPORT_STEP_COUNT][2] = {
    {"建檔中", "Filed"},
    {"申請中", "Applied"},
    {"查證中", "Verifying"},
    {"通過", "Passed"},
};

static const char *const moves[] = {
    [REPORT_MOVE_LINK_OPENED] = "link_opened",
    [REPORT_MOVE_ORIGINAL_SCANNED] = "original_scanned",
    [REPORT_MOVE_REVIEWED] = "reviewed",
    [REPORT_MOVE_CREDITED] = "credited",
};

/* The one table of moves: the picture in domain.md, "The statuses". */
static const struct {
    ReportStatus from;
    ReportStatus to;
    ReportMove move;
} transitions[] = {
    {REPORT_STATUS_FILED, REPORT_STATUS_APPLIED, REPORT_MOVE_LINK_OPENED},
    {REPORT_STATUS_FILED, REPORT_STATUS_VERIFYING, REPORT_MOVE_ORIGINAL_SCANNED},
    {REPORT_STATUS_APPLIED, REPORT_STATUS_VERIFYING, REPORT_MOVE_ORIGINAL_SCANNED},
    {REPORT_STATUS_RE_REVIEW, REPORT_STATUS_VERIFYING, REPORT_MOVE_ORIGINAL_SCANNED},
    {REPORT_STATUS_RE_REVIEW, REPORT_STATUS_VERIFYING, REPORT_MOVE_REVIEWED},
    {REPORT_STATUS_VERIFYING, REPORT_STATUS_RE_REVIEW, REPORT_MOVE_REVIEWED},
    {REPORT_STATUS_VERIFYING, REPORT_STATUS_REJECTED, REPORT_MOVE_REVIEWED},
    {REPORT_STATUS_VERIFYING, REPORT_STATUS_REGISTERED, REPORT_MOVE_REVIEWED},
    {REPORT_STATUS_VERIFYING, REPORT_STATUS_CREDITING, REPORT_MOVE_REVIEWED},
    {REPORT_STATUS_CREDITING, REPORT_STATUS_PASSED, REPORT_MOVE_CREDITED},
};

const char *
report_status_code(ReportStatus status)
{
    return statuses[status].code;
}

gboolean
report_status_from_code(const char *code, ReportStatus *ret_status)
{
    for (guint i = 0; i < REPORT_STATUS_COUNT; i++) {
        if (strcmp(statuses[i].code, code) == 0) {
            *ret_status = (ReportStatus)i;
            return TRUE;
        }
    }
    return FALSE;
}

const char *
report_status_label(ReportStatus status, ReportLanguage language)
{
    return statuses[status].labels[language];
}

const char *
report_move_code(ReportMove move)
{
    return moves[move];
}

gboolean
report_status_may_move(ReportStatus from, ReportStatus to, ReportMove move)
{
    for (guint i = 0; i < G_N_ELEMENTS(transitions); i++) {
        if (transitions[i].from == from && transitions[i].to == to && transitions[i].move == move)
            return TRUE;
    }
    return FALSE;
}

gboolean
report_status_is_pending(ReportStatus status)
{
    return report_status_may_move(status, REPORT_STATUS_VERIFYING, REPORT_MOVE_ORIGINAL_SCANNED);
}

guint
report_status_step(ReportStatus status)
{
    return statuses[status].step;
}

const char *
report_step_label(guint step, ReportLanguage language)
{
    return steps[step][language];
}
