/* AppSteps at the rig's counter. */
#pragma once

#include "app-steps.h"
#include "desk-rig.h"

typedef struct {
    Desk desk;
    AppSteps *steps;
} Walk;

void walk_set_up(Walk *walk, gconstpointer data);
void walk_tear_down(Walk *walk, gconstpointer data);
#define walk_add(name, function) g_test_add(name, Walk, NULL, walk_set_up, function, walk_tear_down)

void walk_assert_next(Walk *walk, AppNext next);
/* Presses Enter or Space and waits until nobody but a person has the next turn. */
void walk_press(Walk *walk, void (*key)(AppSteps *steps));
/* RIG_STUDENT, one page. */
void walk_look_up_and_scan(Walk *walk);
StationPages *walk_pages(Walk *walk); /* borrowed */
