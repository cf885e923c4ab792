/* What can be done now, and what comes next: every key, button and menu goes through here.
 *
 * Looks at a StationCounter and keeps what only a window knows: the page that is looked at and the
 * question that is open. A question stands beside the page, stops nothing else, and has a safe
 * answer that Enter gives.
 *
 * Properties, all notified: next, question, page, pixels, percent, progress (the scan's words).
 * Signal: settings-changed (). Main thread. */
#pragma once

#include "station-counter.h"
#include "station-pixels.h"

G_BEGIN_DECLS

typedef enum {
    APP_NEXT_LOOK_UP,   /* nobody is at the counter */
    APP_NEXT_WAIT,      /* the server, the scanner or the disk has its turn */
    APP_NEXT_CHOOSE,    /* several reports wait, and none is meant more than another */
    APP_NEXT_LEAVE,     /* nothing can be scanned here: on to the next student */
    APP_NEXT_SCAN,      /* the paper may be scanned */
    APP_NEXT_SCAN_AREA, /* the glass was previewed: the chosen area of it may be scanned */
    APP_NEXT_CUT,       /* an area of a page is being chosen: it may be cut to it */
    APP_NEXT_SUBMIT,    /* there are pages */
    APP_NEXT_GIVE_BACK, /* the paper has to be handed over */
    APP_NEXT_ANSWER,    /* a question is open: its safe answer */
} AppNext;

typedef enum {
    APP_QUESTION_NONE,
    APP_QUESTION_CHECKS,  /* a check did not pass: scan again, or submit all the same? */
    APP_QUESTION_DISCARD, /* Esc with pages: keep them, or give them up? */
    APP_QUESTION_OTHER,   /* another student was looked up: stay, or give the pages up? */
} AppQuestion;

#define APP_TYPE_STEPS (app_steps_get_type())
G_DECLARE_FINAL_TYPE(AppSteps, app_steps, APP, STEPS, GObject)

AppSteps *app_steps_new(Station *station, StationCounter *counter);

AppNext app_steps_get_next(AppSteps *steps);
AppQuestion app_steps_get_question(AppSteps *steps);
StationPage *app_steps_get_page(AppSteps *steps); /* borrowed; NULL: the empty glass */
/* That page's own pixels, once it is one of the finished pages; else NULL. Borrowed. */
StationPixels *app_steps_get_pixels(AppSteps *steps);
guint app_steps_get_percent(AppSteps *steps); /* of the scan or of the sending */
/* E.g. that the scanner is busy; "" if there is nothing to say. Borrowed. */
const char *app_steps_get_progress(AppSteps *steps);
/* What a scan is told: as configured, unless it was set otherwise for this visit. Borrowed until it
 * is changed. */
const ScanSettings *app_steps_get_settings(AppSteps *steps);
/* For this visit alone; NULL: as configured. */
void app_steps_set_settings(AppSteps *steps, const ScanSettings *settings);
/* The checks of the page that is looked at: array of StationCheck, or NULL. Free it. */
GPtrArray *app_steps_list_checks(AppSteps *steps);

/* Enter. Look-up is the caller's: it has the entry. */
void app_steps_go_on(AppSteps *steps);
/* Space: scan, or scan the page that is looked at again; after a preview the chosen area. */
void app_steps_scan(AppSteps *steps);
/* Scans one page more, behind the others. */
void app_steps_add(AppSteps *steps);
void app_steps_remove(AppSteps *steps);
/* The page that is looked at: turned by so many degrees clockwise; moved by so many places. */
void app_steps_rotate(AppSteps *steps, int degrees);
void app_steps_move(AppSteps *steps, int places);
/* To before the page of that number, from 0; behind the last one if there is none. It is looked at
 * then. */
void app_steps_move_to(AppSteps *steps, StationPage *page, guint place);
void app_steps_undo(AppSteps *steps);
/* Looks at another page; at one that lies so many places from this one, if there is one. */
void app_steps_look_at(AppSteps *steps, StationPage *page);
void app_steps_look_by(AppSteps *steps, int places);
/* Esc: ends what is under way, leaves what is being chosen, or asks before pages are given up. */
void app_steps_cancel(AppSteps *steps);
/* The open question: its safe answer, or the other one. */
void app_steps_answer(AppSteps *steps, gboolean safe);

/* A preview of the glass: looked at in the place of a page, until it is left or something else is
 * scanned. It is no page: nothing is done with it but choosing an area. */
void app_steps_preview(AppSteps *steps);
gboolean app_steps_is_preview(AppSteps *steps);
/* The area that somebody is choosing of what is looked at, in its pixels: Enter takes it, Esc
 * leaves it. */
void app_steps_choose(AppSteps *steps, const StationCrop *area);
gboolean app_steps_is_choosing(AppSteps *steps);
/* Scans that area of the glass, or shows only that area of the page. */
void app_steps_take_area(AppSteps *steps);
/* Where to begin: the crop that the page has, else where its paper lies. FALSE if neither is known.
 */
gboolean app_steps_get_area(AppSteps *steps, StationCrop *ret_area);
/* Where its paper lies; FALSE if that is not known. */
gboolean app_steps_get_paper(AppSteps *steps, StationCrop *ret_paper);

/* Of the visit; NULL without one. Borrowed. */
StationPages *app_steps_get_pages(AppSteps *steps);
gboolean app_steps_has_pages(AppSteps *steps);
/* TRUE if pages may be scanned and changed now. */
gboolean app_steps_may_change(AppSteps *steps);
/* TRUE if one page more may be scanned behind those that are there. */
gboolean app_steps_may_add(AppSteps *steps);

G_END_DECLS
