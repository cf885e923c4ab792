/* Areas: of the glass, after a preview, and of a page. */
#include "app-steps-private.h"

#define MM_INCH 25.4
/* Left around a paper that was found: its edge is part of the original. */
#define PAPER_MARGIN_MM 3.0

gboolean
app_steps_is_preview(AppSteps *self)
{
    return self->page != NULL && self->visit != NULL &&
           self->page == station_visit_get_preview(self->visit);
}

/* ---- choosing ---- */

void
app_steps_choose(AppSteps *self, const StationCrop *area)
{
    gboolean begins = !self->choosing;

    if (!app_steps_may_change(self) || self->page == NULL)
        return;
    self->choosing = TRUE;
    self->area = *area;
    if (begins)
        app_steps_tell_next(self);
}

gboolean
app_steps_is_choosing(AppSteps *self)
{
    return self->choosing;
}

gboolean
app_steps_get_paper(AppSteps *self, StationCrop *ret_paper)
{
    const PageFindings *findings = self->page != NULL ? station_page_get_findings(self->page)
                                                      : NULL;
    double dots, margin, left, top;

    if (findings == NULL || !findings->paper_found)
        return FALSE;
    dots = station_page_get_dpi(self->page) / MM_INCH;
    margin = app_steps_is_preview(self) ? PAPER_MARGIN_MM : 0;
    left = MAX(findings->paper.x - margin, 0);
    top = MAX(findings->paper.y - margin, 0);
    *ret_paper = (StationCrop){
        (guint)(left * dots), (guint)(top * dots),
        (guint)((findings->paper.x + findings->paper.width + margin - left) * dots),
        (guint)((findings->paper.y + findings->paper.height + margin - top) * dots)};
    return TRUE;
}

gboolean
app_steps_get_area(AppSteps *self, StationCrop *ret_area)
{
    return (self->page != NULL && station_page_get_crop(self->page, ret_area)) ||
           app_steps_get_paper(self, ret_area);
}

/* ---- taking and leaving ---- */

void
app_steps_take_area(AppSteps *self)
{
    if (!self->choosing || !app_steps_may_change(self))
        return;
    if (app_steps_is_preview(self)) {
        app_steps_scan(self);
        return;
    }
    self->choosing = FALSE;
    station_pages_crop(app_steps_get_pages(self), self->page, &self->area);
    app_steps_tell_next(self);
}

/* All of the preview is the whole bed: what a device rounds at its edges shall not be refused. */
void
app_steps_set_area(AppSteps *self)
{
    g_autoptr(ScanSettings) settings = scan_settings_copy(app_steps_get_settings(self));
    double mm = MM_INCH / station_page_get_dpi(self->page);
    gboolean whole = !self->choosing || (self->area.width >= station_page_get_width(self->page) &&
                                         self->area.height >= station_page_get_height(self->page));

    settings->area = whole ? (ScanArea){0}
                           : (ScanArea){self->area.x * mm, self->area.y * mm, self->area.width * mm,
                                        self->area.height * mm};
    app_steps_set_settings(self, settings);
}

void
app_steps_leave_area(AppSteps *self)
{
    gboolean preview = app_steps_is_preview(self);

    self->choosing = FALSE;
    if (preview) {
        app_steps_settle_page(self);
        g_clear_object(&self->again);
    }
    app_steps_tell_next(self);
}

/* ---- the preview ---- */

/* Out of a preview one comes back to the page before it. */
void
app_steps_come_back(AppSteps *self)
{
    if (!app_steps_is_preview(self))
        g_set_object(&self->again, self->page);
}

void
app_steps_preview(AppSteps *self)
{
    if (!app_steps_may_change(self) || self->question != APP_QUESTION_NONE)
        return;
    app_steps_come_back(self);
    station_visit_preview(self->visit, station_get_config(self->station)->scanner,
                          app_steps_get_settings(self));
}
