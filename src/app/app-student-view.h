/* All that the student's screen may ever know.
 *
 * The student's window faces a public room and binds to this type alone. It has no field for
 * anything private: names and numbers are masked on their way in, the picture is kept at no more
 * than APP_STUDENT_PICTURE_DPI pixels an inch of paper (domain.md, "People's data"). So a mistake
 * in the window cannot show what is not here. Main thread.
 *
 * Properties, all read-only from outside and notified: phase, name, number, certificate, status,
 * accepted-at, picture. */
#pragma once

#include "report.h"

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* domain.md allows 6, at which the large characters of a name can still be guessed. */
#define APP_STUDENT_PICTURE_DPI 4
/* The width of A4's glass: more than that is taken for a resolution that the scanner did not keep.
 */
#define APP_STUDENT_PAPER_INCHES 8.5

typedef enum {
    APP_STUDENT_IDLE,      /* nobody is at the counter */
    APP_STUDENT_CHOSEN,    /* a report has been looked up */
    APP_STUDENT_SCANNING,  /* the lamp moves */
    APP_STUDENT_LOOKING,   /* staff look at the picture */
    APP_STUDENT_SENDING,   /* saved, and on its way */
    APP_STUDENT_WAITING,   /* saved, and the server is out of reach: 待上傳, never 查證中 */
    APP_STUDENT_ACCEPTED,  /* the server has said so */
    APP_STUDENT_ATTENTION, /* something went wrong; staff will say what to do */
} AppStudentPhase;

#define APP_TYPE_STUDENT_PHASE (app_student_phase_get_type())
GType app_student_phase_get_type(void);

#define APP_TYPE_STUDENT_VIEW (app_student_view_get_type())
G_DECLARE_FINAL_TYPE(AppStudentView, app_student_view, APP, STUDENT_VIEW, GObject)

AppStudentView *app_student_view_new(void);

/* Forgets everything: phase idle, no name, no picture. */
void app_student_view_clear(AppStudentView *view);

/* Takes from the report what may be shown, masked. Phase becomes chosen; the picture goes. */
void app_student_view_show_report(AppStudentView *view, const Report *report);

void app_student_view_set_phase(AppStudentView *view, AppStudentPhase phase);

/* The server's own word, and when it said so (microseconds): the only way to phase accepted. */
void app_student_view_accept(AppStudentView *view, ReportStatus status, gint64 at);

/* A page begins: its preview's size in pixels and its width on paper in inches. */
void app_student_view_begin_picture(AppStudentView *view, guint preview_width, guint preview_height,
                                    double paper_width);
/* Rows of 8-bit RGB of that preview, in order; softened before they are kept. */
void app_student_view_add_rows(AppStudentView *view, guint first_row, GBytes *rows);

AppStudentPhase app_student_view_get_phase(AppStudentView *view);
/* "" where there is nothing to show. Borrowed. */
const char *app_student_view_get_name(AppStudentView *view);
const char *app_student_view_get_number(AppStudentView *view);
const char *app_student_view_get_certificate(AppStudentView *view);
ReportStatus app_student_view_get_status(AppStudentView *view);
gint64 app_student_view_get_accepted_at(AppStudentView *view);
/* NULL until there are rows. Borrowed. */
GdkTexture *app_student_view_get_picture(AppStudentView *view);

G_END_DECLS
