/* Reading a sealed document back. Internal to this folder.
 *
 * page_tiff_verify and page_pdf_verify find the images by a reader that shares nothing with the
 * writer; the rest is common: strips are read and decoded by a few threads, hashed in order, and
 * what lies between them is hashed as the frame. */
#pragma once

#include "page-stored.h"

G_BEGIN_DECLS

gboolean page_tiff_verify(int fd, const PageSummary *summaries, guint n_pages, const PageSeal *seal,
                          GError **error);
gboolean page_pdf_verify(int fd, const PageSummary *summaries, guint n_pages, const PageSeal *seal,
                         GError **error);

/* Length, frame and stored bytes of the file against the seal; `extents` (GArray of PageExtent) in
 * any order. PAGE_ERROR_DAMAGED also if extents overlap or reach outside. */
gboolean page_verify_frame(int fd, GArray *extents, const PageSeal *seal, GError **error);

/* Compares a page's parts against its summary; `page` counts from 1 for the message. */
gboolean page_verify_spec(const PageSpec *found, const PageSpec *wanted, guint page,
                          GError **error);
gboolean page_verify_view(const PageView *found, const PageView *wanted, guint page,
                          GError **error);
gboolean page_verify_pixels(const guint8 found[32], const PageSummary *wanted, guint page,
                            GError **error);

void page_verify_complain(GError **error, guint page, const char *difference);

G_END_DECLS
