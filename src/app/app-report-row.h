/* One report in the left column: certificate, issuer, dates, its status and what to mind about it.
 * A row that cannot be scanned is greyed and says why. Main thread. */
#pragma once

#include "station-lookup.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_REPORT_ROW (app_report_row_get_type())
G_DECLARE_FINAL_TYPE(AppReportRow, app_report_row, APP, REPORT_ROW, GtkListBoxRow)

/* station: this counter's own name, whose claim is no news. with_student: the answer has several
 * students, so the row says whose it is. */
AppReportRow *app_report_row_new(const StationAnswer *answer, Report *report, const char *station,
                                 gboolean with_student);
Report *app_report_row_get_report(AppReportRow *row); /* borrowed */

G_END_DECLS
