/* The statuses of a report and the one table of moves between them.
 *
 * Source: seed slides 1-4 to 5-1; domain.md "The statuses". Pure; any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
    REPORT_STATUS_FILED,      /* 已建檔 */
    REPORT_STATUS_APPLIED,    /* 申請中 */
    REPORT_STATUS_VERIFYING,  /* 查證中 */
    REPORT_STATUS_RE_REVIEW,  /* 再審中 */
    REPORT_STATUS_REJECTED,   /* 不通過 */
    REPORT_STATUS_CREDITING,  /* 抵免中 */
    REPORT_STATUS_PASSED,     /* 通過 */
    REPORT_STATUS_REGISTERED, /* 登錄完成 */
} ReportStatus;

#define REPORT_STATUS_COUNT 8

typedef enum {
    REPORT_LANGUAGE_ZH_TW,
    REPORT_LANGUAGE_EN,
} ReportLanguage;

/* Why a report moves; each stands in the audit log by its code. */
typedef enum {
    REPORT_MOVE_LINK_OPENED,      /* the student opened the link in the e-mail */
    REPORT_MOVE_ORIGINAL_SCANNED, /* the counter submitted the original */
    REPORT_MOVE_REVIEWED,         /* the reviewer decided */
    REPORT_MOVE_CREDITED,         /* the registrar entered the credit */
} ReportMove;

/* The code that the API and the database carry, e.g. "verifying". Static. */
const char *report_status_code(ReportStatus status);
gboolean report_status_from_code(const char *code, ReportStatus *ret_status);
/* What people read, e.g. 查證中 or "Verifying". Static. */
const char *report_status_label(ReportStatus status, ReportLanguage language);

/* "link_opened", "original_scanned", "reviewed", "credited". Static. */
const char *report_move_code(ReportMove move);

/* TRUE if the table has this move between these two statuses. */
gboolean report_status_may_move(ReportStatus from, ReportStatus to, ReportMove move);

/* TRUE for filed, applied and re_review: the counter may scan this report's original. */
gboolean report_status_is_pending(ReportStatus status);

/* The step of the student's stepper, 0 to 3 (建檔中 申請中 查證中 通過). Side statuses stand in
 * the last places: re_review in 2; rejected, crediting, registered in 3. */
#define REPORT_STEP_COUNT 4
guint report_status_step(ReportStatus status);
const char *report_step_label(guint step, ReportLanguage language);

G_END_DECLS
