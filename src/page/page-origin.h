/* A document's provenance, as the files carry it: a clean copy of PageProvenance, its instants as
 * text, and the XMP packet (ISO 16684-1) that both formats embed. Internal to this folder. */
#pragma once

#include "page-document.h"

G_BEGIN_DECLS

#define PAGE_SOFTWARE "Scan Station " SCAN_STATION_VERSION

/* Strings are valid UTF-8 without control characters and of at most PAGE_ORIGIN_MAX_TEXT bytes;
 * NULL = not known. */
#define PAGE_ORIGIN_MAX_TEXT 1000

typedef struct {
    char *report_id;
    char *station;
    char *scanner_vendor;
    char *scanner_model;
    char *scanner_device;
    char *settings;
    char *capture_uuid;
    char captured_at[32]; /* RFC 3339 in UTC, whole seconds */
} PageOrigin;

PageOrigin *page_origin_new(const PageProvenance *provenance);
void page_origin_free(PageOrigin *origin);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageOrigin, page_origin_free)

/* "2015-07-01T02:03:04Z" as TIFF has it, "2015:07:01 02:03:04" (in UTC; the format has no zone),
 * and as PDF has it, "D:20150701020304+00'00'". g_free them. */
char *page_origin_tiff_time(const PageOrigin *origin);
char *page_origin_pdf_time(const PageOrigin *origin);

/* The packet; g_string_free it. With `pdfa` it also says PDF/A-1b and describes our own properties,
 * as ISO 19005-1 demands. With `view` (may be NULL; not for PDF) it also says where that page is to
 * be cut. */
GString *page_origin_xmp(const PageOrigin *origin, gboolean pdfa, const PageView *view);

/* What it says then, an element of XML: "<station:Crop>x,y,width,height</station:Crop>". g_free. */
#define PAGE_ORIGIN_CROP "<station:Crop>"
char *page_origin_crop(const PageView *view);

G_END_DECLS
