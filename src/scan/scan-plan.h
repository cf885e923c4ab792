/* A document to be put together of pages that were scanned before. Values: made whole, then read
 * only. */
#pragma once

#include "scan-settings.h"

G_BEGIN_DECLS

#define SCAN_PLAN_MAX_PAGES    50
#define SCAN_PLAN_MAX_SETTINGS 4096 /* characters; the document keeps fewer */

/* A document that a scan wrote, as its ScanResult says it. */
typedef struct {
    guint64 bytes;
    char crc64[17]; /* hex */
} ScanPlanPart;

typedef struct {
    guint part;     /* which of the parts, from 0 */
    guint index;    /* of the page in it, from 0 */
    guint rotation; /* degrees clockwise: 0, 90, 180 or 270 */
    gboolean has_crop;
    guint crop_x; /* pixels of the page as it was scanned, from its top left */
    guint crop_y;
    guint crop_width;
    guint crop_height;
} ScanPlanPage;

typedef struct {
    ScanFormat format;  /* of all parts, and of what is made */
    gint64 captured_at; /* when the first of the pages was begun */
    char *settings;     /* one line */
    GArray *parts;      /* of ScanPlanPart; each is used */
    GArray *pages;      /* of ScanPlanPage */
} ScanPlan;

/* Without parts and pages. What no line can hold is taken out of `settings` (may be NULL). */
ScanPlan *scan_plan_new(ScanFormat format, gint64 captured_at, const char *settings);
ScanPlan *scan_plan_copy(const ScanPlan *plan);
void scan_plan_free(ScanPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanPlan, scan_plan_free)

/* Its number. */
guint scan_plan_add_part(ScanPlan *plan, guint64 bytes, const char *crc64);
void scan_plan_add_page(ScanPlan *plan, const ScanPlanPage *page);
const ScanPlanPart *scan_plan_part(const ScanPlan *plan, guint index);
const ScanPlanPage *scan_plan_page(const ScanPlan *plan, guint index);

/* 1 to SCAN_PLAN_MAX_PAGES pages, no more parts than pages, each page of one of them and turned by
 * quarters: else SCAN_ERROR_BAD_VALUE. Whether the parts have such pages only they can say. */
gboolean scan_plan_check(const ScanPlan *plan, GError **error);

G_END_DECLS
