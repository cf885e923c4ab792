/* What the files of AppSteps share. Internal to them. */
#pragma once

#include "app-steps.h"

G_BEGIN_DECLS

struct _AppSteps {
    GObject parent_instance;

    Station *station;
    StationCounter *counter;
    StationVisit *visit; /* whose signals are followed */
    StationPage *page;
    StationPixels *pixels; /* of the page, or NULL */
    StationPage *again;    /* what was looked at before the scan or the preview that is under way */
    ScanSettings *settings; /* of this visit alone, or NULL: as configured */
    AppQuestion question;
    gboolean choosing;
    StationCrop area; /* that is being chosen */
    guint percent;
    char *progress;
};

void app_steps_tell_next(AppSteps *steps);
/* If what comes now fails, what is looked at is looked at again. */
void app_steps_come_back(AppSteps *steps);
/* Looks at one of the finished pages, if it does not yet: the one to come back to, or the last. */
void app_steps_settle_page(AppSteps *steps);
/* The chosen area of the glass goes into this visit's settings. */
void app_steps_set_area(AppSteps *steps);
void app_steps_leave_area(AppSteps *steps);

G_END_DECLS
