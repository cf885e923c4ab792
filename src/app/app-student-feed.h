/* What happens at the counter, told to the student's view. Main thread.
 *
 * The only writer of an AppStudentView. Green is told from a delivery that the server has answered
 * and from nothing else. After the end the student's data stay for APP_STUDENT_FEED_CLEAR_SECONDS
 * or until the next look-up. */
#pragma once

#include "app-student-view.h"
#include "station-counter.h"

G_BEGIN_DECLS

#define APP_STUDENT_FEED_CLEAR_SECONDS 30

#define APP_TYPE_STUDENT_FEED (app_student_feed_get_type())
G_DECLARE_FINAL_TYPE(AppStudentFeed, app_student_feed, APP, STUDENT_FEED, GObject)

AppStudentFeed *app_student_feed_new(StationCounter *counter, StationSender *sender,
                                     AppStudentView *view);

/* Nothing of anybody stays on the screen, e.g. because the station is being locked. */
void app_student_feed_clear(AppStudentFeed *feed);
/* Shows what is at the counter, also after it was cleared. */
void app_student_feed_show(AppStudentFeed *feed);

G_END_DECLS
