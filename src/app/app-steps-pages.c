/* The verbs of the pages that are there. */
#include "app-steps.h"

void
app_steps_remove(AppSteps *self)
{
    if (app_steps_may_change(self) && app_steps_get_page(self) != NULL)
        station_pages_remove(app_steps_get_pages(self), app_steps_get_page(self));
}

void
app_steps_rotate(AppSteps *self, int degrees)
{
    if (app_steps_may_change(self) && app_steps_get_page(self) != NULL)
        station_pages_rotate(app_steps_get_pages(self), app_steps_get_page(self), degrees);
}

void
app_steps_move(AppSteps *self, int places)
{
    guint position;

    if (app_steps_may_change(self) && app_steps_get_page(self) != NULL &&
        station_pages_find(app_steps_get_pages(self), app_steps_get_page(self), &position) &&
        (places > 0 || position > 0))
        station_pages_move(app_steps_get_pages(self), app_steps_get_page(self),
                           position + (guint)places);
}

void
app_steps_move_to(AppSteps *self, StationPage *page, guint place)
{
    guint from;

    if (!app_steps_may_change(self) || !station_pages_find(app_steps_get_pages(self), page, &from))
        return;
    station_pages_move(app_steps_get_pages(self), page, place > from ? place - 1 : place);
    app_steps_look_at(self, page);
}

void
app_steps_look_by(AppSteps *self, int places)
{
    StationPage *page;
    guint position;

    if (!app_steps_may_change(self) || app_steps_get_page(self) == NULL ||
        !station_pages_find(app_steps_get_pages(self), app_steps_get_page(self), &position))
        return;
    page = station_pages_get(app_steps_get_pages(self),
                             position + (guint)places); /* before 0: past the end */
    if (page != NULL)
        app_steps_look_at(self, page);
}

void
app_steps_undo(AppSteps *self)
{
    if (app_steps_may_change(self))
        station_pages_undo(app_steps_get_pages(self));
}
